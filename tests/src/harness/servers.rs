//! Sets of servers.

use crate::Stage;

/// A set of servers, such as "from stage 3 on".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stages {
    /// Bit `n` stands for the server with the number `n`.
    bits: u16,
}

/// The number of the event-loop elective. A `const fn` cannot ask [`Stage::EVENT_LOOP`] for it.
const EVENT_LOOP: u8 = 8;

impl Stages {
    /// No server at all.
    pub const NONE: Stages = Stages { bits: 0 };

    /// The event-loop elective alone.
    pub const EVENT_LOOP: Stages = Stages::only(EVENT_LOOP);

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

    /// The servers of both sets: `Stages::only(5).and(Stages::EVENT_LOOP)` has a gap.
    #[must_use]
    pub const fn and(self, other: Stages) -> Stages {
        Stages { bits: self.bits | other.bits }
    }

    /// The set without the event-loop elective. It has neither workers nor a queue.
    #[must_use]
    pub const fn but_not_the_event_loop(self) -> Stages {
        Stages { bits: self.bits & !Stages::EVENT_LOOP.bits }
    }

    /// Whether the server belongs to the set.
    #[must_use]
    pub fn contains(self, stage: Stage) -> bool {
        self.bits & (1 << stage.number()) != 0
    }

    /// The servers of the set, in order.
    pub fn iter(self) -> impl Iterator<Item = Stage> {
        Stage::SERVERS.into_iter().filter(move |stage| self.contains(*stage))
    }

    /// The names of the servers: `4, 5, 6, 7, event-loop`, or `none`.
    #[must_use]
    pub fn names(self) -> String {
        let names: Vec<&str> = self.iter().map(Stage::name).collect();
        if names.is_empty() { "none".to_string() } else { names.join(", ") }
    }

    /// The earliest server of the set: a check belongs to that one's chapter.
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
        assert_eq!(numbers(Stages::since(3)), [3, 4, 5, 6, 7, 8]);
        assert_eq!(Stages::NONE.first(), None);
    }

    #[test]
    fn the_event_loop_comes_after_the_stages() {
        assert_eq!(Stages::EVENT_LOOP.first(), Some(Stage::EVENT_LOOP));
        assert_eq!(numbers(Stages::since(6).but_not_the_event_loop()), [6, 7]);
        assert!(!Stages::between(6, 7).contains(Stage::EVENT_LOOP));
        assert_eq!(Stages::only(5).and(Stages::EVENT_LOOP).names(), "5, event-loop");
        assert_eq!(Stages::NONE.names(), "none");
    }
}
