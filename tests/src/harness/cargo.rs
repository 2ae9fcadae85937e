//! Cargo, as a tool that tests use: it builds what they are about, where they were built themselves.

use crate::reaper;
use serde_json::Value;
use std::collections::HashMap;
use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The executables of a build by name.
pub type Executables = HashMap<String, PathBuf>;

/// Starts a `cargo build` as this program was built: same profile, same target folder.
#[must_use]
pub fn build() -> Command {
    command("build")
}

/// Starts another command of cargo in the same way.
#[must_use]
pub fn command(name: &str) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
    command.arg(name);
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    if let Some(folder) = target_folder() {
        command.arg("--target-dir").arg(folder);
    }
    forget_package(&mut command);
    command
}

/// Cargo describes the package that it runs in variables. Build scripts of some dependencies are run again when
/// those change, and then all that depends on them is compiled again.
fn forget_package(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
}

/// Runs a build, and gives the executables that it made or found to be fresh.
///
/// The error is what cargo had to say.
pub fn run(mut command: Command) -> Result<Executables, String> {
    command.arg("--message-format=json-render-diagnostics");
    forget_package(&mut command);
    let output = output(command).map_err(|error| format!("cannot run cargo: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok(executables(&String::from_utf8_lossy(&output.stdout)))
}

/// The executables that a build names in its messages, with `--message-format=json-render-diagnostics`.
#[must_use]
pub fn executables(messages: &str) -> Executables {
    messages.lines().filter_map(name_and_path).collect()
}

/// Where there is a reaper, a build ends with us. Without one it has to be within reach of Ctrl-C.
fn output(mut command: Command) -> io::Result<Output> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    if reaper::is_active() {
        reaper::lead_own_group(&mut command);
    }
    let child = command.spawn()?;
    let id = child.id();
    reaper::watch(id);
    let output = child.wait_with_output();
    reaper::release(id);
    output
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_does_not_hear_of_our_package() {
        let command = build();
        let removed =
            |name: &str| command.get_envs().any(|(it, value)| it == name && value.is_none());
        assert!(removed("CARGO_MANIFEST_DIR") && removed("CARGO_PKG_NAME"));
    }
}
