//! Programs of the workspace that a page names.

use checks::stages::workspace;
use checks::suggest::suggestion;
use checks::{Stage, cargo, reaper};
use std::path::PathBuf;
use std::sync::OnceLock;

static STAGE: OnceLock<Result<PathBuf, String>> = OnceLock::new();

/// The program behind `cargo stage`. The first call builds it, and makes it the reaper of all that we start.
pub fn stage() -> Result<PathBuf, String> {
    let start = || built("checks").inspect(|program| reaper::start_once(program));
    STAGE.get_or_init(start).clone()
}

/// Servers of the workspace that are in no check table.
const OTHERS: [&str; 1] = ["axum-routes"];

/// Builds a server of the workspace, and returns its executable.
pub fn of_clone(package: &str) -> Result<PathBuf, String> {
    let names = || Stage::SERVERS.into_iter().map(Stage::package).chain(OTHERS);
    if !names().any(|name| name == package) {
        return Err(format!("there is no stage `{package}`{}", suggestion(package, names())));
    }
    built(package)
}

fn built(package: &str) -> Result<PathBuf, String> {
    let mut command = cargo::build();
    command.args(["--bins", "--package", package]).current_dir(workspace());
    cargo::run(command)?.remove(package).ok_or_else(|| format!("cargo built no {package}"))
}
