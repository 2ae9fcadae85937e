//! Unix signals. Elsewhere, checks that need them are skipped.

use crate::Failure;
use std::process;

/// The exit code that shells give to a program that Ctrl-C has ended.
pub const INTERRUPTED: u8 = 130;

/// The signals that checks send to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT, as Ctrl-C sends it.
    Interrupt,
    /// SIGTERM, as `kill` sends it.
    Terminate,
    /// SIGSTOP, which suspends a process as Ctrl-Z does.
    Suspend,
    /// SIGCONT, which lets a suspended process go on as `fg` does.
    Continue,
}

/// Sends a signal to a process that we started and have not waited for.
#[cfg(unix)]
pub fn send(process: u32, signal: Signal) -> Result<(), Failure> {
    use rustix::process::{Pid, Signal as Known, kill_process};
    let signal = match signal {
        Signal::Interrupt => Known::INT,
        Signal::Terminate => Known::TERM,
        Signal::Suspend => Known::STOP,
        Signal::Continue => Known::CONT,
    };
    let id = i32::try_from(process).ok().and_then(Pid::from_raw);
    let id = id.ok_or_else(|| Failure::new(format!("{process} is no process id")))?;
    kill_process(id, signal).map_err(|error| Failure::new(format!("no signal sent: {error}")))
}

/// Sends a signal to a process.
#[cfg(not(unix))]
pub fn send(_process: u32, _signal: Signal) -> Result<(), Failure> {
    Err(Failure::skipped("needs Unix signals"))
}

/// Kills a process that we started and all that it has started in turn, as far as they stayed in its group.
#[cfg(unix)]
pub fn kill_group(process: u32) {
    use rustix::process::{Pid, Signal as Known, kill_process_group};
    if let Some(id) = i32::try_from(process).ok().and_then(Pid::from_raw) {
        // A group that is gone needs no end.
        let _ = kill_process_group(id, Known::KILL);
    }
}

/// Groups of processes are a matter of Unix.
#[cfg(not(unix))]
pub fn kill_group(_process: u32) {}

/// Sends SIGINT to a process that we started and to all that it has started in turn, as Ctrl-C does.
#[cfg(unix)]
pub fn interrupt_group(process: u32) {
    use rustix::process::{Pid, Signal as Known, kill_process_group};
    if let Some(id) = i32::try_from(process).ok().and_then(Pid::from_raw) {
        // A group that is gone needs no end.
        let _ = kill_process_group(id, Known::INT);
    }
}

/// Groups of processes are a matter of Unix.
#[cfg(not(unix))]
pub fn interrupt_group(_process: u32) {}

/// From now on, programs that we start end at SIGINT unless they handle it, as in a terminal.
///
/// A script that starts us with `&` makes us ignore SIGINT, and what a process ignores its children ignore, too.
/// What a process handles, they do not inherit.
pub fn heed_interrupts() {
    // An error means that there is a handler already.
    let _ = ctrlc::set_handler(|| process::exit(INTERRUPTED.into()));
}

/// Whether we ended the program, and not it itself. Elsewhere than on Unix that cannot be told apart.
#[cfg(unix)]
#[must_use]
pub fn was_killed(status: std::process::ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.signal() == Some(rustix::process::Signal::KILL.as_raw())
}

/// Whether we ended the program, and not it itself. Elsewhere than on Unix that cannot be told apart.
#[cfg(not(unix))]
#[must_use]
pub fn was_killed(_status: std::process::ExitStatus) -> bool {
    true
}
