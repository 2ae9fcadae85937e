//! Servers that a shell starts: with limits, or with a process id of their own.

use crate::{Failure, Launch};
use std::ffi::{OsStr, OsString};
use std::process::{Command, Stdio};

/// Runs a program as the first process of a new namespace, as a container does. Its process id is 1.
const UNSHARE: &str = "unshare --user --map-root-user --pid --fork --kill-child";

impl<'a> Launch<'a> {
    /// Takes from the server what it would have in plenty. Limits are those of the shell's `ulimit`:
    /// `-n 40` leaves it 40 file descriptors.
    #[must_use]
    pub fn under_limits<'l>(mut self, limits: impl IntoIterator<Item = &'l str>) -> Launch<'a> {
        self.limits.extend(limits.into_iter().map(str::to_string));
        self
    }

    /// Starts the server with the process id 1, as in a container. Skips the check if this system has
    /// no namespaces, or none for us.
    pub fn as_first_process(mut self) -> Result<Launch<'a>, Failure> {
        let mut trial = Command::new("sh");
        trial.arg("-c").arg(format!("{UNSHARE} true")).stdout(Stdio::null()).stderr(Stdio::null());
        if !trial.status().is_ok_and(|status| status.success()) {
            return Err(Failure::skipped("needs process namespaces (`unshare`)"));
        }
        self.wrapper = Some(UNSHARE);
        Ok(self)
    }

    /// The program with its arguments, or a shell that prepares itself and then becomes the program.
    pub(crate) fn limited(&self, program: &OsStr, arguments: &[OsString]) -> Command {
        if self.limits.is_empty() && self.wrapper.is_none() {
            let mut command = Command::new(program);
            command.args(arguments);
            return command;
        }
        let limits = self.limits.iter().map(|limit| format!("ulimit {limit} && "));
        let wrapper = self.wrapper.unwrap_or_default();
        let script = limits.collect::<String>() + &format!("exec {wrapper} \"$0\" \"$@\"");
        let mut command = Command::new("sh");
        command.arg("-c").arg(script).arg(program).args(arguments);
        command
    }
}
