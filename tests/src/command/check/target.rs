//! What is checked: a stage, a command, or a server that runs. It is built and tried before the checks begin.

use super::Args;
use super::package::{Built, CargoRun};
use crate::command::status::while_busy;
use checks::foreign::{Foreign, quoted};
use checks::journal::Action;
use checks::requests::request;
use checks::subject::PATIENCE;
use checks::{Client, Stage, Subject, Target, report, stages};
use std::env;
use std::ffi::OsString;
use std::fmt;
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// For the first answer to the plainest question, this is ample.
const FIRST_ANSWER: Duration = Duration::from_secs(3);

/// Where even that did not come, checks have no reason to wait.
const SHORT_PATIENCE: Duration = Duration::from_millis(500);

/// `http://127.0.0.1:8080`, and where that is.
#[derive(Clone, Debug)]
pub(crate) struct Url {
    text: String,
    address: SocketAddr,
}

impl fmt::Display for Url {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// For clap: takes a URL apart and looks its host up.
pub(crate) fn parse_url(text: &str) -> Result<Url, String> {
    let place = text.strip_prefix("http://").ok_or("expected http://HOST:PORT")?;
    let place = place.strip_suffix('/').unwrap_or(place);
    if place.contains(['/', '?', '#', '@']) {
        return Err("expected http://HOST:PORT and nothing after it".to_string());
    }
    let has_port = place.rsplit_once(':').is_some_and(|(_, port)| !port.ends_with(']'));
    let place = if has_port { place.to_string() } else { format!("{place}:80") };
    let mut addresses = place.to_socket_addrs().map_err(|error| error.to_string())?;
    let address = addresses.next().ok_or("there is no such host")?;
    Ok(Url { text: text.to_string(), address })
}

/// What is checked, as one types it.
pub(crate) fn name(arguments: &Args) -> String {
    if let Some(url) = &arguments.url {
        return url.text.clone();
    }
    if arguments.command.is_empty() {
        return arguments.stage.package().to_string();
    }
    let words = arguments.command.iter().map(|word| quoted(&word.to_string_lossy()));
    words.collect::<Vec<_>>().join(" ")
}

/// Builds it where that is needed, starts it once, and asks it something. The error says what went wrong.
pub(crate) fn prepare(arguments: &Args) -> Result<Subject, String> {
    let target = target(arguments)?;
    let subject = Subject::of(arguments.stage, target);
    let subject = subject.with_patience(arguments.patience.unwrap_or(PATIENCE));
    let answers = while_busy("starting the server", || try_once(&subject))?;
    if answers || arguments.patience.is_some() {
        return Ok(subject);
    }
    Ok(subject.with_patience(SHORT_PATIENCE))
}

fn target(arguments: &Args) -> Result<Target, String> {
    if let Some(url) = &arguments.url {
        return Ok(Target::Running(url.address));
    }
    if arguments.command.is_empty() {
        return build_stage(arguments.stage).map(Target::Program);
    }
    command(&arguments.command, arguments.watch)
}

fn build_stage(stage: Stage) -> Result<PathBuf, String> {
    let what = format!("building {}", stage.package());
    let built = while_busy(&what, || stages::rebuild(stage));
    built.map_err(|output| format!("{} cannot be built\n{output}", stage.package()))
}

/// A command. Where it is `cargo run`, cargo is asked to build, and what it built is run.
fn command(command: &[OsString], watch: bool) -> Result<Target, String> {
    let folder = env::current_dir().map_err(|error| format!("no current folder: {error}"))?;
    let (program, rest) = command.split_first().ok_or("there is no command")?;
    let foreign = if let Some(run) = CargoRun::parse(command) {
        Foreign::new(run.build()?.as_os_str(), run.rest, &folder)
    } else {
        // Who changes a source file waits for what comes of it.
        if let Some(built) = Built::find(program).filter(|_| watch) {
            built.rebuild()?;
        }
        Foreign::new(program, rest, &folder)
    };
    Ok(Target::Foreign(Arc::new(foreign)))
}

/// Whether a server that starts gives any answer; where it does not start, what it said instead.
fn try_once(subject: &Subject) -> Result<bool, String> {
    let trial = subject.fresh();
    let server = trial.start().map_err(|failure| not_started(&trial, &failure.message))?;
    let question = if subject.stage().speaks_http() {
        request("GET", "/", "", b"")
    } else {
        b"hello\n".to_vec()
    };
    let client = server.connect().map_err(|failure| not_started(&trial, &failure.message))?;
    let mut client = client.patient(FIRST_ANSWER);
    let answered = client.send(question).and_then(Client::read_once).is_ok();
    Ok(answered || has_ended_connection(&trial))
}

/// A close and a reset are answers too: only silence makes everybody wait.
fn has_ended_connection(trial: &Subject) -> bool {
    let events = trial.journal().events();
    events.iter().any(|event| matches!(event.action, Action::Note(_)))
}

fn not_started(trial: &Subject, message: &str) -> String {
    let servers = trial.journal().servers();
    let lines = servers.iter().flat_map(report::server_lines);
    lines.fold(message.to_string(), |text, line| format!("{text}\n  {line}"))
}
