//! `cargo stage check`, `next` and `replay`: a server against the checks of a stage.

mod formats;
mod gradescope;
pub(crate) mod history;
pub(crate) mod human;
mod interrupt;
mod json;
mod junit;
mod package;
mod progress;
pub(crate) mod replay;
mod run;
mod runner;
mod screen;
mod select;
mod target;
mod url;
mod watch;

use super::WRONG;
use super::arguments::print_error;
use super::exercise::learner;
use super::goal::{Goal, GoalParser};
use super::weights::Weights;
use checks::{Check, Stage, reaper, signals};
use clap::ValueHint;
pub(crate) use run::Run;
use std::env;
use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// Some checks of the course failed, and no check of HTTP.
const COURSE_ONLY: u8 = 3;

/// The options of `cargo stage next`, which `check` has too.
#[derive(Debug, clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Common {
    /// The stage whose checks are run: 1 to 7, a name such as stage05-threads, or event-loop; or an exercise
    #[arg(index = 1, value_name = "STAGE", value_parser = GoalParser, hide_possible_values = true, allow_negative_numbers = true)]
    goal: Goal,
    /// Check a server that already runs, such as <http://127.0.0.1:8080>
    #[arg(long, value_parser = url::parse_url, conflicts_with = "command")]
    url: Option<url::Place>,
    /// Only checks whose id contains this text or matches it, with * and ?
    #[arg(long, value_name = "PATTERN", value_parser = select::parse_pattern)]
    only: Vec<select::Pattern>,
    /// Only checks with this basis: an RFC's MUST, or also its SHOULD; `all` counts those of the course too
    #[arg(long, value_enum)]
    basis: Option<select::Asked>,
    /// Show one more hint for each failure; may be repeated
    #[arg(long, action = clap::ArgAction::Count)]
    hint: u8,
    /// The number of checks that run at once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=999), allow_negative_numbers = true)]
    jobs: Option<u16>,
    /// The time that a check waits for an answer
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds, allow_negative_numbers = true)]
    timeout: Option<Duration>,
    /// The program to check, with its arguments; without it, the stage itself, or your crate of the exercise
    #[arg(index = 2, last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
    /// The learner's crate for an exercise, if the command is to run that.
    #[arg(skip)]
    own: Option<PathBuf>,
}

/// The options of `cargo stage check`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Args {
    #[command(flatten)]
    common: Common,
    /// List the checks, and run none
    #[arg(long)]
    list: bool,
    /// Print every failure in full, and not only the first
    #[arg(long)]
    all: bool,
    /// Run again whenever a source file of the server changes
    #[arg(long, conflicts_with_all = ["url", "output", "format"])]
    watch: bool,
    /// The format of the report
    #[arg(long, value_enum, default_value_t = formats::Format::Human)]
    format: formats::Format,
    /// The file with the points of checks and topics; without it, each check is worth one
    #[arg(long, value_name = "FILE", value_parser = Weights::read, value_hint = ValueHint::FilePath)]
    weights: Option<Weights>,
    /// The file for the report; without it, the report goes to stdout
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Stop at the first failure, as `next` does.
    #[arg(skip)]
    next: bool,
}

const AFTER_HELP: &str = "\
The address is passed to COMMAND as its last argument, or wherever {addr}, {host} or {port} stands:
  cargo stage check 5 -- ./my-server
  cargo stage check 3 -- python3 server.py --port {port}
  cargo stage check 4 -- cargo run

Options such as --directory come before the address, or where {options} stands. A check is skipped if the
server lacks an option or a route that it needs. Each server runs in an empty folder of its own.

With --url, checks that start or stop the server or look into its folder are skipped. The others store
files and books on that server.

Exit codes:
  0  all checks passed
  1  a check failed
  2  the command was wrong, or the server did not start
  3  only checks of this course failed, and none of HTTP (for COMMAND and --url without --basis)";

