//! How many connections there may be, and which of them count.

use super::begin_with;
use crate::resources::reserve_descriptors;
use crate::table::closing::DRAIN;
use crate::table::quick::{OPEN_REQUEST, ask, idle_sessions};
use crate::{Basis, Check, Client, Failure, Need, Server, Stages, Target, ensure};
use std::time::Instant;

/// More than a pool and its queue hold.
const CROWD: usize = 1000;

/// Checks of the number of connections.
pub const CHECKS: &[Check] = &[
    Check {
        id: "eventloop/1000-at-once",
        basis: Basis::Course,
        stages: Stages::EVENT_LOOP,
        expect: "1,000 clients, or as many as the limit on descriptors allows, have all begun their requests before the first one completes its own. All of them get 200.",
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
        expect: "With --max-connections 3 and three idle sessions, the next client gets 503, three times. The sessions still get 200, and when one of them leaves there is room again.",
        why: "Memory and descriptors are limited. At a limit of its own a server can answer 503; at the limit of the system it only gets an error.",
        hints: &[
            "Count connections when they are accepted, and again when they end, on every way out.",
            "A client that leaves causes an event: its socket is readable, and the read returns 0.",
        ],
        run: refuses_one_more,
        ..Check::DEFAULT
    },
    Check {
        id: "eventloop/draining-takes-no-place",
        basis: Basis::Course,
        rfc: &["9112 §9.6"],
        stages: Stages::EVENT_LOOP,
        needs: &[Need::Option("--max-connections")],
        expect: "With --max-connections 4, eight clients get 400 one after the other and stay connected, and then another client gets 200. The second four wait for their places hardly longer than the first four.",
        why: "The server reads on for up to two seconds after the answer, so that the answer is not lost. That is no reason to refuse other clients.",
        hints: &["Give the place back when the answer has gone out, and drain after that."],
        run: drains_without_a_place,
        ..Check::DEFAULT
    },
];

fn serves_a_thousand(target: &Target) -> Result<(), Failure> {
    let crowd = reserve_descriptors(CROWD);
    let server = target.start()?;
    let begun = (0..crowd.count).map(|_| begin_with(&server, "GET /echo/a HTTP/1.1\r\n"));
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
        server.exchange(OPEN_REQUEST)?.expect_status(503)?;
    }
    sessions.iter_mut().try_for_each(ask)?;
    sessions.pop();
    server.wait_until_served()
}

/// If drained connections kept their places, the second half would have to wait for nearly two seconds.
fn drains_without_a_place(target: &Target) -> Result<(), Failure> {
    let server = target.start_with(["--max-connections", "4"])?;
    let begin = Instant::now();
    let _first = refuse_four(&server)?;
    let first = begin.elapsed();
    let begin = Instant::now();
    let _second = refuse_four(&server)?;
    server.wait_until_served()?;
    let second = begin.elapsed();
    let times = format!("four places took {first:.2?}, and four more {second:.2?}");
    ensure(
        second < 4 * first + DRAIN / 2,
        format!("clients wait until others are drained: {times}"),
    )
}

/// The place of the client before may become free a moment after its answer.
fn refuse_four(server: &Server) -> Result<Vec<Client>, Failure> {
    let mut refused = Vec::new();
    server.wait_until("four clients to get 400", |server| {
        let mut client = begin_with(server, "nonsense\r\n\r\n")?;
        if client.read_response()?.expect_status_among(&[400, 503])?.status == 400 {
            refused.push(client);
        }
        Ok(refused.len() == 4)
    })?;
    Ok(refused)
}
