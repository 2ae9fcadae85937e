//! Programs of the workspace that a page names.

use checks::stages::workspace;
use checks::suggest::suggestion;
use checks::{Stage, cargo, reaper};
use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{LazyLock, OnceLock};

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

static CAN_ATTACH: LazyLock<bool> = LazyLock::new(|| {
    let attach =
        Command::new("sh").args(["-c", "sleep 1 & strace -qq -o /dev/null -p $!"]).output();
    attach.is_ok_and(|output| output.status.success())
});

/// Whether a block that needs this program can be run. Some systems do not let `strace` look at other programs.
pub fn is_usable(name: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let is_installed = env::split_paths(&path).any(|folder| folder.join(name).is_file());
    is_installed && (name != "strace" || *CAN_ATTACH)
}

fn built(package: &str) -> Result<PathBuf, String> {
    let mut command = cargo::build();
    command.args(["--bins", "--package", package]).current_dir(workspace());
    cargo::run(command)?.remove(package).ok_or_else(|| format!("cargo built no {package}"))
}
