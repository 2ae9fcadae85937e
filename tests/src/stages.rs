//! Builds the stages, once a process, and knows where their executables are.

use crate::Stage;
use serde_json::Value;
use std::collections::HashMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

type Executables = HashMap<String, PathBuf>;

static BUILT: OnceLock<Result<Executables, String>> = OnceLock::new();

/// The executable of a stage. The first call builds all of them.
pub fn executable(stage: Stage) -> Result<&'static Path, String> {
    let built = BUILT.get_or_init(build).as_ref().map_err(Clone::clone)?;
    let path = built.get(stage.package()).map(PathBuf::as_path);
    path.ok_or_else(|| format!("cargo built no {}", stage.package()))
}

/// Builds this stage alone, as often as it is asked to, and gives the executable.
pub fn rebuild(stage: Stage) -> Result<PathBuf, String> {
    let mut command = cargo("build");
    command.arg("--bins").arg("--package").arg(stage.package()).current_dir(workspace());
    let built = run(command)?.remove(stage.package());
    built.ok_or_else(|| format!("cargo built no {}", stage.package()))
}

/// The stages that are in the workspace.
pub fn existing() -> impl Iterator<Item = Stage> {
    let exists = |stage: &Stage| workspace().join(stage.package()).is_dir();
    Stage::ALL.into_iter().filter(exists)
}

/// The folder of the workspace.
#[must_use]
pub fn workspace() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// Builds the stages as this program was built: same profile, same target folder.
fn build() -> Result<Executables, String> {
    let mut command = cargo("build");
    command.arg("--bins").current_dir(workspace());
    for stage in existing() {
        command.arg("--package").arg(stage.package());
    }
    run(command)
}

/// A cargo command that puts its results where this program lies.
#[must_use]
pub fn cargo(subcommand: &str) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
    command.arg(subcommand);
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    if let Some(folder) = target_folder() {
        command.arg("--target-dir").arg(folder);
    }
    command
}

/// Runs a build, and gives the executables that it made or found to be fresh.
pub fn run(mut command: Command) -> Result<Executables, String> {
    command.arg("--message-format=json-render-diagnostics");
    let output = command.output().map_err(|error| format!("cannot run cargo: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    Ok(messages.lines().filter_map(name_and_path).collect())
}

fn name_and_path(message: &str) -> Option<(String, PathBuf)> {
    let message: Value = serde_json::from_str(message).ok()?;
    let path = message["executable"].as_str()?;
    let name = message["target"]["name"].as_str()?;
    Some((name.to_string(), path.into()))
}

/// The target folder that this program was built into: cargo marks it with a `CACHEDIR.TAG`.
#[must_use]
pub fn target_folder() -> Option<PathBuf> {
    let program = env::current_exe().ok()?;
    let marked = |folder: &&Path| folder.join("CACHEDIR.TAG").is_file();
    program.ancestors().find(marked).map(Path::to_path_buf)
}
