//! Programs that the page names and that are not the reader's.

use checks::stages::workspace;
use checks::{cargo, guard};
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

fn build() -> Result<PathBuf, String> {
    let mut command = cargo::build();
    command.args(["--package", "checks", "--bin", "checks"]).current_dir(workspace());
    let program = cargo::run(command)?.remove("checks").ok_or("cargo built no checks")?;
    guard::start_once(&program);
    Ok(program)
}
