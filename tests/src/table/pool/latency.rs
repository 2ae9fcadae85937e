//! How quickly a client is served while others are idle.

use super::start;
use crate::resources::reserve_descriptors;
use crate::table::quick::{expect_as_quick, idle_sessions};
use crate::{Basis, Check, Failure, Need, Stages, Target};
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
        basis: Basis::Must,
        rfc: &["9112 §9.5"],
        stages: Stages::since(7),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "While 10 sessions are idle, the requests of another session are answered as quickly as without them.",
        why: "A worker that waits a moment for each idle client makes the busy one wait as well: each of its requests stands in line behind all of them.",
        hints: &[
            "After each answer the busy session goes to the back of the queue. Who is in front of it?",
            "Close an idle connection as soon as another waits for a worker, if it was idle for 100 ms.",
        ],
        run: |target| costs_no_time(target, 10),
        ..Check::DEFAULT
    },
    Check {
        id: "pool/100-idle-clients-cost-no-time",
        basis: Basis::Course,
        stages: Stages::since(7),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "While 100 sessions are idle, the requests of another session are answered as quickly as without them.",
        why: "The wait grows with the number of idle clients if each of them gets a turn. Browsers leave many connections idle.",
        hints: &[
            "A turn of a few milliseconds, times a hundred, is a wait that people notice.",
            "An idle connection needs no turn: it can be closed without a loss (RFC 9112 §9.5).",
        ],
        run: |target| costs_no_time(target, 100),
        ..Check::DEFAULT
    },
    Check {
        id: "pool/many-idle-clients-cost-no-time",
        basis: Basis::Must,
        rfc: &["9112 §9.5"],
        stages: Stages::since(7),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "While 1,000 sessions are idle, or as many as the limit on descriptors allows, the requests of another session are answered as quickly as without them.",
        why: "Idle clients are the normal case of a server with sessions. They must cost neither a worker nor time.",
        hints: &[
            "How long does a worker spend with a connection on which nothing has come?",
            "A look that does not wait is enough for a connection that was idle for 100 ms.",
        ],
        run: |target| costs_no_time(target, 1000),
        ..Check::DEFAULT
    },
];

fn costs_no_time(target: &Target, count: usize) -> Result<(), Failure> {
    let crowd = reserve_descriptors(count);
    let start = || start(target, WORKERS, QUEUE);
    let (calm, crowded) = (start()?, start()?);
    let _idle = idle_sessions(&crowded, crowd.count)?;
    expect_as_quick(target, &calm, &crowded, TOLERANCE, &format!("{} idle sessions", crowd.count))
}
