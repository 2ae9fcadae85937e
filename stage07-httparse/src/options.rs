//! The command line.

use clap::Parser;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

/// What the user asked for. `clap` parses it, and prints help and errors.
#[derive(Parser)]
#[command(about)]
pub struct Options {
    /// HOST:PORT to listen on; port 0 takes a free one
    #[arg(value_name = "ADDR", default_value = "127.0.0.1:4221")]
    pub address: String,

    /// Folder behind /files/, made if missing
    #[arg(long, value_name = "DIR", default_value = "files")]
    pub directory: PathBuf,

    /// Folder of static pages [default: the stage's own]
    #[arg(long, value_name = "DIR", default_value = WWW, hide_default_value = true)]
    pub www: PathBuf,

    /// Longest wait for a client to send a head, to send a body, or to read a piece of the response
    #[arg(long, value_name = "SECONDS", default_value = "30")]
    #[arg(value_parser = parse_seconds, allow_hyphen_values = true)]
    pub timeout: Duration,

    /// How many requests are served at a time [default: 2 for each processor]
    #[arg(long, value_name = "N", default_value_t = default_workers(), hide_default_value = true)]
    #[arg(value_parser = parse_count, allow_hyphen_values = true)]
    pub workers: usize,

    /// How many connections may wait for a worker
    #[arg(long, value_name = "N", default_value = "512")]
    #[arg(value_parser = parse_count, allow_hyphen_values = true)]
    pub queue: usize,

    /// No access log
    #[arg(long)]
    pub quiet: bool,
}

const WWW: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/www");

/// A year. A much longer timeout could overflow `Instant`.
const MAX_TIMEOUT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// 0 is not allowed, and a tiny number of seconds is rounded to 0.
const MIN_TIMEOUT: Duration = Duration::from_millis(1);

fn parse_seconds(text: &str) -> Result<Duration, &'static str> {
    match text.parse() {
        Ok(seconds) if seconds > 0.0 => {
            let timeout = Duration::try_from_secs_f64(seconds).unwrap_or(MAX_TIMEOUT);
            Ok(timeout.clamp(MIN_TIMEOUT, MAX_TIMEOUT))
        }
        _ => Err("must be a number above 0"),
    }
}

/// One works while the other waits for its client. On two processors, twice as many workers cost up to a
/// seventh of the throughput.
const WORKERS_PER_PROCESSOR: usize = 2;

fn default_workers() -> usize {
    WORKERS_PER_PROCESSOR * thread::available_parallelism().map_or(1, usize::from)
}

fn parse_count(text: &str) -> Result<usize, &'static str> {
    match text.parse() {
        Ok(count) if count > 0 => Ok(count),
        _ => Err("must be a whole number, at least 1"),
    }
}
