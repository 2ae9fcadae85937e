//! Servers end with the program that tests them, even where that is killed and cannot clean up.
//!
//! A second process holds the end of a pipe and a list of servers. When the pipe closes, for whatever
//! reason, the servers that are still listed are killed. The crate `process-wrap` makes groups and kills
//! them, but only while we live: it would save ten lines and none of this.

use crate::orphans;
use std::collections::BTreeSet;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::process;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::{Mutex, Once, OnceLock};

/// The argument that makes the `checks` program a reaper.
pub const ARGUMENT: &str = "reaper-servers";

static REAPER: OnceLock<Reaper> = OnceLock::new();

struct Reaper {
    process: u32,
    pipe: Mutex<ChildStdin>,
}

/// Starts the reaper: `program` is the `checks` program. Without it, servers end only where we can end them.
pub fn start(program: &Path) -> io::Result<()> {
    let mut command = Command::new(program);
    command.arg(ARGUMENT).stdin(Stdio::piped());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    lead_own_group(&mut command);
    let mut child = command.spawn()?;
    if let Some(pipe) = child.stdin.take() {
        let _ = REAPER.set(Reaper { process: child.id(), pipe: Mutex::new(pipe) });
    }
    Ok(())
}

/// The same for tests of one program that run at once: the first of them starts the reaper for all.
pub fn start_once(program: &Path) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if let Err(error) = start(program) {
            eprintln!("servers may outlive the tests: {error}");
        }
    });
}

/// Makes the program the first of a group of its own. Ctrl-C goes to a whole group: the reaper has to
/// outlive it, and a server is killed with all that it has started.
#[cfg(unix)]
pub fn lead_own_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

/// Groups of processes are a matter of Unix.
#[cfg(not(unix))]
pub fn lead_own_group(_command: &mut Command) {}

/// From now on, this process and its group are killed where we end without releasing it.
pub fn watch(process: u32) {
    tell(&format!("watch {process}\n"));
}

/// This process has ended.
pub fn release(process: u32) {
    tell(&format!("release {process}\n"));
}

/// Whether there is a reaper.
#[must_use]
pub fn is_active() -> bool {
    REAPER.get().is_some()
}

/// The process of the reaper.
#[must_use]
pub fn process() -> Option<u32> {
    REAPER.get().map(|reaper| reaper.process)
}

/// Makes what this command starts known to the reaper, wherever it goes.
pub fn mark(command: &mut Command) {
    if let Some(reaper) = REAPER.get() {
        orphans::mark(command, &reaper.process.to_string());
    }
}

/// Kills what was started and has not ended, although all who started it have. It takes a moment.
pub fn sweep() {
    tell("sweep all\n");
}

/// From now on, this folder is removed where we end without releasing it.
pub fn watch_folder(folder: &Path) {
    tell_folder("folder", folder);
}

/// This folder is no longer the reaper's business.
pub fn release_folder(folder: &Path) {
    tell_folder("release-folder", folder);
}

/// A path that is no line of text stays unguarded.
fn tell_folder(word: &str, folder: &Path) {
    if let Some(folder) = folder.to_str().filter(|folder| !folder.contains(['\n', '\r'])) {
        tell(&format!("{word} {folder}\n"));
    }
}

fn tell(line: &str) {
    if let Some(Ok(mut pipe)) = REAPER.get().map(|reaper| reaper.pipe.lock()) {
        // A reaper that is gone can reaper nothing; that is no reason to stop.
        let _ = pipe.write_all(line.as_bytes());
    }
}

/// What the reaper does: it keeps the list until its input ends, then kills what is left on it, and removes
/// the folders that are.
pub fn run(input: impl BufRead) {
    let (mut watched, mut folders) = (BTreeSet::new(), BTreeSet::new());
    let own_name = process::id().to_string();
    for line in input.lines().map_while(Result::ok) {
        match line.split_once(' ') {
            Some(("watch", process)) => watched.insert(process.to_string()),
            Some(("release", process)) => watched.remove(process),
            Some(("folder", folder)) => folders.insert(folder.to_string()),
            Some(("release-folder", folder)) => folders.remove(folder),
            Some(("sweep", _)) => {
                orphans::kill(&own_name);
                true
            }
            _ => false,
        };
    }
    for process in watched {
        kill(&process);
    }
    orphans::kill(&own_name);
    for folder in folders {
        let _ = std::fs::remove_dir_all(folder);
    }
}

fn kill(process: &str) {
    let (program, arguments): (_, &[&str]) = if cfg!(windows) {
        ("taskkill", &["/F", "/T", "/PID", process])
    } else {
        ("sh", &["-c", "kill -KILL -\"$0\"; kill -KILL \"$0\"", process])
    };
    let _ = Command::new(program).args(arguments).status();
}
