//! The checked program: a stage, a command, or a server that runs. It is built and tried before the checks.

use super::Common;
use super::package::{Built, CargoRun};
use crate::cli::status::while_busy;
use checks::external::{External, quoted};
use checks::requests::request;
use checks::suggest::{did_you_mean, nearest};
use checks::target::TIMEOUT;
use checks::{FailureKind, Stage, Target, TargetKind, report, stages};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// A server has this long for its answer to the plainest request, and is asked this often.
const FIRST_ANSWER: Duration = Duration::from_secs(3);
const ATTEMPTS: usize = 2;

/// If none came, checks have no reason to wait long.
const SHORT_TIMEOUT: Duration = Duration::from_millis(500);

/// The checked program as the user typed it.
pub(crate) fn typed(common: &Common) -> String {
    if let Some(url) = &common.url {
        return url.to_string();
    }
    if let Some(own) = &common.own {
        return own.display().to_string();
    }
    if common.command.is_empty() {
        return common.goal.stage().package().to_string();
    }
    let words = common.command.iter().map(|word| quoted(&word.to_string_lossy()));
    words.collect::<Vec<_>>().join(" ")
}

/// Builds the server if necessary, starts it once, and asks it something. The error says what went wrong.
pub(crate) fn prepare(common: &Common, watch: bool) -> Result<Target, String> {
    let target = Target::of(common.goal.stage(), kind(common, watch)?);
    let target = target.with_timeout(common.timeout.unwrap_or(TIMEOUT));
    let answers = while_busy("starting the server", || answers(&target));
    let answers = answers.map_err(|problem| format!("{problem}{}", meant(&problem, common)))?;
    if answers || common.timeout.is_some() {
        return Ok(target);
    }
    Ok(target.with_timeout(SHORT_TIMEOUT))
}

fn kind(common: &Common, watch: bool) -> Result<TargetKind, String> {
    if let Some(url) = &common.url {
        return while_busy("connecting", || url.find()).map(TargetKind::Running);
    }
    if common.command.is_empty() {
        return build_stage(common.goal.stage()).map(TargetKind::Stage);
    }
    command(&common.command, watch)
}

fn build_stage(stage: Stage) -> Result<PathBuf, String> {
    let what = format!("building {}", stage.package());
    let built = while_busy(&what, || stages::rebuild(stage));
    built.map_err(|output| format!("{} cannot be built\n{output}", stage.package()))
}

/// A command. For `cargo run`, cargo builds first, and we run the program that it built.
fn command(command: &[OsString], watch: bool) -> Result<TargetKind, String> {
    let folder = env::current_dir().map_err(|error| format!("no current folder: {error}"))?;
    let (program, rest) = command.split_first().ok_or("there is no command")?;
    let external = if let Some(run) = CargoRun::parse(command) {
        External::new(run.build()?.as_os_str(), run.rest, &folder)
    } else {
        // After a change of a source file, the program is out of date.
        if let Some(built) = Built::find(program).filter(|_| watch) {
            built.rebuild()?;
        }
        External::new(program, rest, &folder)
    };
    Ok(TargetKind::External(Arc::new(external)))
}

/// A remark on a program that cannot be run: it is not executable, or another one was meant.
fn meant(problem: &str, common: &Common) -> String {
    let program = common.command.first().map(Path::new);
    let Some(program) = program.filter(|_| problem.starts_with("cannot run")) else {
        return String::new();
    };
    if program.is_file() {
        let shown = quoted(&program.display().to_string());
        return format!(
            "\n  {shown} is not executable: run `chmod +x {shown}`, or name its interpreter, as in `python3 {shown}`"
        );
    }
    let folder = program.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = files.filter(|file| file.path().is_file());
    let names: Vec<String> = files.filter_map(|file| file.file_name().into_string().ok()).collect();
    let wrong = program.file_name().unwrap_or_default().to_string_lossy();
    let near = nearest(&wrong, names.iter().map(String::as_str)).into_iter();
    let paths: Vec<String> = near.map(|name| folder.join(name).display().to_string()).collect();
    did_you_mean(&paths.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Whether the server answers at all. The error says why it does not start, and what it printed.
///
/// A wrong answer, a close and a reset are answers too: only silence makes everyone wait.
pub(crate) fn answers(target: &Target) -> Result<bool, String> {
    for _ in 0..ATTEMPTS {
        if answers_once(target)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn answers_once(target: &Target) -> Result<bool, String> {
    let trial = target.fresh();
    let server = trial.start().map_err(|failure| not_started(&trial, &failure.message))?;
    let client = server.connect().map_err(|failure| not_started(&trial, &failure.message))?;
    let mut client = client.with_timeout(FIRST_ANSWER);
    let speaks_http = target.stage().speaks_http();
    let question = if speaks_http { request("GET", "/", "", b"") } else { b"hello\n".to_vec() };
    let answer = client.send(question).and_then(|client| {
        if speaks_http { client.read_response().map(drop) } else { client.read_once().map(drop) }
    });
    Ok(!answer.is_err_and(|failure| failure.kind == FailureKind::Timeout))
}

fn not_started(trial: &Target, message: &str) -> String {
    let mut lines = Vec::new();
    for server in trial.trace().servers() {
        let home = server.home.display();
        lines.extend(report::server_lines(&server));
        lines.push(format!("It was started in {home}, an empty folder of its own."));
    }
    lines.into_iter().fold(message.to_string(), |text, line| format!("{text}\n  {line}"))
}
