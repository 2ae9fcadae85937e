//! Builds the crates of all steps at once. Cargo skips those that have not changed.

use crate::{Error, Files, Step, steps};
use checks::Stage;
use checks::variants::{self, Variant};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The folder below cargo's target folder that the crates are written to.
const GROUP: &str = "book-steps";

static BUILT: OnceLock<Result<Built, Error>> = OnceLock::new();

/// The executable of the reader's crate after a step, or before the first one of the chapter. The first
/// call builds the crates of all steps.
pub fn executable(chapter: Stage, step: Option<&str>) -> Result<PathBuf, Error> {
    let build_all = || build(GROUP, &steps::all()?);
    BUILT.get_or_init(build_all).as_ref().map_err(Clone::clone)?.executable(chapter, step)
}

/// The result of building the crates of some steps.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// Each under the name of its package.
    executables: BTreeMap<String, PathBuf>,
    /// Errors and warnings of the compiler, under the name of the package.
    messages: BTreeMap<String, String>,
}

/// Builds the crates of these steps. `group` names the folder below the target folder that they are put into.
/// If one of them does not compile, [`Built::executable`] returns the error.
pub fn build(group: &str, steps: &[Step]) -> Result<Built, Error> {
    let mut variants: Vec<Variant> = Vec::new();
    for step in steps {
        let base = package(step.chapter, None);
        if variants.iter().all(|variant| variant.name != base) {
            variants.push(variant(base, &step.before));
        }
        variants.push(variant(package(step.chapter, Some(&step.name)), &step.after));
    }
    if variants.is_empty() {
        return Ok(Built::default());
    }
    let command = variants::prepare(group, &variants);
    command.and_then(run).map_err(|error| Error::in_file(Path::new(group), error))
}

impl Built {
    /// The executable after a step, or before the first one of the chapter.
    pub fn executable(&self, chapter: Stage, step: Option<&str>) -> Result<PathBuf, Error> {
        let name = package(chapter, step);
        let place = steps::patches(chapter).join(format!("{}.patch", step.unwrap_or_default()));
        if let Some(message) = self.messages.get(&name) {
            let message =
                format!("the server of this step does not compile without warnings:\n{message}");
            return Err(Error::in_file(&place, message));
        }
        let path = self.executables.get(&name).cloned();
        path.ok_or_else(|| Error::in_file(&place, format!("there is no crate {name}")))
    }
}

/// The name of the package and of the executable: `step02-01-head`. The reader's crate is
/// called `my-server` instead.
#[must_use]
pub fn package(chapter: Stage, step: Option<&str>) -> String {
    format!("step{:02}-{}", chapter.number(), step.unwrap_or("base"))
}

fn variant(name: String, files: &Files) -> Variant {
    let bytes = |(path, text): (&String, &String)| (path.clone(), at_any_port(text).into_bytes());
    Variant { name, sources: files.iter().map(bytes).collect() }
}

/// The first servers have one address. For the tests, which run at the same time, they take another one from
/// the command line.
fn at_any_port(text: &str) -> String {
    let argument = "std::env::args().nth(1).unwrap_or(ADDRESS.into())";
    text.replace("TcpListener::bind(ADDRESS)", &format!("TcpListener::bind({argument})"))
}

/// Builds the other crates even if one does not compile.
fn run(mut command: Command) -> Result<Built, String> {
    command.args(["--keep-going", "--message-format=json"]);
    let output = command.output().map_err(|error| format!("cannot run cargo: {error}"))?;
    let mut built = Built::default();
    for message in String::from_utf8_lossy(&output.stdout).lines() {
        built.add(message);
    }
    // If the compiler printed nothing, cargo itself has failed.
    if !output.status.success() && built.messages.is_empty() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok(built)
}

impl Built {
    fn add(&mut self, message: &str) {
        let message: Value = serde_json::from_str(message).unwrap_or_default();
        let Some(name) = message["target"]["name"].as_str() else { return };
        if let Some(path) = message["executable"].as_str() {
            self.executables.insert(name.to_string(), path.into());
        }
        if let Some(text) = message["message"]["rendered"].as_str() {
            self.messages.entry(name.to_string()).or_default().push_str(text);
        }
    }
}
