//! What is checked: a stage, a command, or a server that runs. It is built and tried before the checks begin.

use super::Args;
use super::package::{Built, CargoRun};
use crate::cli::status::while_busy;
use checks::external::{External, quoted};
use checks::requests::request;
use checks::suggest::{did_you_mean, nearest};
use checks::target::TIMEOUT;
use checks::{Stage, Target, TargetKind, report, stages};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// For the first answer to the plainest question, this is ample.
const FIRST_ANSWER: Duration = Duration::from_secs(3);

/// Where even that did not come, checks have no reason to wait.
const SHORT_TIMEOUT: Duration = Duration::from_millis(500);

/// What is checked, as one types it.
pub(crate) fn name(arguments: &Args) -> String {
    if let Some(url) = &arguments.url {
        return url.to_string();
    }
    if arguments.command.is_empty() {
        return arguments.stage.package().to_string();
    }
    let words = arguments.command.iter().map(|word| quoted(&word.to_string_lossy()));
    words.collect::<Vec<_>>().join(" ")
}

/// Builds it where that is needed, starts it once, and asks it something. The error says what went wrong.
pub(crate) fn prepare(arguments: &Args) -> Result<Target, String> {
    let target = target(arguments)?;
    let target = Target::of(arguments.stage, target);
    let target = target.with_timeout(arguments.timeout.unwrap_or(TIMEOUT));
    let answers = while_busy("starting the server", || try_once(&target));
    let answers = answers.map_err(|problem| format!("{problem}{}", meant(&problem, arguments)))?;
    if answers || arguments.timeout.is_some() {
        return Ok(target);
    }
    Ok(target.with_timeout(SHORT_TIMEOUT))
}

fn target(arguments: &Args) -> Result<TargetKind, String> {
    if let Some(url) = &arguments.url {
        return while_busy("connecting", || url.find()).map(TargetKind::Running);
    }
    if arguments.command.is_empty() {
        return build_stage(arguments.stage).map(TargetKind::Stage);
    }
    command(&arguments.command, arguments.watch)
}

fn build_stage(stage: Stage) -> Result<PathBuf, String> {
    let what = format!("building {}", stage.package());
    let built = while_busy(&what, || stages::rebuild(stage));
    built.map_err(|output| format!("{} cannot be built\n{output}", stage.package()))
}

/// A command. Where it is `cargo run`, cargo is asked to build, and what it built is run.
fn command(command: &[OsString], watch: bool) -> Result<TargetKind, String> {
    let folder = env::current_dir().map_err(|error| format!("no current folder: {error}"))?;
    let (program, rest) = command.split_first().ok_or("there is no command")?;
    let external = if let Some(run) = CargoRun::parse(command) {
        External::new(run.build()?.as_os_str(), run.rest, &folder)
    } else {
        // Who changes a source file waits for what comes of it.
        if let Some(built) = Built::find(program).filter(|_| watch) {
            built.rebuild()?;
        }
        External::new(program, rest, &folder)
    };
    Ok(TargetKind::External(Arc::new(external)))
}

/// The programs that may have been meant, where this one cannot be run.
fn meant(problem: &str, arguments: &Args) -> String {
    let program = arguments.command.first().map(Path::new);
    let Some(program) = program.filter(|_| problem.starts_with("cannot run")) else {
        return String::new();
    };
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

/// Whether a server that starts gives any answer; where it does not start, what it said instead.
fn try_once(target: &Target) -> Result<bool, String> {
    let trial = target.fresh();
    let server = trial.start().map_err(|failure| not_started(&trial, &failure.message))?;
    let question = if target.stage().speaks_http() {
        request("GET", "/", "", b"")
    } else {
        b"hello\n".to_vec()
    };
    let client = server.connect().map_err(|failure| not_started(&trial, &failure.message))?;
    let mut client = client.with_timeout(FIRST_ANSWER);
    let begin = Instant::now();
    // Wrong answers, a close and a reset are answers too: only what does not end makes everybody wait.
    let _ = client.send(question).and_then(|client| {
        if target.stage().speaks_http() {
            client.read_response().map(drop)
        } else {
            client.read_once().map(drop)
        }
    });
    Ok(begin.elapsed() < FIRST_ANSWER)
}

fn not_started(trial: &Target, message: &str) -> String {
    let servers = trial.trace().servers();
    let lines = servers.iter().flat_map(report::server_lines);
    lines.fold(message.to_string(), |text, line| format!("{text}\n  {line}"))
}
