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
mod suggest;

use clap::{Parser, Subcommand};
use std::io;
use std::process::ExitCode;

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
    let result = match CommandLine::parse().command {
        Command::Check(arguments) => check::run(&arguments),
        Command::List(arguments) => list::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
    };
    result.unwrap_or_else(|error| tell(&error))
}

/// One line for an error, and none where whoever reads our output has gone: `cargo stage list | head -1`.
fn tell(error: &anyhow::Error) -> ExitCode {
    let io_error = error.downcast_ref::<io::Error>();
    if io_error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    arguments::print_error(&format!("{error:#}"));
    ExitCode::from(WRONG)
}
