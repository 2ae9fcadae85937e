//! Two routes for experiments: one that takes its time, and one that panics.

use crate::requests::request;
use crate::{Basis, Check, Failure, FailureKind, Server, Stages, ensure};
use std::time::{Duration, Instant};

/// So long at most we listen to a silence that should last for ten of them.
const A_SECOND: Duration = Duration::from_secs(1);

/// Checks of `/sleep/{ms}` and `/panic`.
pub const CHECKS: &[Check] = &[
    Check {
        id: "bodies/sleep",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "GET /sleep/300 answers 200 after 300 ms, and GET /sleep/0 sooner than that.",
        why: "A request that takes its time shows what else has to wait for it. Chapters 5 to 7 need that.",
        hints: &["The number in the path counts thousandths of a second."],
        run: |target| {
            let server = target.start()?;
            let long = time_of(&server, "/sleep/300")?;
            // Other programs may get the processor at the wrong moment, but hardly three times.
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
        id: "bodies/sleep-limit",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "10 seconds of sleep can be asked for; one millisecond more is refused with 400 at once.",
        why: "Without a limit, one client can keep a server busy for days.",
        hints: &[
            "Compare before you sleep. A number too large for its type is above the limit too.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut refused = Duration::ZERO;
            for milliseconds in ["10001", "18446744073709551615", "18446744073709551616"] {
                let start = Instant::now();
                server.get(&format!("/sleep/{milliseconds}"))?.expect_status(400)?;
                refused = refused.max(start.elapsed());
            }
            let mut client = server.connect()?;
            client
                .send(request("GET", "/sleep/10000", "", b""))?
                .expect_silence(refused.min(A_SECOND))?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/sleep-not-a-number",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "A time that is not a whole number is refused with 400.",
        why: "What a client writes into a path can be anything, and no part of it is worth a crash.",
        hints: &["Parsing can fail: that is an answer, not a reason to panic."],
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
        id: "bodies/panic-spares-the-server",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Closed, FailureKind::Unreachable],
        expect: "A request whose handler panics does not end the server: the next client is served.",
        why: "Somewhere there is a fault that nobody has found. It should cost one answer, not all of them.",
        hints: &[
            "A panic ends the thread that it happens in. With only one thread, that is the program.",
            "Give each connection a thread of its own.",
        ],
        run: |target| {
            let server = target.start()?;
            for _ in 0..3 {
                server.connect()?.send(request("GET", "/panic", "", b""))?.expect_gone()?;
                server.get("/echo/hello")?.expect_status(200)?;
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
        expect: "A panic costs at most its own connection: clients that wait for other answers get them.",
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

/// How long the server takes to answer this target with 200.
fn time_of(server: &Server, target: &str) -> Result<Duration, Failure> {
    let start = Instant::now();
    server.get(target)?.expect_status(200)?;
    Ok(start.elapsed())
}
