//! `cargo stage …`: the learner's and the teacher's command.
//!
//! The same program is the guard that ends servers when the process that started them is gone.

mod command;

use checks::guard;
use std::env;
use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    let first = env::args_os().nth(1);
    if first.is_some_and(|argument| argument == guard::ARGUMENT) {
        guard::run(io::stdin().lock());
        return ExitCode::SUCCESS;
    }
    command::run()
}
