//! How long a client may take its time while others wait for its worker.

use super::start;
use crate::table::in_some_attempt;
use crate::table::quick::OPEN_REQUEST;
use crate::{Basis, Check, Client, Failure, Need, Server, Stages, Target, ensure};
use std::thread;
use std::time::{Duration, Instant};

/// A session may be idle this long before the server closes it because another client waits.
const IDLE: Duration = Duration::from_millis(100);

/// Checks of clients that take their time.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pool/idle-session-is-closed-for-another",
        basis: Basis::Course,
        rfc: &["9112 §9.5"],
        stages: Stages::since(7).but_not_the_event_loop(),
        needs: &[Need::Option("--queue"), Need::Option("--workers")],
        expect: "With one worker, a session that was idle for 200 ms is closed when another client comes, and that client is answered with 200.",
        why: "If an idle session could keep the worker, everybody else would wait for it. A server may close between two requests at any time, and clients expect that.",
        hints: &[
            "The session goes to the back of the queue and comes back to a worker. Was it idle for 100 ms by then?",
            "One client that waits is enough. It does not matter how full the queue is.",
        ],
        run: session_is_closed_for_another,
        ..Check::DEFAULT
    },
    Check {
        id: "pool/idle-session-is-not-given-up-early",
        basis: Basis::Course,
        rfc: &["9112 §9.5"],
        stages: Stages::since(7),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "A session that asks again within 100 ms of its last answer is answered, although another client waits for its worker.",
        why: "If a session ends between two quick requests, its client has to connect again each time, and may lose a request.",
        hints: &[
            "Count the idle time from the last answer, and look at it before you close a session.",
            "A client that has already sent something is not idle: read before you close.",
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
        expect: "A client that sends its first request within 100 ms of connecting is answered, although another one waits for its worker.",
        why: "The first byte comes a trip over the network after the connection. A server that closes at once serves nobody who is far away.",
        hints: &["The idle time of a new connection begins when it is accepted."],
        run: newcomer_is_served,
        ..Check::DEFAULT
    },
    Check {
        id: "pool/idle-session-stays-when-nobody-waits",
        basis: Basis::Course,
        rfc: &["9112 §9.5"],
        stages: Stages::since(7),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "With two workers, two sessions that were idle for half a second still get 200, because nobody else was waiting.",
        why: "An open session saves the next request a handshake. If nobody waits for the worker, there is no reason to close it.",
        hints: &["All workers may be busy while nobody waits. Ask whether the queue is empty."],
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
        expect: "With one worker, four clients that have sent a part of their heads are still open after half a second, and each gets 200 when it sends the rest.",
        why: "A client that has begun a request is not idle: it has until the timeout. Otherwise slow clients would never be served while the server is busy.",
        hints: &[
            "The first byte of a request ends the idle time and starts the deadline of the head.",
        ],
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
    server.get("/echo/a")?.expect_status(200)?;
    session.expect_closed()
}

/// With one worker, a client sends its first request in time while another client waits.
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
        let answered = Instant::now() + Duration::from_millis(100);
        client.send("GET /sleep/100 HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
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
    let mut other = server.begin("/echo/a")?;
    thread::scope(|scope| {
        scope.spawn(move || other.read_response());
        work()
    })
}

/// Asks after half of the time that a client may be idle. It was not idle before `busy`. Returns `false` if
/// a busy machine has delayed us: that says nothing about the server.
fn asks_in_time(client: &mut Client, busy: Instant) -> Result<bool, Failure> {
    thread::sleep(IDLE / 2);
    let is_sent = client.send(OPEN_REQUEST).is_ok();
    let is_in_time = Instant::now() < busy + IDLE;
    let is_served = is_sent && client.read_response().is_ok();
    ensure(
        is_served || !is_in_time,
        "the server closed a client that had not been idle for 100 ms",
    )?;
    Ok(is_served)
}

/// There are more of them than workers. Each leaves with its answer, so that the next one is served.
fn begun_requests_are_finished(target: &Target) -> Result<(), Failure> {
    let server = start(target, 1, 4)?;
    let mut slow = Vec::new();
    for _ in 0..4 {
        let mut client = server.connect()?;
        client.send("GET /echo/a HT")?;
        slow.push(client);
    }
    slow[0].expect_silence(5 * IDLE)?;
    for mut client in slow {
        client.send("TP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        client.read_response()?.expect_status(200)?;
    }
    Ok(())
}
