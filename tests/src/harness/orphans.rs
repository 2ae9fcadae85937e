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

/// The processes with this in their environment.
#[cfg(target_os = "linux")]
fn marked(mark: &[u8]) -> Vec<i32> {
    let is_marked = |process: &i32| variables(*process).iter().any(|variable| variable == mark);
    processes().filter(is_marked).collect()
}

#[cfg(target_os = "linux")]
fn processes() -> impl Iterator<Item = i32> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// The environment of a process. What has ended and was not waited for has none.
#[cfg(target_os = "linux")]
fn variables(process: i32) -> Vec<Vec<u8>> {
    let environment = std::fs::read(format!("/proc/{process}/environ")).unwrap_or_default();
    environment.split(|byte| *byte == 0).map(<[u8]>::to_vec).collect()
}

#[cfg(target_os = "linux")]
fn end(process: i32) {
    use rustix::process::{Pid, Signal, kill_process};
    if let Some(id) = Pid::from_raw(process) {
        // What has ended meanwhile needs no end.
        let _ = kill_process(id, Signal::KILL);
    }
}

/// From now on, processes whose parents have ended are our children, if one of us has started them.
#[cfg(target_os = "linux")]
pub fn adopt() -> std::io::Result<()> {
    Ok(rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?)
}

/// Elsewhere they belong to the system.
#[cfg(not(target_os = "linux"))]
pub fn adopt() -> std::io::Result<()> {
    Ok(())
}

/// Kills the children that we have adopted, and that forgot their owner. `own` are those that we have started.
#[cfg(target_os = "linux")]
pub fn kill_adopted(own: &std::collections::BTreeSet<u32>) {
    for _ in 0..ROUNDS {
        let children = processes().filter(|process| is_child(*process));
        let is_stray =
            |process: &i32| !has_owner(*process) && !own.contains(&process.unsigned_abs());
        let strays: Vec<i32> = children.filter(is_stray).collect();
        if strays.is_empty() {
            return;
        }
        strays.into_iter().for_each(end_child);
    }
}

/// Without adoption, there is nobody to end.
#[cfg(not(target_os = "linux"))]
pub fn kill_adopted(_own: &std::collections::BTreeSet<u32>) {}

#[cfg(target_os = "linux")]
fn is_child(process: i32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let parent = status.lines().find_map(|line| line.strip_prefix("PPid:")?.trim().parse().ok());
    parent == Some(std::process::id())
}

#[cfg(target_os = "linux")]
fn has_owner(process: i32) -> bool {
    variables(process).iter().any(|variable| variable.starts_with(VARIABLE.as_bytes()))
}

/// Kills it, and takes its exit status, so that nothing is left of it.
#[cfg(target_os = "linux")]
fn end_child(process: i32) {
    use rustix::process::{Pid, WaitOptions, waitpid};
    end(process);
    let _ = waitpid(Pid::from_raw(process), WaitOptions::empty());
}
