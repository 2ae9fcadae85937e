//! The real curl, as one more client.

use crate::{Failure, Server, ensure};
use std::io::ErrorKind;
use std::process::Command;

/// Runs curl in the server's folder, and returns what it writes to stdout. Skips the check if there is no curl.
pub fn run(server: &Server, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
    let mut command = Command::new("curl");
    // Ignores the curl settings of the user, and ends in any case.
    command.args(["--disable", "--silent", "--show-error", "--noproxy", "*", "--max-time", "20"]);
    command.args(arguments).current_dir(server.home()?);
    let output = command.output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failure::skipped("needs curl"),
        _ => Failure::new(format!("cannot run curl: {error}")),
    })?;
    let error = String::from_utf8_lossy(&output.stderr);
    ensure(output.status.success(), format!("curl {arguments:?}: {}", error.trim()))?;
    Ok(output.stdout)
}
