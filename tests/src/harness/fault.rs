//! Broken servers: a stage, and a diff that puts one fault into it.
//!
//! They prove the checks: each fails exactly those that are named for it, and in the ways that are named.

use crate::cargo::Executables;
use crate::sources::{self, Sources};
use crate::variants::{self, Variant};
use crate::{FailureKind, Stage, stages};
use std::fs;
use std::path::PathBuf;

/// A fault, and what it breaks.
#[derive(Debug)]
pub struct Fault {
    /// The name of its diff: `tests/faults/NAME.diff`.
    pub name: &'static str,
    /// What is wrong in the server, in one sentence.
    pub because: &'static str,
    /// The ids of the checks that a stage with this fault fails, by the kind of failure. A check that fails
    /// in one way or another is listed under both.
    pub breaks: &'static [(FailureKind, &'static [&'static str])],
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

    /// Returns the ids of all checks that the fault breaks.
    pub fn broken_ids(&self) -> impl Iterator<Item = &'static str> {
        self.breaks.iter().flat_map(|(_, ids)| ids.iter().copied())
    }

    /// Returns the ways in which a stage with this fault fails the check. There are none if it passes.
    #[must_use]
    pub fn kinds(&self, id: &str) -> Vec<FailureKind> {
        let groups = self.breaks.iter().filter(|(_, ids)| ids.contains(&id));
        groups.map(|(kind, _)| *kind).collect()
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
        let mut sources = sources::patched(stages::sources(stage)?, stage.package(), &self.diff()?)
            .map_err(|error| format!("{}.diff {error}", self.name))?;
        deny_warnings(&mut sources);
        Ok(Variant { name: self.package(), sources })
    }
}

/// A fault that the compiler warns about would be too easy to find, so such a diff does not compile.
fn deny_warnings(sources: &mut Sources) {
    let deny = |manifest: &mut Vec<u8>| {
        let text = String::from_utf8_lossy(manifest);
        let text = text.replace("[lints]\nworkspace = true", "[lints.rust]\nwarnings = \"deny\"");
        *manifest = text.into_bytes();
    };
    sources.get_mut("Cargo.toml").map(deny);
}

/// Builds the stages with these faults, all at once.
pub fn build<'a>(faults: impl IntoIterator<Item = &'a Fault>) -> Result<Executables, String> {
    let variants: Result<Vec<Variant>, String> = faults.into_iter().map(Fault::variant).collect();
    variants::build("faults", &variants?)
}

/// Where the diffs are.
#[must_use]
pub fn folder() -> PathBuf {
    stages::workspace().join("tests/faults")
}
