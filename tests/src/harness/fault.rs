//! Broken servers: a stage, and a diff that puts one fault into it.
//!
//! They prove the checks: each fails exactly those that are named for it.

use crate::cargo::Executables;
use crate::variants::{self, Variant};
use crate::{Stage, sources, stages};
use std::fs;
use std::path::PathBuf;

/// A fault, and what it breaks.
#[derive(Debug)]
pub struct Fault {
    /// The name of its diff: `tests/faults/NAME.diff`.
    pub name: &'static str,
    /// The ids of the checks that a stage with this fault fails.
    pub breaks: &'static [&'static str],
    /// The ids of the checks that it fails now and then, because they depend on timing.
    pub may_break: &'static [&'static str],
}

impl Fault {
    /// The stage that the diff is made for: its paths begin with its folder.
    pub fn stage(&self) -> Result<Stage, String> {
        let diff = self.diff()?;
        let mentioned = |stage: &Stage| diff.contains(&format!("+++ b/{}/", stage.package()));
        let stage = Stage::ALL.into_iter().find(mentioned);
        stage.ok_or_else(|| format!("{}.diff changes no stage", self.name))
    }

    /// The name of the package and of the executable.
    #[must_use]
    pub fn package(&self) -> String {
        format!("broken-{}", self.name)
    }

    fn diff(&self) -> Result<String, String> {
        let path = folder().join(format!("{}.diff", self.name));
        fs::read_to_string(&path)
            .map_err(|error| format!("cannot read {}: {error}", path.display()))
    }

    fn variant(&self) -> Result<Variant, String> {
        let stage = self.stage()?;
        let sources = sources::patched(stages::sources(stage)?, stage.package(), &self.diff()?)
            .map_err(|error| format!("{}.diff {error}", self.name))?;
        Ok(Variant { name: self.package(), sources })
    }
}

/// Builds the stages with these faults, all at once.
pub fn build(faults: &[Fault]) -> Result<Executables, String> {
    let variants: Result<Vec<Variant>, String> = faults.iter().map(Fault::variant).collect();
    variants::build("faults", &variants?)
}

/// Where the diffs are.
#[must_use]
pub fn folder() -> PathBuf {
    stages::workspace().join("tests/faults")
}
