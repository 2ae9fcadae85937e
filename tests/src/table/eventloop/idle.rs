//! Idle connections: they cost a little memory, and nothing else.

use crate::resources::reserve_descriptors;
use crate::table::quick::{OPEN_REQUEST, expect_as_quick, idle_sessions};
use crate::{Basis, Check, Client, Failure, Need, Stages, Target, ensure};
use std::time::Duration;

/// A request may take this much longer while others are idle. To look at 10,000 connections takes longer.
const TOLERANCE: Duration = Duration::from_millis(1);

/// In bytes, for each idle connection. The buffers of the system are not counted.
const MEMORY: u64 = 2 * 1024;

/// Enough sessions that memory for something else does not matter.
const MEASURED: usize = 2000;

/// Far more sessions than a pool has workers.
const OTHERS: usize = 40;

/// Checks of idle connections.
pub const CHECKS: &[Check] = &[
    Check {
        id: "eventloop/10000-idle-clients-cost-no-time",
        basis: Basis::Course,
        stages: Stages::EVENT_LOOP,
        needs: &[Need::Option("--max-connections"), Need::Measures],
        expect: "While 10,000 sessions are idle, or as many as the limit on descriptors allows, the requests of another session take at most twice as long as without them, and 1 ms more, in the median. Without requests, the server uses less than a fifth of a processor, and all sessions stay open.",
        why: "Most connections of a popular server are idle at any moment. If the server looks at each of them after each event, it gets slower with each client.",
        hints: &[
            "`epoll` reports only the sockets that are ready, so idle ones cause no work.",
            "What else visits all connections? A look at all deadlines is cheap if it is rare.",
        ],
        run: costs_no_time,
        ..Check::DEFAULT
    },
    Check {
        id: "eventloop/idle-clients-take-little-memory",
        basis: Basis::Course,
        stages: Stages::EVENT_LOOP,
        needs: &[Need::Option("--max-connections"), Need::Measures],
        expect: "Each session that is idle after an answer takes less than 2 KiB of the server's memory.",
        why: "With a stack or a buffer for each connection, memory limits the number of clients. An idle one needs only a socket, a state and a deadline.",
        hints: &[
            "Which buffers does a connection keep between two requests, and how large are they?",
            "One buffer to read into is enough for all connections of a loop. Keep only the bytes of an unfinished request.",
        ],
        run: takes_little_memory,
        ..Check::DEFAULT
    },
    Check {
        id: "eventloop/idle-clients-stay",
        basis: Basis::Course,
        stages: Stages::EVENT_LOOP,
        expect: "Forty sessions that were idle for half a second still get 200, although ten other clients have come and gone meanwhile.",
        why: "A pool has to close an idle session as soon as another client waits for its worker. A loop has no reason to: nobody waits for a worker.",
        hints: &["Let only the timeout end an idle session, however many other clients come."],
        run: stays,
        ..Check::DEFAULT
    },
];

fn costs_no_time(target: &Target) -> Result<(), Failure> {
    let crowd = reserve_descriptors(10_000);
    let count = crowd.count;
    let start = || target.launch().where_taken("--max-connections", "20000").start();
    let (calm, crowded) = (start()?, start()?);
    let idle = idle_sessions(&crowded, count)?;
    expect_as_quick(target, &calm, &crowded, TOLERANCE, &format!("{count} idle sessions"))?;
    crowded.expect_rest()?;
    expect_all_idle(&idle)
}

fn takes_little_memory(target: &Target) -> Result<(), Failure> {
    let crowd = reserve_descriptors(MEASURED);
    let count = crowd.count * 9 / 10;
    let server = target.launch().where_taken("--max-connections", "20000").start()?;
    // The first requests make a server allocate memory that it then keeps.
    let _first = idle_sessions(&server, crowd.count - count)?;
    let before = server.resident_memory()?;
    let idle = idle_sessions(&server, count)?;
    let each = server.resident_memory()?.saturating_sub(before) / count as u64;
    ensure(each < MEMORY, format!("each of {count} idle sessions takes {each} bytes"))?;
    expect_all_idle(&idle)
}

fn expect_all_idle(sessions: &[Client]) -> Result<(), Failure> {
    let mut closed = 0;
    for client in sessions {
        closed += usize::from(!client.is_idle()?);
    }
    ensure(closed == 0, format!("{closed} of {} idle sessions were closed", sessions.len()))
}

fn stays(target: &Target) -> Result<(), Failure> {
    let server = target.start()?;
    let mut idle = idle_sessions(&server, OTHERS)?;
    for _ in 0..10 {
        idle[0].expect_silence(Duration::from_millis(50))?;
        server.get("/echo/a")?.expect_status(200)?;
    }
    for client in &mut idle {
        client.send(OPEN_REQUEST)?.read_response()?.expect_status(200)?;
    }
    Ok(())
}
