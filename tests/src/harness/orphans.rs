//! Processes that have left the group they were started in, as a program does that goes to the background.
//!
//! Whatever a server starts inherits its environment. A variable there says whose it is. It may belong to several:
//! to the reaper of the checks, and to the grading that runs them.

use std::process::Command;

/// With the name of an owner after it, this is the variable of all that the owner ends.
const VARIABLE: &str = "CARGO_STAGE_REAPER_";

/// After so many rounds, what starts processes faster than they are ended is left to the system.
#[cfg(target_os = "linux")]
const ROUNDS: usize = 20;

/// Whatever comes of this command will belong to this owner. Its name consists of digits and `_`: shells forget
/// other variables.
pub fn mark(command: &mut Command, owner: &str) {
    command.env(format!("{VARIABLE}{owner}"), "1");
}

/// Kills all that belongs to this owner.
#[cfg(target_os = "linux")]
pub fn kill(owner: &str) {
    let mark = format!("{VARIABLE}{owner}=1");
    for _ in 0..ROUNDS {
        let found = marked(mark.as_bytes());
        if found.is_empty() {
            return;
        }
        found.into_iter().for_each(end);
    }
}

/// Elsewhere, nobody can say what a stranger's environment is.
#[cfg(not(target_os = "linux"))]
pub fn kill(_owner: &str) {}

/// The processes with this in their environment. What has ended and was not waited for has none.
#[cfg(target_os = "linux")]
fn marked(mark: &[u8]) -> Vec<i32> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let processes = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let is_marked = |process: &i32| {
        let environment = std::fs::read(format!("/proc/{process}/environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|variable| variable == mark)
    };
    processes.filter(is_marked).collect()
}

#[cfg(target_os = "linux")]
fn end(process: i32) {
    use rustix::process::{Pid, Signal, kill_process};
    if let Some(id) = Pid::from_raw(process) {
        // What has ended meanwhile needs no end.
        let _ = kill_process(id, Signal::KILL);
    }
}
