//! One row of the check table.

use crate::{Failure, Stage, Stages, Subject};

/// Something that a server does or does not do, and everything that a reader may ask about it.
#[derive(Debug)]
pub struct Check {
    /// Stable name, `topic/what-is-asked`: `files/upload-is-atomic`.
    pub id: &'static str,
    /// The stages that have to pass it.
    pub holds: Stages,
    /// The stages that are known not to survive it. They are tested too: they have to fail it.
    pub fails: Stages,
    /// What is expected, in one sentence.
    pub claim: &'static str,
    /// How to ask the same by hand, with `{url}`, `{host}`, `{port}` and `{program}` where needed,
    /// `{home}` for the current folder of the server and `{folder}` for the one behind `/files/`.
    pub curl: &'static str,
    /// Why it matters, with the section of the RFC that asks for it where there is one.
    pub why: &'static str,
    /// What to look at, from a nudge to nearly the answer.
    pub hints: &'static [&'static str],
    /// Asks the subject, and says in what it fell short.
    pub run: fn(&Subject) -> Result<(), Failure>,
}

impl Check {
    /// The part of the id before the slash: `files`.
    #[must_use]
    pub fn topic(&self) -> &'static str {
        self.id.split('/').next().unwrap_or(self.id)
    }

    /// The stage whose chapter explains it.
    #[must_use]
    pub fn chapter(&self) -> Option<Stage> {
        self.holds.first()
    }
}
