//! What is shown when a check fails.

use crate::by_hand::curl_commands;
use crate::bytes::{readable, readable_lines};
use crate::external::quoted;
use crate::trace::{Action, Event, Excerpt, ServerRecord, Way};
use crate::{Check, Failure, Target, TargetKind};
use std::fmt;

/// Of the bytes that went one way, this many are shown.
const SHOWN_BYTES: usize = 400;

/// Of the exchange, this many events and lines are shown.
const SHOWN_EVENTS: usize = 12;
const SHOWN_LINES: usize = 40;

/// The last servers that were started are shown, and the last lines that they printed.
const SHOWN_SERVERS: usize = 2;
const SHOWN_OUTPUT: usize = 20;

/// The address of a server that a reader starts: the default of the stages.
const DEFAULT_ADDRESS: &str = "127.0.0.1:4221";

/// Everything about a failure.
#[derive(Debug)]
pub struct Report {
    /// The check that failed.
    pub check: &'static Check,
    /// The short name of the program.
    pub name: String,
    /// The commands that repeat the check by hand.
    pub by_hand: Vec<String>,
    /// What the server did wrong.
    pub failure: Failure,
    /// What happened on the connections, in order.
    pub events: Vec<Event>,
    /// The servers that the check started.
    pub servers: Vec<ServerRecord>,
}

/// A part of a report.
#[derive(Debug)]
pub struct Section {
    /// Its heading, without a colon.
    pub heading: &'static str,
    /// Its lines.
    pub lines: Vec<String>,
}

impl Report {
    /// A report of this failure, with the trace of the target.
    #[must_use]
    pub fn new(check: &'static Check, target: &Target, failure: Failure) -> Report {
        let events = target.trace().events();
        Report {
            check,
            name: target.name(),
            by_hand: by_hand(check, target, &events),
            failure,
            events,
            servers: target.trace().servers(),
        }
    }

    /// The first line: which check failed, and who asks for it.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} does not pass {} ({})", self.name, self.check.id, self.check.authority())
    }

    /// All parts, with this many hints.
    #[must_use]
    pub fn sections(&self, hints: usize) -> Vec<Section> {
        let section = |heading, lines| Section { heading, lines };
        let message = self.failure.message.lines().map(str::to_string).collect();
        let hints = self.check.hints.iter().take(hints);
        let mut sections = vec![
            section("Expected", vec![self.check.expect.to_string()]),
            section("But", message),
            section("By hand", self.by_hand.clone()),
            section("Sent and received", self.exchange()),
        ];
        let last = self.servers.len().saturating_sub(SHOWN_SERVERS);
        let servers = self.servers[last..].iter();
        sections.extend(servers.map(|server| section("The server", server_lines(server))));
        sections.push(section("Why it matters", vec![self.check.why.to_string()]));
        sections.push(section("Hint", hints.map(ToString::to_string).collect()));
        sections.retain(|section| !section.lines.is_empty());
        sections
    }

    /// The report as text, with this many hints.
    #[must_use]
    pub fn text(&self, hints: usize) -> String {
        let sections = self.sections(hints).into_iter().map(|section| section.to_string());
        format!("{}\n{}", self.title(), sections.collect::<String>())
    }

    fn exchange(&self) -> Vec<String> {
        let skipped = self.events.len().saturating_sub(SHOWN_EVENTS);
        let mut lines = exchange_lines(&self.events, skipped, SHOWN_BYTES);
        if skipped > 0 {
            lines.insert(0, format!("… {skipped} events before"));
        }
        shortened(lines, SHOWN_LINES)
    }
}

/// The report with one hint.
impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text(1))
    }
}

/// A heading, and lines under it.
impl fmt::Display for Section {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "\n{}:", self.heading)?;
        self.lines.iter().try_for_each(|line| writeln!(out, "  {line}"))
    }
}

