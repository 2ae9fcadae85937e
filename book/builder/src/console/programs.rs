//! Programs that the page names and that are not the reader's.

use checks::stages::workspace;
use checks::suggest::suggestion;
use checks::{Stage, cargo, guard, stages};
use std::path::PathBuf;
use std::sync::OnceLock;

static STAGE: OnceLock<Result<PathBuf, String>> = OnceLock::new();

/// The program behind `cargo stage`. The first call builds it, and makes it the guard of all that we start.
///
/// # Errors
///
/// What cargo has to say.
pub fn stage() -> Result<PathBuf, String> {
    STAGE.get_or_init(build).clone()
}

/// The server of a stage or of the elective, which is built where that has not been done.
///
/// # Errors
///
/// Where there is no such stage, or what cargo has to say.
pub fn of_clone(package: &str) -> Result<PathBuf, String> {
    let stage = Stage::SERVERS.into_iter().find(|stage| stage.package() == package);
    let nearest = || suggestion(package, Stage::SERVERS.map(Stage::package));
    let stage = stage.ok_or_else(|| format!("there is no stage `{package}`{}", nearest()))?;
    stages::rebuild(stage)
}

fn build() -> Result<PathBuf, String> {
    let mut command = cargo::build();
    command.args(["--package", "checks", "--bin", "checks"]).current_dir(workspace());
    let program = cargo::run(command)?.remove("checks").ok_or("cargo built no checks")?;
    guard::start_once(&program);
    Ok(program)
}
