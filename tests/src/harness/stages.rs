//! Builds the stages, once a process, and knows where their executables are.

use crate::cargo::{self, Executables};
use crate::sources::Sources;
use crate::{Stage, sources};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

static BUILT: OnceLock<Result<Executables, String>> = OnceLock::new();

/// The executable of a stage. The first call builds all of them.
pub fn executable(stage: Stage) -> Result<&'static Path, String> {
    let built = BUILT.get_or_init(build).as_ref().map_err(Clone::clone)?;
    let path = built.get(stage.package()).map(PathBuf::as_path);
    path.ok_or_else(|| format!("cargo built no {}", stage.package()))
}

/// Builds this stage alone, as often as it is asked to, and gives the executable.
pub fn rebuild(stage: Stage) -> Result<PathBuf, String> {
    let mut command = cargo::build();
    command.arg("--bins").arg("--package").arg(stage.package()).current_dir(workspace());
    let built = cargo::run(command)?.remove(stage.package());
    built.ok_or_else(|| format!("cargo built no {}", stage.package()))
}

/// The files of a stage: its manifest, its sources, its pages.
pub fn sources(stage: Stage) -> Result<Sources, String> {
    sources_in(workspace(), stage)
}

/// The same in a copy of the workspace.
pub fn sources_in(root: &Path, stage: Stage) -> Result<Sources, String> {
    let folder = root.join(stage.folder());
    sources::read_some(&folder, ["Cargo.toml", "src", "www"])
        .map_err(|error| format!("cannot read {}: {error}", folder.display()))
}

/// The folder of the workspace.
#[must_use]
pub fn workspace() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

fn build() -> Result<Executables, String> {
    let mut command = cargo::build();
    command.arg("--bins").current_dir(workspace());
    for stage in Stage::SERVERS {
        command.arg("--package").arg(stage.package());
    }
    cargo::run(command)
}
