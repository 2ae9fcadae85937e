//! How many connections there may be, and which of them count.

use super::{begin_with, expect_refusal};
use crate::resources::reserve_descriptors;
use crate::table::closing::DRAIN;
use crate::table::quick::{OPEN_REQUEST, ask, idle_sessions};
use crate::{Basis, Check, Failure, Need, Stages, Target, ensure};
use std::time::Instant;

/// More than a pool and its queue take.
const CROWD: usize = 1000;

/// Checks of the number of connections.
pub const CHECKS: &[Check] = &[
    Check {
        id: "eventloop/1000-at-once",
        basis: Basis::Course,
        stages: Stages::EVENT_LOOP,
        expect: "Of 1,000 clients that have all begun their requests before one of them ends its own, none is refused.",
        why: "A pool has to refuse clients that its queue cannot hold. A connection that waits in a loop costs little, so there is room for all of them.",
        hints: &["The default of --max-connections should be a matter of memory, not of threads."],
        run: serves_a_thousand,
        ..Check::DEFAULT
    },
    Check {
        id: "eventloop/max-connections",
        basis: Basis::Course,
        stages: Stages::EVENT_LOOP,
        needs: &[Need::Option("--max-connections")],
        expect: "With --max-connections 3 and three idle sessions, the next client gets 503 with Retry-After; the sessions are still served, and when one of them leaves there is room again.",
        why: "Memory and descriptors come to an end at some time. A limit of one's own is met with an answer, and the system's with an error.",
        hints: &[
            "Count connections when they are accepted, and again when they end, on every way out.",
            "A client that leaves makes an event: its socket can be read, and the read returns 0.",
        ],
        run: refuses_one_more,
        ..Check::DEFAULT
    },
    Check {
        id: "eventloop/draining-takes-no-place",
        basis: Basis::Must,
        rfc: &["9112 §9.6"],
        stages: Stages::EVENT_LOOP,
        needs: &[Need::Option("--max-connections")],
        expect: "With --max-connections 4, eight clients that stay connected after a 400 do not keep another client out.",
        why: "A connection that has its answer is read on for up to two seconds, so that the answer is not lost. That is no reason to refuse anybody.",
        hints: &["Give the place back when the answer has gone out, and drain after that."],
        run: drains_without_a_place,
        ..Check::DEFAULT
    },
];

fn serves_a_thousand(target: &Target) -> Result<(), Failure> {
    let crowd = reserve_descriptors(CROWD);
    let server = target.start()?;
    let begun = (0..crowd.count).map(|_| begin_with(&server, "GET /about HTTP/1.1\r\n"));
    let mut clients = begun.collect::<Result<Vec<_>, _>>()?;
    for client in &mut clients {
        client.send("Host: localhost\r\nConnection: close\r\n\r\n")?;
    }
    for client in &mut clients {
        client.read_response()?.expect_status(200)?;
    }
    Ok(())
}

fn refuses_one_more(target: &Target) -> Result<(), Failure> {
    let server = target.start_with(["--max-connections", "3"])?;
    let mut sessions = idle_sessions(&server, 3)?;
    for _ in 0..3 {
        expect_refusal(server.exchange(OPEN_REQUEST)?)?;
    }
    sessions.iter_mut().try_for_each(ask)?;
    sessions.pop();
    server.wait_until_served()
}

fn drains_without_a_place(target: &Target) -> Result<(), Failure> {
    let server = target.start_with(["--max-connections", "4"])?;
    let begin = Instant::now();
    let mut refused = Vec::new();
    while refused.len() < 8 {
        let mut client = begin_with(&server, "nonsense\r\n\r\n")?;
        // The place of the client before may become free a moment after its answer.
        if client.read_response()?.expect_status_among(&[400, 503])?.status == 400 {
            refused.push(client);
        }
        ensure(begin.elapsed() < DRAIN, "clients are kept out while others are drained")?;
    }
    server.wait_until_served()?;
    ensure(begin.elapsed() < DRAIN, "a client was kept out until others had been drained")
}
