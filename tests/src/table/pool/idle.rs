//! How long a client may take its time while others wait for its worker.

use super::start;
use crate::table::in_some_attempt;
use crate::table::quick::OPEN_REQUEST;
use crate::{Basis, Check, Client, Failure, Need, Server, Stages, Target, ensure};
use std::thread;
use std::time::{Duration, Instant};

/// A session may be idle this long before it is closed because another waits for its worker.
const IDLE: Duration = Duration::from_millis(100);

/// What is expected for clients that take their time.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pool/idle-session-is-closed-for-another",
        basis: Basis::Must,
        rfc: &["9112 §9.5"],
        stages: Stages::since(7).but_not_the_event_loop(),
        needs: &[Need::Option("--queue"), Need::Option("--workers")],
        expect: "With one worker, a session that was idle for 100 ms is closed as soon as another client waits, and that client is answered.",
        why: "An idle session that stays would be a second wait for everybody, and a third, and so on. A client has to expect the close between two requests.",
        hints: &[
            "The session goes to the back of the queue and comes back to a worker. Was it idle for 100 ms by then?",
            "It does not matter how full the queue is. One client that waits is enough.",
        ],
        run: session_is_closed_for_another,
        ..Check::DEFAULT
    },
    Check {
        id: "pool/idle-session-is-not-given-up-early",
        basis: Basis::Must,
        rfc: &["9112 §9.5"],
        stages: Stages::since(7),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "A session that asks again within 100 ms of its last answer is served, although another client waits for its worker.",
        why: "A client whose session ends between two quick requests has to connect again each time, and its request may be lost on the way.",
        hints: &[
            "Count the idle time from the last answer, and look at it before you close a session.",
            "What has arrived already is not idleness: read before you close.",
        ],
        run: session_is_served_again,
        ..Check::DEFAULT
    },
    Check {
        id: "pool/newcomer-is-not-given-up-early",
        basis: Basis::Course,
        stages: Stages::since(7),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "A client that sends its first byte within 100 ms of connecting is served, although another one waits for its worker.",
        why: "Between a connection and its first byte lies a trip over the network. A server that closes at once serves nobody who is far away.",
        hints: &["The idle time of a new connection begins when it is accepted."],
        run: newcomer_is_served,
        ..Check::DEFAULT
    },
    Check {
        id: "pool/idle-session-stays-when-nobody-waits",
        basis: Basis::Must,
        rfc: &["9112 §9.3"],
        stages: Stages::since(7),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "With two workers, two sessions stay open through half a second of idleness when nobody waits.",
        why: "A session is worth keeping: it spares the next request a handshake. Without a need, there is no reason to end it.",
        hints: &[
            "All workers being busy is not yet somebody waiting. Ask whether the queue is empty.",
        ],
        run: |target| {
            let server = start(target, 2, 8)?;
            let mut sessions = [server.connect()?, server.connect()?];
            for client in &mut sessions {
                client.send(OPEN_REQUEST)?.read_response()?.expect_status(200)?;
            }
            sessions[0].expect_silence(5 * IDLE)?;
            for client in &mut sessions {
                client.send(OPEN_REQUEST)?.read_response()?.expect_status(200)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pool/begun-request-is-not-given-up",
        basis: Basis::Course,
        stages: Stages::since(6),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "A client that has sent a part of its head is not closed because others wait for its worker: it has until the timeout.",
        why: "A request that has begun is not idleness. Otherwise a slow client would never get through while the server is busy.",
        hints: &["One byte of a request ends the idle time, and the deadline of the head begins."],
        run: begun_requests_are_finished,
        ..Check::DEFAULT
    },
];

/// The session stays open while nobody waits, and is closed when somebody does.
fn session_is_closed_for_another(target: &Target) -> Result<(), Failure> {
    let server = start(target, 1, 8)?;
    let mut session = server.connect()?;
    session.send(OPEN_REQUEST)?.read_response()?.expect_status(200)?;
    session.expect_silence(2 * IDLE)?;
    server.get("/about")?.expect_status(200)?;
    session.expect_closed()
}

/// With one worker, a client uses its time well while another one waits for that worker.
fn newcomer_is_served(target: &Target) -> Result<(), Failure> {
    let server = start(target, 1, 8)?;
    in_some_attempt("for a request within 100 ms", || {
        let connected = Instant::now();
        let mut client = server.connect()?;
        while_another_waits(&server, || asks_in_time(&mut client, connected))
    })
}

/// The other client waits already when the session becomes idle: that is when its answer comes.
fn session_is_served_again(target: &Target) -> Result<(), Failure> {
    let server = start(target, 1, 8)?;
    in_some_attempt("for a request within 100 ms", || {
        let mut client = server.connect()?;
        client.send("GET /sleep/100 HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
        let answered = Instant::now() + Duration::from_millis(100);
        while_another_waits(&server, || {
            client.read_response()?.expect_status(200)?;
            asks_in_time(&mut client, answered)
        })
    })
}

/// Another client asks before the work begins. It leaves as soon as it has its answer.
fn while_another_waits(
    server: &Server,
    work: impl FnOnce() -> Result<bool, Failure>,
) -> Result<bool, Failure> {
    let mut other = server.begin("/about")?;
    thread::scope(|scope| {
        scope.spawn(move || other.read_response());
        work()
    })
}

/// Asks after half of the time that a client may be idle, counted from an instant at which it was not
/// idle yet. Returns `false` if a busy machine has held us up: that tells nothing about the server.
fn asks_in_time(client: &mut Client, busy: Instant) -> Result<bool, Failure> {
    thread::sleep(IDLE / 2);
    let is_sent = client.send(OPEN_REQUEST).is_ok();
    let is_in_time = Instant::now() < busy + IDLE;
    let is_served = is_sent && client.read_response().is_ok();
    ensure(is_served || !is_in_time, "a client was closed before it was idle for 100 ms")?;
    Ok(is_served)
}

/// There are more of them than workers. They end one after the other, and each leaves with its answer.
fn begun_requests_are_finished(target: &Target) -> Result<(), Failure> {
    let server = start(target, 1, 4)?;
    let mut slow = Vec::new();
    for _ in 0..4 {
        let mut client = server.connect()?;
        client.send("GET /about HT")?;
        slow.push(client);
    }
    slow[0].expect_silence(5 * IDLE)?;
    for mut client in slow {
        client.send("TP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        client.read_response()?.expect_status(200)?;
    }
    Ok(())
}
