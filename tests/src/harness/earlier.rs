//! Earlier versions of the workspace.

use crate::stages::workspace;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// The workspace as it was when something in these files and folders was last committed.
pub fn checkout_of(paths: &[&Path]) -> Result<TempDir, String> {
    let mut log = Command::new("git");
    log.args(["log", "-1", "--format=%H", "--"]).args(paths).current_dir(workspace());
    let commit = output(log)?;
    let mut directory = Command::new("git");
    directory.args(["rev-parse", "--absolute-git-dir"]).current_dir(workspace());
    let place = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut checkout = Command::new("git");
    checkout.arg("--git-dir").arg(output(directory)?).args(["--work-tree", "."]);
    checkout.args(["checkout", "--quiet", &commit, "--", "."]).current_dir(place.path());
    // An index of its own leaves the one of the workspace as it is.
    checkout.env("GIT_INDEX_FILE", place.path().join("index"));
    output(checkout)?;
    Ok(place)
}

fn output(mut command: Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("cannot run git: {error}"))?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).trim().to_string();
    if output.status.success() {
        Ok(text(output.stdout))
    } else {
        Err(format!("git has no earlier version: {}", text(output.stderr)))
    }
}
