//! The command line: subcommands, their help, and error messages.

mod arguments;
mod check;
mod completions;
mod diff;
mod exercise;
mod explain;
mod goal;
mod grade;
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

/// The exit code if the command was wrong, or if something that it needs is missing.
const WRONG: u8 = 2;

/// Tests the seven stages, or a server of your own, with one table of checks.
#[derive(Debug, Parser)]
#[command(name = "stage", bin_name = "cargo stage", version, max_term_width = 100)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the checks of a stage on that stage, or on any server
    Check(check::Args),
    /// Run the checks up to the first failure: the next thing to do
    Next(check::Common),
    /// Run one check, and show all bytes both ways
    Replay(check::replay::Args),
    /// List the stages: lessons and numbers of checks
    List(list::Args),
    /// Explain a check
    Explain(explain::Args),
    /// Show how two stages differ, or a stage and any folder
    Diff(diff::Args),
    /// Make a crate of your own that begins as a copy of a stage
    New(new::Args),
    /// Find bugs and add features: exercises in crates of your own
    #[command(subcommand)]
    Exercise(exercise::Command),
    /// Grade a folder of submissions: one row for each
    Grade(grade::Args),
    /// Print completions for a shell
    Completions(completions::Args),
}

/// Runs the subcommand.
pub(crate) fn run() -> ExitCode {
    let command_line = CommandLine::try_parse().unwrap_or_else(|error| end(&error));
    let result = match command_line.command {
        Command::Check(arguments) => check::run(arguments),
        Command::Next(arguments) => check::next(arguments),
        Command::Replay(arguments) => check::replay::run(arguments),
        Command::List(arguments) => list::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Exercise(command) => exercise::run(command),
        Command::Grade(arguments) => grade::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
    };
    result.unwrap_or_else(|error| tell(&error))
}

/// Prints the help, or an error that names the argument.
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

/// Prints one line for an error, and none if nobody reads our output any more: `cargo stage list | head -1`.
fn tell(error: &anyhow::Error) -> ExitCode {
    let io_error = error.downcast_ref::<io::Error>();
    if io_error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    // All other errors of the system come with a context, which names the place.
    let is_output = error.is::<io::Error>() && error.source().is_none();
    let what = if is_output { "cannot write to stdout: " } else { "" };
    arguments::print_error(&format!("{what}{error:#}"));
    ExitCode::from(WRONG)
}
