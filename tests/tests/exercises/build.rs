//! Builds the starts and the solutions, all at once.

use checks::cargo::{self, Executables};
use checks::exercise::{self, Exercise, Kind};
use checks::sources::Sources;
use checks::stages;
use checks::variants::{self, Variant};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The folder that they are built in.
const GROUP: &str = "exercises";

/// The start of an exercise.
pub fn start(exercise: &Exercise) -> Result<PathBuf, String> {
    if exercise.starts_from_stage() {
        return Ok(stages::executable(exercise.stage)?.to_path_buf());
    }
    executable(&start_name(exercise))
}

/// The solution of an extension.
pub fn solution(exercise: &Exercise) -> Result<PathBuf, String> {
    executable(&solution_name(exercise))
}

fn executable(name: &str) -> Result<PathBuf, String> {
    built()?.get(name).cloned().ok_or_else(|| format!("cargo built no {name}"))
}

/// Only the first that asks gets the compiler's words: two thousand tests would repeat them.
fn built() -> Result<&'static Executables, String> {
    static BUILT: OnceLock<Option<Executables>> = OnceLock::new();
    let mut error = "the exercises do not compile: another test says why".to_owned();
    let build = || {
        let variants = variants(exercise::all()?)?;
        variants::build(GROUP, &variants)
    };
    BUILT.get_or_init(|| build().map_err(|why| error = why).ok()).as_ref().ok_or(error)
}

fn variants(exercises: &[Exercise]) -> Result<Vec<Variant>, String> {
    let mut variants = Vec::new();
    for exercise in exercises {
        if !exercise.starts_from_stage() {
            let mut sources = exercise.start()?;
            deny_warnings(&mut sources);
            variants.push(Variant { name: start_name(exercise), sources });
        }
        if exercise.kind == Kind::Extension {
            variants.push(Variant { name: solution_name(exercise), sources: exercise.solution()? });
        }
    }
    Ok(variants)
}

fn start_name(exercise: &Exercise) -> String {
    format!("start-{}", exercise.name)
}

fn solution_name(exercise: &Exercise) -> String {
    format!("solution-{}", exercise.name)
}

/// A fault that the compiler warns about would be too easy to find, so such a start does not compile.
fn deny_warnings(sources: &mut Sources) {
    let deny = |manifest: &mut Vec<u8>| {
        let text = String::from_utf8_lossy(manifest);
        let text = text.replace("[lints]\nworkspace = true", "[lints.rust]\nwarnings = \"deny\"");
        *manifest = text.into_bytes();
    };
    sources.get_mut("Cargo.toml").map(deny);
}

/// What rustfmt has to say about starts and solutions.
pub fn format() -> Result<Option<String>, String> {
    let names = built()?.keys();
    let folder = variants::folder(GROUP)?;
    let mut command = Command::new("rustfmt");
    command.args(["--check", "--edition", "2024", "--config-path"]).arg(stages::workspace());
    command.args(names.map(|name| folder.join(name).join("src/main.rs")));
    Ok(complaint(command))
}

/// What clippy has to say about the solutions. Warnings of the compiler are among it.
pub fn clippy() -> Result<Option<String>, String> {
    built()?;
    let mut command = cargo::command("clippy");
    command.args(["--quiet", "--all-targets"]).current_dir(variants::folder(GROUP)?);
    solutions()?.for_each(|name| _ = command.args(["--package", &name]));
    command.args(["--", "--deny", "warnings"]);
    Ok(complaint(command))
}

/// The names of their packages.
fn solutions() -> Result<impl Iterator<Item = String>, String> {
    let extensions = exercise::all()?.iter().filter(|it| it.kind == Kind::Extension);
    Ok(extensions.map(solution_name))
}

fn complaint(mut command: Command) -> Option<String> {
    let output = match command.stdin(Stdio::null()).output() {
        Ok(output) => output,
        Err(error) => return Some(format!("a tool is not installed: {error}")),
    };
    let said =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (!output.status.success()).then(|| said.concat())
}
