//! Processes that have left the group they were started in, as a program does that goes to the background.
//!
//! Whatever a server starts inherits its environment. A variable there says whose it is.

use std::process::Command;

/// Names the reaper that ends the process.
const VARIABLE: &str = "CARGO_STAGE_REAPER";

/// After so many rounds, what starts processes faster than they are ended is left to the system.
#[cfg(target_os = "linux")]
const ROUNDS: usize = 20;

/// Whatever comes of this command will belong to this reaper.
pub(crate) fn mark(command: &mut Command, reaper: u32) {
    command.env(VARIABLE, reaper.to_string());
}

/// Kills all that belongs to this reaper.
#[cfg(target_os = "linux")]
pub(crate) fn kill(reaper: u32) {
    let mark = format!("{VARIABLE}={reaper}");
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
pub(crate) fn kill(_guard: u32) {}

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
