//! `cargo stage check`: a server against the checks of a stage.

mod formats;
mod human;
mod json;
mod junit;
mod package;
mod progress;
mod run;
mod runner;
mod select;
mod target;
mod url;
mod watch;

use super::WRONG;
use super::arguments::{StageParser, print_error};
use checks::{Check, Stage, reaper};
use clap::builder::NonEmptyStringValueParser;
use run::{Known, Run};
use std::env;
use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// What `cargo stage check` can be told.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    /// The stage whose checks are to hold: 1 to 7, a name such as stage05-threads, or event-loop
    #[arg(value_parser = StageParser, hide_possible_values = true, allow_negative_numbers = true)]
    stage: Stage,
    /// Check a server that already runs, such as <http://127.0.0.1:8080>
    #[arg(long, value_parser = url::parse_url, conflicts_with_all = ["command", "watch"])]
    url: Option<url::Url>,
    /// Only checks whose id contains this text or matches it, with * and ?
    #[arg(long, value_name = "PATTERN", value_parser = NonEmptyStringValueParser::new())]
    only: Vec<String>,
    /// Stop at the first check that fails
    #[arg(long)]
    fail_fast: bool,
    /// Say which checks there are, and run none
    #[arg(long)]
    list: bool,
    /// Give one more hint for each check that fails; may be repeated
    #[arg(long, action = clap::ArgAction::Count)]
    hint: u8,
    /// Print each failure in full, and not the first few only
    #[arg(long)]
    verbose: bool,
    /// Run again whenever a source file of the server changes
    #[arg(long)]
    watch: bool,
    /// How many checks run at once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=999), allow_negative_numbers = true)]
    jobs: Option<u16>,
    /// How long a check waits for an answer
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds, allow_negative_numbers = true)]
    timeout: Option<Duration>,
    /// How to report
    #[arg(long, value_enum, default_value_t = formats::Format::Human)]
    format: formats::Format,
    /// Where to write the report; else it goes to stdout
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The program to check, with its arguments; else it is the stage itself
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

const AFTER_HELP: &str = "\
The address is passed to COMMAND as its last argument, or wherever {addr}, {host} or {port} stands:
  cargo stage check 5 -- ./my-server
  cargo stage check 3 -- python3 server.py --port {port}
  cargo stage check 4 -- cargo run -p my-server

Options such as --directory come before the address, or where {options} stands. A check that needs an
option which the server does not know fails and says so. Each server runs in an empty folder of its own.

With --url, checks that have to start or stop the server, or to look into its folder, are skipped. The
others ask it whatever they ask: they store files and books there.

Exit codes: 0 all checks passed, 1 some failed, 2 the command was wrong or the server did not start.";

/// Holds the server against the checks, once or again and again.
pub(crate) fn run(arguments: &Args) -> anyhow::Result<ExitCode> {
    let checks = select::checks(arguments.stage, &arguments.only)?;
    if arguments.list {
        return list(&checks);
    }
    if let Err(error) = env::current_exe().and_then(|program| reaper::start(&program)) {
        print_error(&format!("servers may outlive this command: {error}"));
    }
    // What a check cannot cope with is reported as its failure.
    std::panic::set_hook(Box::new(|_| {}));
    if arguments.watch {
        return watch::run(arguments, &checks);
    }
    let run = run_once(arguments, &checks, &Known::new())?;
    Ok(exit_code(&run))
}

/// Builds, starts, asks and reports.
fn run_once(arguments: &Args, checks: &[&'static Check], known: &Known) -> anyhow::Result<Run> {
    let report = formats::Destination::open(arguments)?;
    let mut run = Run::new(arguments.stage, target::name(arguments));
    match target::prepare(arguments) {
        Ok(target) => runner::hold(&target, checks, arguments, known, &mut run)?,
        Err(problem) => run.not_started(checks, problem),
    }
    reaper::sweep();
    report.write(&run, arguments)?;
    Ok(run)
}

fn exit_code(run: &Run) -> ExitCode {
    if let Some(problem) = &run.problem {
        print_error(problem);
        return ExitCode::from(WRONG);
    }
    ExitCode::from(u8::from(!run.is_green()))
}

fn list(checks: &[&'static Check]) -> anyhow::Result<ExitCode> {
    let mut out = anstream::stdout();
    for check in checks {
        let chapter = check.chapter().map(Stage::title).unwrap_or_default();
        writeln!(out, "{chapter}  {:<36} {}", check.id, check.expect)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A time to wait: more than none, and no more than an hour.
fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected a number of seconds".to_string())?;
    if (0.01..=3600.0).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err("expected a time between 0.01 and 3600 seconds".to_string())
    }
}
