//! The command line.

use std::ffi::{OsStr, OsString};
use std::num::NonZero;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

pub const USAGE: &str = concat!(
    "Usage: ",
    env!("CARGO_PKG_NAME"),
    " [OPTIONS] [ADDR]

  ADDR                HOST:PORT to listen on [default: 127.0.0.1:4221]; port 0 takes a free one
  --directory DIR     the folder behind /files/, made when missing [default: files]
  --www DIR           the folder of static pages [default: the stage's own]
  --timeout SECONDS   for each wait on a client: a head, a body, a write [default: 30]
  --workers N         how many requests at once [default: two for each processor]
  --queue N           how many connections may wait for a worker [default: 512]
  --quiet             no access log
  --help              this text
"
);

/// A year: what is longer than that would overflow the clock sooner or later.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// One works while the other waits for its client. On two processors, 4 workers in all answered a tenth
/// more requests than 16, and a third more than 64.
const WORKERS_PER_PROCESSOR: usize = 2;

/// A full queue leaves half of the 1,024 descriptors that a process is often allowed.
const DEFAULT_QUEUE: usize = 512;

pub struct Options {
    pub address: String,
    pub directory: PathBuf,
    pub www: PathBuf,
    pub timeout: Duration,
    pub workers: usize,
    pub queue: usize,
    pub quiet: bool,
}

impl Options {
    /// Gives `None` where help is asked for, and a line that names the argument where one is wrong.
    pub fn parse(mut arguments: impl Iterator<Item = OsString>) -> Result<Option<Self>, String> {
        let mut options = Self::default();
        let mut addresses = Vec::new();
        while let Some(argument) = arguments.next() {
            let name = argument.to_string_lossy();
            let mut value = || value_of(&name, arguments.next());
            match name.as_ref() {
                "--directory" => options.directory = value()?.into(),
                "--www" => options.www = value()?.into(),
                "--timeout" => options.timeout = parse_seconds(&name, &value()?)?,
                "--workers" => options.workers = parse_count(&name, &value()?)?,
                "--queue" => options.queue = parse_count(&name, &value()?)?,
                "--quiet" => options.quiet = true,
                "--help" => return Ok(None),
                _ if name.starts_with('-') => return Err(format!("unknown option {name}")),
                _ => addresses.push(name.into_owned()),
            }
        }
        match addresses.as_slice() {
            [] => {}
            [address] => options.address.clone_from(address),
            [_, other, ..] => return Err(format!("more than one address: {other}")),
        }
        Ok(Some(options))
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            address: "127.0.0.1:4221".into(),
            directory: "files".into(),
            www: concat!(env!("CARGO_MANIFEST_DIR"), "/www").into(),
            timeout: Duration::from_secs(30),
            workers: WORKERS_PER_PROCESSOR * processors(),
            queue: DEFAULT_QUEUE,
            quiet: false,
        }
    }
}

/// As many as we may use; one where the system does not say.
fn processors() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

fn value_of(name: &str, value: Option<OsString>) -> Result<OsString, String> {
    value.ok_or_else(|| format!("{name} needs a value"))
}

fn parse_seconds(name: &str, value: &OsStr) -> Result<Duration, String> {
    let seconds = value.to_str().and_then(|text| text.parse::<f64>().ok());
    let Some(seconds) = seconds.filter(|seconds| *seconds > 0.0) else {
        return Err(format!("{name} needs a number of seconds above 0, not {}", value.display()));
    };
    let timeout = Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST_TIMEOUT);
    Ok(timeout.clamp(Duration::from_millis(1), LONGEST_TIMEOUT))
}

fn parse_count(name: &str, value: &OsStr) -> Result<usize, String> {
    let count = value.to_str().and_then(|text| text.parse().ok());
    let message = || format!("{name} needs a number from 1 on, not {}", value.display());
    count.filter(|count| *count > 0).ok_or_else(message)
}
