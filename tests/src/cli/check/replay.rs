//! `cargo stage replay ID`: one check, with everything that was sent and received.

use super::{Common, human, parse_seconds, prepare, target, url};
use crate::cli::WRONG;
use crate::cli::arguments::{StageParser, print_error};
use crate::cli::explain::find;
use crate::cli::goal::Goal;
use crate::cli::output::print;
use checks::report::{exchange_lines, server_lines};
use checks::runner::{Finding, Outcome};
use checks::{Check, Stage, Target, exercise, reaper};
use std::ffi::OsString;
use std::process::ExitCode;
use std::time::Duration;

/// The options of `cargo stage replay`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The check, such as `echo/text`; `cargo stage list --checks` names them all
    #[arg(value_name = "ID")]
    id: String,
    /// The stage that the server claims to be; without it, the stage that introduces the check
    #[arg(long, value_name = "N", value_parser = StageParser, hide_possible_values = true)]
    stage: Option<Stage>,
    /// Ask a server that already runs, such as <http://127.0.0.1:8080>
    #[arg(long, value_parser = url::parse_url, conflicts_with = "command")]
    url: Option<url::Place>,
    /// The time that the check waits for an answer
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds, allow_negative_numbers = true)]
    timeout: Option<Duration>,
    /// The program to ask, with its arguments; without it, the stage itself is asked
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// Runs the check once, and prints the whole conversation.
pub(crate) fn run(arguments: Args) -> anyhow::Result<ExitCode> {
    let check = find(&arguments.id)?;
    let common = common(arguments, check);
    prepare();
    let target = match target::prepare(&common, false) {
        Ok(target) => target.fresh(),
        Err(problem) => {
            print_error(&problem);
            return Ok(ExitCode::from(WRONG));
        }
    };
    target.trace().keep_all();
    let finding = check.run_on(&target);
    reaper::sweep();
    print(&transcript(&finding, &target))?;
    Ok(ExitCode::from(u8::from(finding.report().is_some())))
}

/// The same as options of `cargo stage check`.
fn common(arguments: Args, check: &Check) -> Common {
    let Args { stage, url, timeout, command, .. } = arguments;
    let stage = stage.or(check.chapter()).or_else(|| stage_of_exercise(check));
    let goal = Goal::Stage(stage.expect("each check belongs to a stage or to an exercise"));
    let (only, own) = (Vec::new(), None);
    Common { goal, url, timeout, command, own, only, basis: None, hint: 0, jobs: None }
}

/// The stage that gets the feature which is checked.
fn stage_of_exercise(check: &Check) -> Option<Stage> {
    let asks = |exercise: &&exercise::Exercise| exercise.own_checks().any(|own| own.id == check.id);
    exercise::all().ok()?.iter().find(asks).map(|exercise| exercise.stage)
}

/// The expectation, all bytes both ways, the servers, and the verdict.
fn transcript(finding: &Finding, target: &Target) -> String {
    let check = finding.check;
    let mut lines = vec![format!("{} ({})", check.id, check.authority()), check.expect.into()];
    lines.push(String::new());
    lines.extend(exchange_lines(&target.trace().events(), 0, usize::MAX));
    for server in target.trace().servers() {
        lines.push(String::new());
        lines.extend(server_lines(&server));
    }
    let lines = lines.into_iter().map(|line| {
        let style = human::line_style(&line);
        format!("{style}{line}{style:#}\n")
    });
    format!("{}\n{}", lines.collect::<String>(), verdict(finding))
}

fn verdict(finding: &Finding) -> String {
    let (style, word) = match finding.outcome {
        Outcome::Passed => (human::GREEN, "passed"),
        Outcome::Failed(_) => (human::RED, "failed"),
        Outcome::Skipped(_) | Outcome::NotRun(_) => (human::BOLD, "skipped"),
    };
    let message = finding.message().map(|message| format!(": {message}")).unwrap_or_default();
    format!("{style}{word}{style:#}{message}\n")
}
