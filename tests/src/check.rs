//! One row of the check table.

use crate::{Failure, FailureKind, Need, Stage, Stages, Target};

/// Something that a server does or does not do, and everything that a reader may ask about it.
///
/// A row names what is special about it and takes the rest from [`Check::DEFAULT`].
#[derive(Debug)]
pub struct Check {
    /// Stable name, `topic/what-is-asked`: `files/upload-is-atomic`.
    pub id: &'static str,
    /// Who asks for it: an RFC, or this course alone.
    pub basis: Basis,
    /// The sections of RFCs that ask for it, or that explain it: `9112 §6.3`.
    pub rfc: &'static [&'static str],
    /// The stages that have to pass it.
    pub stages: Stages,
    /// The stages that are known not to survive it. They are tested too: they have to fail it.
    pub fails_on: Stages,
    /// The ways in which the stages in `fails_on` fail.
    pub fails_with: &'static [FailureKind],
    /// The options and abilities that it needs of a server. A server without them skips the check.
    pub needs: &'static [Need],
    /// What is compared, in one sentence: the status, the type, the bytes.
    pub expect: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to look at, from a nudge to nearly the answer.
    pub hints: &'static [&'static str],
    /// Asks the target. The failure says what it did instead.
    pub run: fn(&Target) -> Result<(), Failure>,
}

/// Who asks for what a check expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// An RFC says MUST or MUST NOT, or the message has no other valid meaning.
    Must,
    /// An RFC says SHOULD, or recommends it.
    Should,
    /// An RFC permits it, and names it as an option.
    May,
    /// Our own contract: routes, options, limits, and house rules that are stricter than HTTP.
    Course,
}

impl Basis {
    /// The name in reports: `must`, `should`, `may` or `course`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Basis::Must => "must",
            Basis::Should => "should",
            Basis::May => "may",
            Basis::Course => "course",
        }
    }
}

impl Check {
    /// What most rows have in common.
    pub const DEFAULT: Check = Check {
        id: "",
        basis: Basis::Course,
        rfc: &[],
        stages: Stages::NONE,
        fails_on: Stages::NONE,
        fails_with: &[],
        needs: &[],
        expect: "",
        why: "",
        hints: &[],
        run: |_| Ok(()),
    };

    /// The part of the id before the slash: `files`.
    #[must_use]
    pub fn topic(&self) -> &'static str {
        self.id.split('/').next().unwrap_or(self.id)
    }

    /// The stage whose chapter explains it.
    #[must_use]
    pub fn chapter(&self) -> Option<Stage> {
        self.stages.first()
    }

    /// Who asks for it, in a few words: `must, RFC 9112 §6.3`, or `course`.
    #[must_use]
    pub fn authority(&self) -> String {
        let sections = self.rfc.iter().map(|section| format!(", RFC {section}"));
        let sections: String =
            if self.basis == Basis::Course { String::new() } else { sections.collect() };
        format!("{}{sections}", self.basis.name())
    }
}
