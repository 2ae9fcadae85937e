//! Why a check did not pass.

use serde::Deserialize;
use std::fmt;
use std::io;
use std::time::Duration;

/// What ends a check before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// In which way it ended.
    pub kind: FailureKind,
    /// What went wrong, in a sentence without a full stop.
    pub message: String,
}

/// The ways in which a check may end early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// The server answered with another status.
    Status,
    /// The server did something else than expected: other bytes, another number, an answer too many.
    Unmet,
    /// What was waited for did not come in time.
    Timeout,
    /// The server closed or reset the connection too early.
    Closed,
    /// The server accepted no connection.
    Unreachable,
    /// The server never came up, so nothing can be said about it.
    NotStarted,
    /// The check cannot be run here: another system, or a server that lacks what it needs.
    Skipped,
}

impl FailureKind {
    /// Whether the server was asked and did something wrong.
    #[must_use]
    pub fn is_verdict(self) -> bool {
        !matches!(self, FailureKind::NotStarted | FailureKind::Skipped)
    }
}

/// Longer messages are cut, in bytes: a server's whole output may be part of one.
const MAX_MESSAGE: usize = 4000;

impl Failure {
    /// The server did something else than expected.
    pub fn new(message: impl Into<String>) -> Failure {
        Failure::of(FailureKind::Unmet, message)
    }

    /// A failure of this kind.
    pub fn of(kind: FailureKind, message: impl Into<String>) -> Failure {
        Failure { kind, message: shortened(message.into()) }
    }

    /// What was waited for did not come in time.
    pub fn timeout(message: impl Into<String>) -> Failure {
        Failure::of(FailureKind::Timeout, message)
    }

    /// The server never came up.
    pub fn not_started(message: impl Into<String>) -> Failure {
        Failure { kind: FailureKind::NotStarted, message: message.into() }
    }

    /// The check cannot be run here, for this reason.
    pub fn skipped(reason: impl Into<String>) -> Failure {
        Failure::of(FailureKind::Skipped, reason)
    }
}

fn shortened(message: String) -> String {
    let Some((end, _)) = message.char_indices().find(|(index, _)| *index >= MAX_MESSAGE) else {
        return message;
    };
    format!("{} … and {} more bytes", &message[..end], message.len() - end)
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// For what a check does with files: `fs::read(path)?`.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::new(error.to_string())
    }
}

/// A wait of `limit` for something that did not come.
#[must_use]
pub fn timed_out(limit: Duration, wanted: &str) -> Failure {
    let seconds = limit.as_secs_f32();
    Failure::timeout(format!("timed out after {seconds} s waiting for {wanted}"))
}

/// Returns `Ok` if the condition is met, and a failure with the message if not.
pub fn ensure(condition: bool, message: impl Into<String>) -> Result<(), Failure> {
    if condition { Ok(()) } else { Err(Failure::new(message)) }
}
