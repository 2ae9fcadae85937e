//! The seven stages, and sets of them.

use std::fmt;

/// One of the seven servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stage(u8);

/// What is known of each stage without building it: its package, and the options it is the first to take.
const KNOWN: [(&str, &[&str]); 7] = [
    ("stage01-tcp-echo", &[]),
    ("stage02-hardcoded", &[]),
    ("stage03-routing", &[]),
    ("stage04-bodies", &["--directory", "--www", "--quiet", "--help"]),
    ("stage05-threads", &["--timeout"]),
    ("stage06-threadpool", &["--workers", "--queue"]),
    ("stage07-httparse", &[]),
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
        KNOWN[usize::from(self.0) - 1].0
    }

    /// Whether the stage takes this command-line option: those of its own and of all stages before it.
    #[must_use]
    pub fn takes(self, option: &str) -> bool {
        let until_here = &KNOWN[..usize::from(self.0)];
        until_here.iter().any(|known| known.1.contains(&option))
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

/// A set of stages without gaps, such as "from stage 3 on".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stages {
    first: u8,
    last: u8,
}

impl Stages {
    /// No stage at all.
    pub const NONE: Stages = Stages { first: 1, last: 0 };

    /// This stage and all later ones.
    #[must_use]
    pub const fn since(first: u8) -> Stages {
        Stages { first, last: 7 }
    }

    /// This stage alone.
    #[must_use]
    pub const fn only(stage: u8) -> Stages {
        Stages { first: stage, last: stage }
    }

    /// All stages from the first to the last, both included.
    #[must_use]
    pub const fn between(first: u8, last: u8) -> Stages {
        Stages { first, last }
    }

    /// Whether the stage belongs to the set.
    #[must_use]
    pub fn contains(self, stage: Stage) -> bool {
        (self.first..=self.last).contains(&stage.0)
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