impl Target {
    /// A short name: `stage03-routing`, `my-server`, or the address of a server that already runs.
    #[must_use]
    pub fn name(&self) -> String {
        match self.kind() {
            TargetKind::Stage(path) => {
                path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
            }
            TargetKind::External(external) => external.name(),
            TargetKind::Running(address) => address.to_string(),
        }
    }
}

/// Curl, if it can send the request, and always the replay.
fn by_hand(check: &Check, target: &Target, events: &[Event]) -> Vec<String> {
    let (address, tested) = match target.kind() {
        TargetKind::Running(address) => (address.to_string(), format!(" --url http://{address}")),
        TargetKind::External(_) => (DEFAULT_ADDRESS.into(), format!(" -- {}", target.program())),
        TargetKind::Stage(_) => (DEFAULT_ADDRESS.into(), String::new()),
    };
    let (stage, id) = (target.stage(), quoted(check.id));
    let is_first = check.chapter() == Some(stage);
    let stage = if is_first { String::new() } else { format!(" --stage {}", stage.name()) };
    let mut commands = curl_commands(events, &address);
    commands.push(format!("cargo stage replay {id}{stage}{tested}"));
    commands
}

/// The lines of all events but the first ones. Of the bytes of each, `limit` are shown.
#[must_use]
pub fn exchange_lines(events: &[Event], skipped: usize, limit: usize) -> Vec<String> {
    let several = events.iter().any(|event| event.connection > 1);
    let mut lines = Vec::new();
    for event in &events[skipped..] {
        let mark = if several { format!("#{} ", event.connection) } else { String::new() };
        lines.extend(event_lines(event, limit).map(|line| format!("{mark}{line}")));
    }
    lines
}

fn event_lines(event: &Event, limit: usize) -> impl Iterator<Item = String> {
    let (arrow, lines) = match &event.action {
        Action::Bytes(Way::Sent, excerpt) => ("> ", excerpt_lines(excerpt, limit)),
        Action::Bytes(Way::Received, excerpt) => ("< ", excerpt_lines(excerpt, limit)),
        Action::Note(note) => ("* ", vec![note.clone()]),
    };
    lines.into_iter().map(move |line| format!("{arrow}{line}"))
}

fn excerpt_lines(excerpt: &Excerpt, limit: usize) -> Vec<String> {
    let shown = excerpt.beginning.len().min(limit);
    let mut lines = readable_lines(&excerpt.beginning[..shown], limit);
    if excerpt.length > shown {
        lines.push(format!("… and {} more bytes", excerpt.length - shown));
    }
    lines
}

/// At most `limit` lines: the first and the last, with a note in place of those between.
#[must_use]
pub fn shortened(mut lines: Vec<String>, limit: usize) -> Vec<String> {
    let limit = limit.max(1);
    let too_many = lines.len().saturating_sub(limit);
    if too_many > 0 {
        let from = (limit - 1) / 2;
        let note = format!("… {} more lines", too_many + 1);
        lines.splice(from..=from + too_many, [note]);
    }
    lines
}

/// The command line of a server, its output, and how it ended.
#[must_use]
pub fn server_lines(server: &ServerRecord) -> Vec<String> {
    let mut lines = vec![format!("$ {}", server.command)];
    for (name, output) in [("stdout", &server.stdout), ("stderr", &server.stderr)] {
        let text = output.text();
        let printed: Vec<&str> = text.lines().collect();
        let skipped = printed.len().saturating_sub(SHOWN_OUTPUT);
        if skipped > 0 {
            lines.push(format!("{name}: … {skipped} lines before"));
        }
        lines.extend(printed[skipped..].iter().map(|line| server_line(name, line)));
    }
    lines.push(format!("It {}.", server.end.as_deref().unwrap_or("was still running")));
    lines
}

/// A client may have sent what a server prints, so the terminal never gets it as it is.
fn server_line(name: &str, line: &str) -> String {
    format!("{name}: {}", readable(line.as_bytes(), SHOWN_BYTES))
}
