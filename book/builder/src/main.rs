//! `cargo run -p book`: builds the book, and has stage 7 serve it.
//!
//! The same program is the reaper that ends servers when the tests that started them are gone.

mod command;

use checks::reaper;
use std::env;
use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    let first = env::args_os().nth(1);
    if first.is_some_and(|argument| argument == reaper::ARGUMENT) {
        reaper::run(io::stdin().lock());
        return ExitCode::SUCCESS;
    }
    command::run()
}
