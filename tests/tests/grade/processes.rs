//! Processes that a command has started, wherever they are now.

use checks::poll;
use std::fs;
use std::process::{self, Command};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// They are killed before the command ends, and the system takes a moment to remove them.
const A_MOMENT: Duration = Duration::from_secs(5);

/// Everything with this variable in its environment, or this number among its arguments.
pub struct Marked(String);

impl Marked {
    pub fn new() -> Marked {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        Marked(format!("600.{}{}", process::id(), NEXT.fetch_add(1, Ordering::SeqCst)))
    }

    pub fn mark(&self, command: &mut Command) {
        command.env("SECONDS_TO_STAY", &self.0);
    }

    /// Only on Linux can they be found.
    pub fn are_gone(&self) -> bool {
        poll(A_MOMENT, || self.found().is_empty().then_some(())).is_some()
    }

    /// Their command lines.
    pub fn found(&self) -> Vec<String> {
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let text = |path| String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned();
        let texts = entries.map(|entry| {
            let path = entry.path();
            (text(path.join("environ")), text(path.join("cmdline")).replace('\0', " "))
        });
        let is_marked = |(environment, arguments): &(String, String)| {
            environment.contains(&self.0) || arguments.contains(&self.0)
        };
        texts.filter(is_marked).map(|(_, arguments)| arguments).collect()
    }
}
