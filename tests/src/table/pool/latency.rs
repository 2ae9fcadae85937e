//! How quickly a client is served while others are idle.

use super::start;
use crate::resources::reserve_descriptors;
use crate::table::quick::{expect_as_quick, idle_sessions};
use crate::{Basis, Check, Failure, Need, Stages, Target};
use std::time::Duration;

/// A request may take this much longer while other clients are idle.
const TOLERANCE: Duration = Duration::from_millis(3);

/// The queue has a place for each client.
const WORKERS: usize = 4;
const QUEUE: usize = 2000;

/// Checks of a busy client among idle ones.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pool/ten-idle-clients-cost-no-time",
        basis: Basis::Course,
        rfc: &["9112 §9.5"],
        stages: Stages::since(7),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "While 10 sessions are idle, the requests of another session take at most twice as long as without them, and 3 ms more, in the median.",
        why: "If a worker waits a moment for each idle client, the busy client waits for all these moments.",
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
        expect: "While 100 sessions are idle, the requests of another session take at most twice as long as without them, and 3 ms more, in the median.",
        why: "The wait grows with the number of idle clients if each of them gets a turn. Browsers leave many connections idle.",
        hints: &[
            "A turn of a few milliseconds for each of a hundred clients is a wait that people notice.",
            "An idle connection needs no turn: a server may close it at any time.",
        ],
        run: |target| costs_no_time(target, 100),
        ..Check::DEFAULT
    },
    Check {
        id: "pool/many-idle-clients-cost-no-time",
        basis: Basis::Course,
        rfc: &["9112 §9.5"],
        stages: Stages::since(7),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "While 1,000 sessions are idle, or as many as the limit on descriptors allows, the requests of another session take at most twice as long as without them, and 3 ms more, in the median.",
        why: "Most sessions are idle most of the time. They must cost neither a worker nor time.",
        hints: &[
            "How long does a worker spend on a connection on which nothing has arrived?",
            "If a connection was idle for 100 ms, look at it once, without waiting.",
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
