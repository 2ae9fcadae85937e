//! `cargo run -p book`: builds the book, and has stage 7 serve it.

mod command;

use std::process::ExitCode;

fn main() -> ExitCode {
    command::run()
}
