//! The seven stages, the elective after them, and sets of these servers.

use std::fmt;

/// One server of the check table: one of the seven stages, or the event-loop elective.
///
/// The elective follows stage 7 as stage 7 follows stage 6, so it has the number 8. It is not one of the
/// seven stages: [`Stage::ALL`] does not contain it, and users call it by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stage(u8);

/// What is known of a stage without building it.
struct Known {
    package: &'static str,
    lesson: &'static str,
}

const KNOWN: [Known; 8] = [
    Known {
        package: "stage01-tcp-echo",
        lesson: "bind, accept, read, write, and what the end of a stream means",
    },
    Known {
        package: "stage02-hardcoded",
        lesson: "where the head of a request ends, and what a response is made of",
    },
    Known {
        package: "stage03-routing",
        lesson: "the request line, headers, paths; errors as statuses",
    },
    Known {
        package: "stage04-bodies",
        lesson: "bodies, files in and out, JSON, limits, staying inside a folder",
    },
    Known {
        package: "stage05-threads",
        lesson: "a thread for each connection, shared state, deadlines",
    },
    Known {
        package: "stage06-threadpool",
        lesson: "a bounded pool, backpressure, panics, a graceful end",
    },
    Known {
        package: "stage07-httparse",
        lesson: "an incremental parser, sessions that outlive a request, chunked bodies",
    },
    Known {
        package: "event-loop",
        lesson: "one thread for each processor waits for all clients at once",
    },
];

/// The names as users type them.
const NAMES: [&str; 8] = ["1", "2", "3", "4", "5", "6", "7", "event-loop"];

/// The folder of the electives, from the workspace.
const ELECTIVES: &str = "book/electives/";

impl Stage {
    /// The seven stages, in order.
    pub const ALL: [Stage; 7] =
        [Stage(1), Stage(2), Stage(3), Stage(4), Stage(5), Stage(6), Stage(7)];

    /// The event-loop elective, which follows stage 7.
    pub const EVENT_LOOP: Stage = Stage(8);

    /// All servers of the check table: the seven stages, and the event-loop elective.
    pub const SERVERS: [Stage; 8] =
        [Stage(1), Stage(2), Stage(3), Stage(4), Stage(5), Stage(6), Stage(7), Stage::EVENT_LOOP];

    /// The stage of this number, from 1 to 7. The elective has a name instead.
    #[must_use]
    pub fn new(number: u8) -> Option<Stage> {
        Self::ALL.into_iter().find(|stage| stage.0 == number)
    }

    /// From 1 to 7, or 8 for the event-loop elective.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    /// Whether it is no stage, but an elective.
    #[must_use]
    pub fn is_elective(self) -> bool {
        self == Stage::EVENT_LOOP
    }

    /// The name that a user types: `5` or `event-loop`.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES[usize::from(self.0) - 1]
    }

    /// The name in a sentence: `stage 5` or `the event loop`.
    #[must_use]
    pub fn title(self) -> String {
        if self.is_elective() { "the event loop".to_string() } else { format!("stage {}", self.0) }
    }

    /// The server after this one. Stage 7 is followed by the event loop.
    #[must_use]
    pub fn next(self) -> Option<Stage> {
        Self::SERVERS.into_iter().find(|stage| stage.0 == self.0 + 1)
    }

    /// The name of its package and its executable: `stage05-threads`.
    #[must_use]
    pub fn package(self) -> &'static str {
        self.known().package
    }

    /// Its folder, from the workspace: `stage05-threads` or `book/electives/event-loop`.
    #[must_use]
    pub fn folder(self) -> String {
        let parent = if self.is_elective() { ELECTIVES } else { "" };
        format!("{parent}{}", self.package())
    }

    /// What it teaches, in one line.
    #[must_use]
    pub fn lesson(self) -> &'static str {
        self.known().lesson
    }

    fn known(self) -> &'static Known {
        &KNOWN[usize::from(self.0) - 1]
    }

    /// Whether it speaks HTTP. Stage 1 sends back what it gets.
    #[must_use]
    pub fn speaks_http(self) -> bool {
        self.0 > 1
    }
}

/// The stage as the names of tests have it: `stage05` or `event-loop`.
impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_elective() {
            return formatter.write_str(self.package());
        }
        write!(formatter, "stage{:02}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_event_loop_is_no_stage() {
        assert_eq!(Stage::new(8), None);
        assert_eq!(Stage(7).next(), Some(Stage::EVENT_LOOP));
        assert_eq!(Stage::EVENT_LOOP.next(), None);
        assert_eq!(Stage::EVENT_LOOP.to_string(), "event-loop");
        assert_eq!(Stage::EVENT_LOOP.folder(), "book/electives/event-loop");
        assert_eq!(Stage(5).folder(), "stage05-threads");
    }
}
