//! `cargo stage`: builds the package `checks` if necessary, and becomes its program.
//!
//! Cargo builds that package in silence, because its usual lines would stand before each report. The first
//! build takes a minute, so somebody has to say what is going on.

use std::env;
use std::io;
use std::process::{Child, Command, ExitCode, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

/// A build that takes longer is announced.
const NOTICEABLE: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    match build().and_then(|built| if built { run() } else { Ok(ExitCode::from(2)) }) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: cannot start cargo stage: {error}");
            ExitCode::from(2)
        }
    }
}

/// Returns whether the command is built. If not, cargo has said why.
fn build() -> io::Result<bool> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
    cargo.args(["build", "--quiet", "--bins", "--manifest-path", manifest]);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    forget_package(&mut cargo);
    Ok(wait(cargo.spawn()?)?.success())
}

/// `cargo run` describes the launcher in variables. Build scripts of some dependencies are run again when those
/// change, and then all that depends on them is compiled again.
fn forget_package(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
}

fn wait(mut cargo: Child) -> io::Result<ExitStatus> {
    let begin = Instant::now();
    while begin.elapsed() < NOTICEABLE {
        if let Some(status) = cargo.try_wait()? {
            return Ok(status);
        }
        thread::sleep(Duration::from_millis(10));
    }
    eprintln!("building cargo stage: this takes a minute, but only the first time …");
    cargo.wait()
}

fn run() -> io::Result<ExitCode> {
    let program = env::current_exe()?.with_file_name(format!("checks{}", env::consts::EXE_SUFFIX));
    let mut command = Command::new(program);
    command.args(env::args_os().skip(1));
    forget_package(&mut command);
    become_it(command)
}

/// The same process goes on, so signals and the exit code need no help.
#[cfg(unix)]
fn become_it(mut command: Command) -> io::Result<ExitCode> {
    Err(std::os::unix::process::CommandExt::exec(&mut command))
}

#[cfg(not(unix))]
fn become_it(mut command: Command) -> io::Result<ExitCode> {
    let code = command.status()?.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(2)))
}
