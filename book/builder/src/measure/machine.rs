//! Describes this machine.

use super::data::Machine;
use std::fs;
use std::process::Command;
use std::thread;
use std::time::SystemTime;

const UNKNOWN: &str = "unknown";

impl Machine {
    /// The machine that this program runs on. A fact that cannot be found is `unknown`.
    #[must_use]
    pub fn this() -> Machine {
        let information = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        Machine {
            processors: thread::available_parallelism().map_or(1, usize::from),
            processor: model_name(&information).unwrap_or(UNKNOWN).to_string(),
            kernel: output("uname", "-sr"),
            rustc: first_words(&output("rustc", "--version"), 2),
            date: day(&httpdate::fmt_http_date(SystemTime::now())),
        }
    }

    /// One sentence about where the numbers come from.
    #[must_use]
    pub fn sentence(&self, rounds: usize) -> String {
        let Machine { processors, processor, kernel, rustc, date } = self;
        format!(
            "Measured on {date} on a machine with {processors} processors ({processor}), {kernel}, \
             {rustc}, with server and clients on the same machine; each number is the median of \
             {rounds} rounds."
        )
    }
}

/// The line `model name : …` of Linux.
fn model_name(information: &str) -> Option<&str> {
    let line = information.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim())
}

/// `rustc 1.95.0` of `rustc 1.95.0 (59807616e 2026-04-14)`.
fn first_words(text: &str, count: usize) -> String {
    text.split(' ').take(count).collect::<Vec<_>>().join(" ")
}

/// `26 Nov 2026` of `Thu, 26 Nov 2026 18:00:01 GMT`.
fn day(date: &str) -> String {
    let after_name = date.split_once(' ').map_or(date, |(_, rest)| rest);
    first_words(after_name, 3).trim_start_matches('0').to_string()
}

fn output(program: &str, argument: &str) -> String {
    let output = Command::new(program).arg(argument).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_string());
    text.ok().filter(|text| !text.is_empty()).unwrap_or(UNKNOWN.to_string())
}
