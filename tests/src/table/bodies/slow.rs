//! Two routes for experiments: one that sleeps, and one that panics.

use crate::requests::request;
use crate::{Basis, Check, Failure, FailureKind, Server, Stages, ensure};
use std::time::{Duration, Instant};

/// We listen this many times longer than the slowest refusal took, and at least and at most so long. The
/// server sleeps for ten seconds, so a busy machine cannot break the silence.
const TIMES_A_REFUSAL: u32 = 20;
const AT_LEAST: Duration = Duration::from_millis(500);
const AT_MOST: Duration = Duration::from_secs(5);

/// Checks of `/sleep/{ms}` and `/panic`.
pub const CHECKS: &[Check] = &[
    Check {
        id: "bodies/sleep",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "GET /sleep/300 answers 200 after 300 ms or more, and GET /sleep/0 answers 200 sooner.",
        why: "A slow request shows what else has to wait for it. Chapters 5 to 7 need that.",
        hints: &["The number in the path is in milliseconds."],
        run: |target| {
            let server = target.start()?;
            let long = time_of(&server, "/sleep/300")?;
            // Other programs may take the processor at the wrong moment, but hardly three times.
            let tries = (0..3).map(|_| time_of(&server, "/sleep/0"));
            let short = tries.collect::<Result<Vec<_>, _>>()?.into_iter().min().unwrap_or(long);
            ensure(
                long >= Duration::from_millis(300) && short < long,
                format!("/sleep/300 was answered after {long:?}, and /sleep/0 after {short:?}"),
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/sleep-not-a-number",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "GET /sleep/ with anything but a whole number gets 400: soon, -1, 1.5, 10s, NaN, %ff.",
        why: "A client can write anything into a path, and none of it may crash the server.",
        hints: &["Parsing can fail. Answer then, and do not panic."],
        run: |target| {
            let server = target.start()?;
            for time in ["soon", "-1", "1.5", "10s", "NaN", "%ff"] {
                server.get(&format!("/sleep/{time}"))?.expect_status(400)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/sleep-limit",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "GET /sleep/10001 and larger numbers get 400. GET /sleep/10000 is accepted: for half a second or more, no answer comes.",
        why: "Without a limit, one client can keep a server busy for days.",
        hints: &[
            "Compare before you sleep. A number too large for its type is above the limit too.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut slowest = Duration::ZERO;
            for milliseconds in ["10001", "18446744073709551615", "18446744073709551616"] {
                let start = Instant::now();
                server.get(&format!("/sleep/{milliseconds}"))?.expect_status(400)?;
                slowest = slowest.max(start.elapsed());
            }
            // A refusal of this number would have come by then, too.
            let window = (TIMES_A_REFUSAL * slowest).clamp(AT_LEAST, AT_MOST);
            server.begin("/sleep/10000")?.expect_silence(window)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/panic-spares-the-server",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Closed, FailureKind::Unreachable],
        expect: "After GET /panic, three times, the next client gets an answer, and the program still runs.",
        why: "Every server has a fault that nobody has found. It should cost one answer, not all of them.",
        hints: &[
            "A panic ends its thread. If there is only one thread, the program ends.",
            "Give each connection a thread of its own.",
        ],
        run: |target| {
            let server = target.start()?;
            for _ in 0..3 {
                server.connect()?.send(request("GET", "/panic", "", b""))?.expect_gone()?;
                server.get("/")?;
            }
            server.expect_running()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/panic-spares-the-others",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Closed],
        expect: "A client that waits for GET /sleep/200 gets its 200, although another client asks for GET /panic meanwhile.",
        why: "One client's request must not cost another client's answer.",
        hints: &["Look at what the threads share: a lock that is held during a panic is poisoned."],
        run: |target| {
            let server = target.start()?;
            // The one that panics comes first, so that a server with one thread meets it first.
            let (mut first, mut other) = (server.connect()?, server.connect()?);
            other.send(request("GET", "/sleep/200", "", b""))?;
            first.send(request("GET", "/panic", "", b""))?.expect_gone()?;
            other.read_response()?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];

/// The time that the server takes to answer this path with 200.
fn time_of(server: &Server, path: &str) -> Result<Duration, Failure> {
    let start = Instant::now();
    server.get(path)?.expect_status(200)?;
    Ok(start.elapsed())
}
