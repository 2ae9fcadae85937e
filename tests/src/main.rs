//! `cargo stage …`: the learner's and the teacher's command.
//!
//! The same program is the reaper that ends servers when the process that started them is gone.

mod cli;

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
    cli::run()
}
