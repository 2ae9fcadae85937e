//! What is shown when a check fails.

use crate::bytes::{readable, readable_lines};
use crate::trace::{Action, Event, Excerpt, ServerRecord, Way};
use crate::{Check, Failure, Stage, Target, TargetKind};
use std::fmt;
use std::net::SocketAddr;

/// Of what went one way, this many bytes are shown.
const SHOWN_BYTES: usize = 400;

/// Of what happened, this many events are shown: the last ones.
const SHOWN_EVENTS: usize = 12;

/// Of the servers that were started, this many are shown: the last ones.
const SHOWN_SERVERS: usize = 2;

/// Of what a server printed, this many lines are shown: the last ones.
const SHOWN_LINES: usize = 20;

/// All there is to say about a failure.
#[derive(Debug)]
pub struct Report {
    /// The check that failed.
    pub check: &'static Check,
    /// The stage that the target claims to be.
    pub stage: Stage,
    /// The program that was tested, as one types it.
    pub program: String,
    /// Where the server listens that was running before.
    pub address: Option<SocketAddr>,
    /// In what the server fell short.
    pub failure: Failure,
    /// What happened on the connections, in order.
    pub events: Vec<Event>,
    /// The servers that the check started.
    pub servers: Vec<ServerRecord>,
}

impl Report {
    /// A report of this failure, with all that the target's trace has.
    #[must_use]
    pub fn new(check: &'static Check, target: &Target, failure: Failure) -> Report {
        Report {
            check,
            stage: target.stage(),
            program: target.program(),
            address: match target.kind() {
                TargetKind::Running(address) => Some(*address),
                _ => None,
            },
            failure,
            events: target.trace().events(),
            servers: target.trace().servers(),
        }
    }

    /// The command that repeats the check by hand.
    #[must_use]
    pub fn by_hand(&self) -> Vec<String> {
        vec![format!("cargo stage replay {}", self.check.id)]
    }
}

/// The report with one hint.
impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(out, 1)
    }
}

/// A report with more than one hint, or with none.
struct WithHints<'a>(&'a Report, usize);

impl fmt::Display for WithHints<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(out, self.1)
    }
}

impl Report {
    /// The report with so many hints.
    #[must_use]
    pub fn with_hints(&self, count: usize) -> impl fmt::Display {
        WithHints(self, count)
    }

    fn write(&self, out: &mut fmt::Formatter<'_>, hints: usize) -> fmt::Result {
        writeln!(out, "{} does not pass {}", self.stage, self.check.id)?;
        section(out, "Expected", [self.check.expect])?;
        section(out, "But", self.failure.message.lines())?;
        section(out, "By hand", self.by_hand())?;
        section(out, "Sent and received", self.exchange().iter())?;
        let last = self.servers.len().saturating_sub(SHOWN_SERVERS);
        for server in &self.servers[last..] {
            section(out, "The server", server_lines(server).iter())?;
        }
        section(out, "Why it matters", [self.check.why])?;
        section(out, "Hint", self.check.hints.iter().take(hints))
    }

    fn exchange(&self) -> Vec<String> {
        let skipped = self.events.len().saturating_sub(SHOWN_EVENTS);
        let mut lines = Vec::new();
        if skipped > 0 {
            lines.push(format!("… {skipped} events before"));
        }
        let several = self.events.iter().any(|event| event.connection > 1);
        for event in &self.events[skipped..] {
            let mark = format!("#{} ", event.connection);
            let mark = if several { mark.as_str() } else { "" };
            lines.extend(event_lines(event).map(|line| format!("{mark}{line}")));
        }
        lines
    }
}

fn event_lines(event: &Event) -> impl Iterator<Item = String> {
    let (arrow, lines) = match &event.action {
        Action::Bytes(Way::Sent, excerpt) => ("> ", excerpt_lines(excerpt)),
        Action::Bytes(Way::Received, excerpt) => ("< ", excerpt_lines(excerpt)),
        Action::Note(note) => ("* ", vec![note.clone()]),
    };
    lines.into_iter().map(move |line| format!("{arrow}{line}"))
}

fn excerpt_lines(excerpt: &Excerpt) -> Vec<String> {
    let shown = excerpt.beginning.len().min(SHOWN_BYTES);
    let mut lines = readable_lines(&excerpt.beginning[..shown], SHOWN_BYTES);
    if excerpt.length > shown {
        lines.push(format!("… and {} more bytes", excerpt.length - shown));
    }
    lines
}

/// The command line of a server, what it printed, and how it ended.
#[must_use]
pub fn server_lines(server: &ServerRecord) -> Vec<String> {
    let mut lines = vec![format!("$ {}", server.command)];
    for (name, output) in [("stdout", &server.stdout), ("stderr", &server.stderr)] {
        let text = output.text();
        let printed: Vec<&str> = text.lines().collect();
        let skipped = printed.len().saturating_sub(SHOWN_LINES);
        if skipped > 0 {
            lines.push(format!("{name}: … {skipped} lines before"));
        }
        lines.extend(printed[skipped..].iter().map(|line| server_line(name, line)));
    }
    lines.push(format!("It {}.", server.end.as_deref().unwrap_or("was still running")));
    lines
}

/// What a server prints may come from a client: it never reaches the terminal as it is.
fn server_line(name: &str, line: &str) -> String {
    format!("{name}: {}", readable(line.as_bytes(), SHOWN_BYTES))
}

/// A heading, and lines under it.
fn section(
    out: &mut fmt::Formatter<'_>,
    heading: &str,
    lines: impl IntoIterator<Item = impl fmt::Display>,
) -> fmt::Result {
    let mut lines = lines.into_iter().peekable();
    if lines.peek().is_none() {
        return Ok(());
    }
    writeln!(out, "\n{heading}:")?;
    lines.try_for_each(|line| writeln!(out, "  {line}"))
}
