//! Handlers that panic, and workers that outlive them.

use super::{begin_uploads, expect_all_waiting, start};
use crate::{Basis, Check, Failure, FailureKind, Need, Stages, Target, in_parallel};

/// Ten times as many panics as workers.
const WORKERS: usize = 3;
const PANICS: usize = 10 * WORKERS;

/// Checks of handlers that panic.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pool/panic-is-answered",
        basis: Basis::Course,
        rfc: &["9110 §15.6.1"],
        stages: Stages::since(6),
        fails_on: Stages::between(4, 5),
        fails_with: &[FailureKind::Closed],
        expect: "GET /panic, whose handler panics, is answered with 500.",
        why: "A connection that just ends looks like a broken network, and clients try again. 500 says that the server is at fault.",
        hints: &[
            "`catch_unwind` turns a panic into a value: which answer does the client get for that value?",
            "Catch it around the handler, where you still have the connection.",
        ],
        run: |target| {
            target.start()?.get("/panic")?.expect_status(500)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pool/panics-keep-workers",
        basis: Basis::Course,
        stages: Stages::since(6).but_not_the_event_loop(),
        needs: &[Need::Option("--queue"), Need::Option("--workers")],
        expect: "After thirty panics, all three workers still serve side by side: while two wait for the rest of an upload, the third answers with 200.",
        why: "A worker that dies of a panic does not come back. When the last one dies, nobody is served any more, and nobody sees why.",
        hints: &[
            "A panic that is not caught ends its thread. Who starts a new one?",
            "A worker keeps counts when its job ends. Does a panic skip that?",
        ],
        run: keeps_workers,
        ..Check::DEFAULT
    },
    Check {
        id: "pool/panics-at-once",
        basis: Basis::Course,
        stages: Stages::since(6),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "Thirty panics at the same time are answered with 500 each, and a request that runs meanwhile is answered with 200.",
        why: "If a panic poisons a mutex, the next `unwrap` of its lock panics too, and so on: one mistake becomes many.",
        hints: &["Hold no lock while a handler runs: then no panic can poison one."],
        run: |target| {
            let server = start(target, WORKERS, PANICS)?;
            let mut sleeper = server.begin("/sleep/500")?;
            in_parallel(PANICS, |_| server.get("/panic")?.expect_status(500))?;
            sleeper.read_response()?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];

fn keeps_workers(target: &Target) -> Result<(), Failure> {
    let server = start(target, WORKERS, PANICS)?;
    for _ in 0..PANICS {
        server.begin("/panic")?.expect_gone()?;
    }
    let mut busy = begin_uploads(&server, WORKERS - 1)?;
    server.get("/echo/a")?.expect_status(200)?;
    expect_all_waiting(&mut busy)
}
