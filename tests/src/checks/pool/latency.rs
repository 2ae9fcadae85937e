//! How quickly a client is served while others are idle.

use super::start;
use crate::checks::quick::{expect_as_quick, idle_sessions};
use crate::resources::reserve_descriptors;
use crate::{Check, Failure, Stages, Subject};
use std::time::Duration;

/// A request may take this much longer while others are idle. A busy machine needs some of it.
const TOLERANCE: Duration = Duration::from_millis(3);

/// No client is refused for want of a place in the queue.
const WORKERS: usize = 4;
const QUEUE: usize = 2000;

/// What is expected while other clients are idle.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pool/ten-idle-clients-cost-no-time",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "While 10 sessions are idle, the requests of another session are answered as quickly as without them.",
        curl: "{program} --workers 4 & for i in $(seq 10); do (printf 'GET /about HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n'; sleep 60) | nc localhost 4221 & done; sleep 1; time (yes localhost:4221/about | head -100 | xargs curl -s -o /dev/null)",
        why: "A worker that waits a moment for each idle client makes the busy one wait as well: each of its requests stands in line behind all of them (RFC 9112 §9.5).",
        hints: &[
            "After each answer the busy session goes to the back of the queue. Who is in front of it?",
            "Close an idle connection as soon as another waits for a worker, if it was idle for 100 ms.",
        ],
        run: |subject| costs_no_time(subject, 10),
    },
    Check {
        id: "pool/100-idle-clients-cost-no-time",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "While 100 sessions are idle, the requests of another session are answered as quickly as without them.",
        curl: "{program} --workers 4 & for i in $(seq 100); do (printf 'GET /about HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n'; sleep 60) | nc localhost 4221 & done; sleep 1; time (yes localhost:4221/about | head -100 | xargs curl -s -o /dev/null)",
        why: "The wait grows with the number of idle clients if each of them gets a turn. Browsers leave many connections idle.",
        hints: &[
            "A turn of a few milliseconds, times a hundred, is a wait that people notice.",
            "An idle connection needs no turn: it can be closed without a loss (RFC 9112 §9.5).",
        ],
        run: |subject| costs_no_time(subject, 100),
    },
    Check {
        id: "pool/many-idle-clients-cost-no-time",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "While 1,000 sessions are idle, or as many as the limit on descriptors allows, the requests of another session are answered as quickly as without them.",
        curl: "{program} --workers 4 --queue 2000 & for i in $(seq 1000); do (printf 'GET /about HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n'; sleep 60) | nc localhost 4221 & done; sleep 1; time (yes localhost:4221/about | head -100 | xargs curl -s -o /dev/null)",
        why: "Idle clients are the normal case of a server with sessions. They must cost neither a worker nor time (RFC 9112 §9.5).",
        hints: &[
            "How long does a worker spend with a connection on which nothing has come?",
            "A look that does not wait is enough for a connection that was idle for 100 ms.",
        ],
        run: |subject| costs_no_time(subject, 1000),
    },
];

fn costs_no_time(subject: &Subject, count: usize) -> Result<(), Failure> {
    let crowd = reserve_descriptors(count);
    let start = || start(subject, WORKERS, QUEUE);
    let (calm, crowded) = (start()?, start()?);
    let _idle = idle_sessions(&crowded, crowd.count)?;
    expect_as_quick(subject, &calm, &crowded, TOLERANCE, &format!("{} idle sessions", crowd.count))
}