/// Runs the checks, once or after each change.
pub(crate) fn run(mut arguments: Args) -> anyhow::Result<ExitCode> {
    let checks = select::checks(&arguments.common)?;
    if arguments.list {
        return list(&checks);
    }
    arguments.common.choose_own_crate()?;
    prepare();
    if arguments.watch {
        return watch::run(&arguments, &checks);
    }
    let run = run_once(&arguments, &checks)?;
    Ok(exit_code(&run))
}

/// `cargo stage exercise check`: the same for an exercise alone.
pub(crate) fn run_exercise(arguments: Args) -> anyhow::Result<ExitCode> {
    let goal = arguments.common.goal;
    let all = "`cargo stage exercise list` names all exercises";
    anyhow::ensure!(goal.exercise().is_some(), "{} is no exercise: {all}", goal.title());
    run(arguments)
}

/// `cargo stage next`: runs the checks in the order of learning, up to the first failure.
pub(crate) fn next(common: Common) -> anyhow::Result<ExitCode> {
    let (format, weights, output) = (formats::Format::Human, None, None);
    let (list, all, watch) = (false, false, false);
    run(Args { common, list, all, watch, format, weights, output, next: true })
}

impl Common {
    /// An exercise is checked on the learner's crate, unless another server is given.
    fn choose_own_crate(&mut self) -> anyhow::Result<()> {
        let Some(exercise) = self.goal.exercise() else { return Ok(()) };
        if self.url.is_some() || !self.command.is_empty() {
            return Ok(());
        }
        let folder = learner::folder(exercise)?;
        self.command = ["cargo", "run", "--manifest-path"].map(OsString::from).to_vec();
        self.command.push(folder.join("Cargo.toml").into());
        self.own = Some(folder);
        Ok(())
    }
}

/// Servers end with this command, and Ctrl-C prints what is known so far.
fn prepare() {
    end_servers_with_us();
    // A panic in a check is reported as a failure of that check.
    std::panic::set_hook(Box::new(|_| {}));
}

/// Whatever happens to this command: its servers end with it.
pub(crate) fn end_servers_with_us() {
    if let Err(error) = env::current_exe().and_then(|program| reaper::start(&program)) {
        print_error(&format!("servers may outlive this command: {error}"));
    }
    interrupt::listen();
}

/// Builds, starts, asks and reports.
fn run_once(arguments: &Args, checks: &[&'static Check]) -> anyhow::Result<Run> {
    let report = formats::Destination::open(arguments)?;
    let run = observe(arguments, checks);
    report.write(&run, arguments)?;
    Ok(run)
}

/// Builds, starts and asks.
fn observe(arguments: &Args, checks: &[&'static Check]) -> Run {
    let mut run = Run::new(arguments);
    match target::prepare(&arguments.common, arguments.watch) {
        Ok(target) => {
            run.name = target.name();
            runner::run_checks(&target, checks, arguments, &mut run);
        }
        Err(problem) => run.not_started(checks, problem),
    }
    reaper::sweep();
    run.goal.exercise().inspect(|exercise| learner::record(exercise, &run));
    run
}

fn exit_code(run: &Run) -> ExitCode {
    if let Some(problem) = &run.problem {
        print_error(problem);
        return ExitCode::from(WRONG);
    }
    ExitCode::from(match (run.is_green(), run.interrupted) {
        (_, true) => signals::INTERRUPTED,
        (true, _) => 0,
        (false, _) if run.only_course_failed() => COURSE_ONLY,
        (false, _) => 1,
    })
}

fn list(checks: &[&'static Check]) -> anyhow::Result<ExitCode> {
    let mut out = anstream::stdout();
    for check in checks {
        let chapter = check.chapter().map(Stage::title).unwrap_or_default();
        writeln!(out, "{chapter}  {:<36} {}", check.id, check.expect)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A time to wait: at most an hour.
pub(crate) fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected a number of seconds".to_string())?;
    if (0.01..=3600.0).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err("expected a time between 0.01 and 3600 seconds".to_string())
    }
}
