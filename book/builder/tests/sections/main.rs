//! The sections of the book: their servers run and pass checks, and their console blocks print what the
//! page shows.

mod servers;
mod transcripts;

use book::driver;
use checks::reaper;
use libtest_mimic::{Arguments, Trial};
use std::path::Path;
use std::process::ExitCode;
use std::thread;

fn main() -> ExitCode {
    if let Err(error) = reaper::start(Path::new(env!("CARGO_BIN_EXE_book"))) {
        eprintln!("servers may outlive the tests: {error}");
    }
    let transcripts = transcripts::trials(&book::folder().join("src"))
        .unwrap_or_else(|error| vec![unreadable(error.to_string())]);
    let servers = driver::chapters(&book::folder())
        .and_then(|chapters| Ok(servers::trials(&chapters)?))
        .unwrap_or_else(|error| vec![unreadable(error.to_string())]);
    let mut arguments = Arguments::from_args();
    // Transcripts wait for those before them, and must not keep the rest from a thread.
    let processors = thread::available_parallelism().map_or(2, usize::from);
    arguments.test_threads.get_or_insert(transcripts.len() + 2 * processors);
    let trials: Vec<Trial> = transcripts.into_iter().chain(servers).collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn unreadable(message: String) -> Trial {
    Trial::test("sections/the-book-can-be-read", move || Err(message.into()))
}
