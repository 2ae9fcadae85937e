//! Why a check did not pass.

use std::fmt;
use std::io;

/// What ends a check before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which of the three ways it ended.
    pub kind: FailureKind,
    /// What went wrong, in a sentence without a full stop.
    pub message: String,
}

/// The ways in which a check may end early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// The server did something else than expected.
    Unmet,
    /// The server never came up, so that nothing can be said about it.
    NotStarted,
    /// The check cannot be run here: another system, or a server that we did not start.
    Skipped,
}

/// Nobody reads a longer message, in bytes.
const LONGEST: usize = 4000;

impl Failure {
    /// The server did something else than expected.
    pub fn new(message: impl Into<String>) -> Failure {
        let (kind, message) = (FailureKind::Unmet, shortened(message.into()));
        Failure { kind, message }
    }

    /// The server never came up.
    pub fn not_started(message: impl Into<String>) -> Failure {
        let (kind, message) = (FailureKind::NotStarted, message.into());
        Failure { kind, message }
    }

    /// The check cannot be run here, for this reason.
    pub fn skipped(reason: impl Into<String>) -> Failure {
        let (kind, message) = (FailureKind::Skipped, reason.into());
        Failure { kind, message }
    }
}

/// A message with all that a server has printed in it may be as long as that.
fn shortened(message: String) -> String {
    let Some((end, _)) = message.char_indices().find(|(index, _)| *index >= LONGEST) else {
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

/// Goes on where the condition is met, and fails with the message where it is not.
pub fn ensure(condition: bool, message: impl Into<String>) -> Result<(), Failure> {
    if condition { Ok(()) } else { Err(Failure::new(message)) }
}
