//! Runs the command.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// What the command printed, and how it ended.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// The interpreter itself: what is found under its name may be a slow script.
pub fn python() -> Option<&'static Path> {
    static PYTHON: OnceLock<Option<PathBuf>> = OnceLock::new();
    PYTHON.get_or_init(find_python).as_deref()
}

fn find_python() -> Option<PathBuf> {
    let mut ask = Command::new("python3");
    let output = ask.args(["-c", "import sys; print(sys.executable)"]).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| path.trim().into())
}

/// The folder with the servers.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The command `cargo stage`, to be run among the servers.
pub fn stage_command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_checks"));
    command.args(arguments).current_dir(fixtures()).stdin(Stdio::null());
    command
}

/// `cargo stage` with these arguments.
pub fn stage(arguments: &[&str]) -> Ran {
    finish(stage_command(arguments))
}

/// `cargo stage ARGUMENTS -- python3 SERVER`.
pub fn stage_with_python(arguments: &[&str], server: &[&str]) -> Ran {
    finish(stage_command_with_python(arguments, server))
}

/// The command `cargo stage ARGUMENTS -- python3 SERVER`.
pub fn stage_command_with_python(arguments: &[&str], server: &[&str]) -> Command {
    let mut command = stage_command(arguments);
    command.arg("--").arg(python().expect("these tests are ignored without Python"));
    // Isolated from what is installed: it starts sooner.
    command.args(["-I", "-S"]).args(server);
    command
}

pub fn finish(mut command: Command) -> Ran {
    let output = command.output().expect("the command can be run");
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("the command prints UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("the command prints UTF-8"),
    }
}
