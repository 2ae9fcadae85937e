//! The command line: subcommands, their help, and how errors are told.

mod arguments;
mod check;
mod completions;
mod diff;
mod explain;
mod list;
mod new;
mod output;
mod status;
mod weights;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};
use std::env;
use std::io;
use std::process::{self, ExitCode};

/// The command was wrong, or what it needs cannot be had.
const WRONG: u8 = 2;

/// Holds the seven stages, or a server of your own, against the checks.
#[derive(Debug, Parser)]
#[command(name = "stage", bin_name = "cargo stage", version, max_term_width = 100)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Hold a stage, or any server, against the checks of a stage
    Check(check::Args),
    /// List the stages: lessons and numbers of checks
    List(list::Args),
    /// Tell all there is to say about a check
    Explain(explain::Args),
    /// Show how two stages differ, or a stage and any folder
    Diff(diff::Args),
    /// Make a crate of your own that begins as a copy of a stage
    New(new::Args),
    /// Print completions for a shell
    Completions(completions::Args),
}

/// Runs what the command line asks for.
pub(crate) fn run() -> ExitCode {
    let command_line = CommandLine::try_parse().unwrap_or_else(|error| end(&error));
    let result = match command_line.command {
        Command::Check(arguments) => check::run(&arguments),
        Command::List(arguments) => list::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
    };
    result.unwrap_or_else(|error| tell(&error))
}

/// Help is no error, and an error names the argument.
fn end(error: &clap::Error) -> ! {
    let odd = env::args_os().find(|argument| argument.to_str().is_none());
    match odd.filter(|_| error.kind() == ErrorKind::InvalidUtf8) {
        Some(odd) => {
            arguments::print_error(&format!("the argument `{}` is not UTF-8", odd.display()));
            process::exit(WRONG.into())
        }
        None => error.exit(),
    }
}

/// One line for an error, and none if the reader of our output has gone: `cargo stage list | head -1`.
fn tell(error: &anyhow::Error) -> ExitCode {
    let io_error = error.downcast_ref::<io::Error>();
    if io_error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    // All that is written without a place of its own goes to stdout.
    let what = if error.is::<io::Error>() { "cannot write to stdout: " } else { "" };
    arguments::print_error(&format!("{what}{error:#}"));
    ExitCode::from(WRONG)
}
