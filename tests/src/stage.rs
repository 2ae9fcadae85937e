//! The seven stages, and sets of them.

use std::fmt;

/// One of the seven servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stage(u8);

/// What is known of a stage without building it.
struct Known {
    package: &'static str,
    lesson: &'static str,
    /// The command-line options that it is the first to take.
    options: &'static [&'static str],
}

const KNOWN: [Known; 7] = [
    Known {
        package: "stage01-tcp-echo",
        lesson: "bind, accept, read, write, and what the end of a stream means",
        options: &[],
    },
    Known {
        package: "stage02-hardcoded",
        lesson: "where the head of a request ends, and what a response is made of",
        options: &[],
    },
    Known {
        package: "stage03-routing",
        lesson: "the request line, headers, paths; errors as statuses",
        options: &[],
    },
    Known {
        package: "stage04-bodies",
        lesson: "bodies, files in and out, JSON, limits, staying inside a folder",
        options: &["--directory", "--www", "--quiet", "--help"],
    },
    Known {
        package: "stage05-threads",
        lesson: "a thread for each connection, shared state, deadlines",
        options: &["--timeout"],
    },
    Known {
        package: "stage06-threadpool",
        lesson: "a bounded pool, backpressure, panics, a graceful end",
        options: &["--workers", "--queue"],
    },
    Known {
        package: "stage07-httparse",
        lesson: "an incremental parser, sessions that outlive a request, chunked bodies",
        options: &[],
    },
];

impl Stage {
    /// All seven, in order.
    pub const ALL: [Stage; 7] =
        [Stage(1), Stage(2), Stage(3), Stage(4), Stage(5), Stage(6), Stage(7)];

    /// The stage of this number, where there is one.
    #[must_use]
    pub fn new(number: u8) -> Option<Stage> {
        Self::ALL.into_iter().find(|stage| stage.0 == number)
    }

    /// From 1 to 7.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    /// The name of its package, its folder and its executable: `stage05-threads`.
    #[must_use]
    pub fn package(self) -> &'static str {
        self.known().package
    }

    /// What it teaches, in one line.
    #[must_use]
    pub fn lesson(self) -> &'static str {
        self.known().lesson
    }

    fn known(self) -> &'static Known {
        &KNOWN[usize::from(self.0) - 1]
    }

    /// Whether the stage takes this command-line option: those of its own and of all stages before it.
    #[must_use]
    pub fn takes(self, option: &str) -> bool {
        let until_here = &KNOWN[..usize::from(self.0)];
        until_here.iter().any(|known| known.options.contains(&option))
    }

    /// Whether the stage speaks HTTP. Stage 1 sends back what it gets.
    #[must_use]
    pub fn speaks_http(self) -> bool {
        self.0 > 1
    }
}

/// The stage as the names of tests have it: `stage05`.
impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "stage{:02}", self.0)
    }
}

/// A set of stages, such as "from stage 3 on".
///
/// The event-loop elective follows stage 7. It has the number 8 here and is no [`Stage`], so a set may
/// contain it alone: such a check holds for no stage yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stages {
    /// Bit `n` stands for stage `n`.
    bits: u16,
}

/// The number of the event-loop elective in a set of stages.
const EVENT_LOOP: u8 = 8;

impl Stages {
    /// No stage at all.
    pub const NONE: Stages = Stages { bits: 0 };

    /// This stage and everything after it, the event-loop elective included.
    #[must_use]
    pub const fn since(first: u8) -> Stages {
        Stages::between(first, EVENT_LOOP)
    }

    /// This stage alone.
    #[must_use]
    pub const fn only(stage: u8) -> Stages {
        Stages::between(stage, stage)
    }

    /// All stages from the first to the last, both included.
    #[must_use]
    pub const fn between(first: u8, last: u8) -> Stages {
        Stages { bits: (1 << (last + 1)) - (1 << first) }
    }

    /// The stages of both sets: `Stages::only(5).and(Stages::since(8))` has a gap.
    #[must_use]
    pub const fn and(self, other: Stages) -> Stages {
        Stages { bits: self.bits | other.bits }
    }

    /// Whether the stage belongs to the set.
    #[must_use]
    pub fn contains(self, stage: Stage) -> bool {
        self.has(stage.0)
    }

    /// Whether the event-loop elective belongs to the set.
    #[must_use]
    pub fn contains_event_loop(self) -> bool {
        self.has(EVENT_LOOP)
    }

    /// Whether the set contains what comes after this stage: the next stage, or the event-loop elective.
    #[must_use]
    pub fn contains_next(self, stage: Stage) -> bool {
        self.has(stage.0 + 1)
    }

    fn has(self, number: u8) -> bool {
        self.bits & (1 << number) != 0
    }

    /// The stages of the set, in order.
    pub fn iter(self) -> impl Iterator<Item = Stage> {
        Stage::ALL.into_iter().filter(move |stage| self.contains(*stage))
    }

    /// The earliest stage of the set: a check belongs to that one's chapter.
    #[must_use]
    pub fn first(self) -> Option<Stage> {
        self.iter().next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(stages: Stages) -> Vec<u8> {
        stages.iter().map(Stage::number).collect()
    }

    #[test]
    fn sets_may_have_gaps() {
        assert_eq!(numbers(Stages::only(4).and(Stages::between(6, 7))), [4, 6, 7]);
        assert_eq!(numbers(Stages::since(3)), [3, 4, 5, 6, 7]);
        assert_eq!(Stages::NONE.first(), None);
    }

    #[test]
    fn the_event_loop_comes_after_the_stages() {
        let event_loop = Stages::since(8);
        assert!(event_loop.contains_event_loop() && event_loop.first().is_none());
        assert!(event_loop.contains_next(Stage(7)) && !event_loop.contains_next(Stage(6)));
        assert!(!Stages::between(6, 7).contains_event_loop());
    }
}
