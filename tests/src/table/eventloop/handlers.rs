//! Handlers that block run somewhere else: the loop waits for nobody.

use super::{QUICK, begin_with};
use crate::resources::reserve_descriptors;
use crate::table::quick::expect_as_quick;
use crate::{Basis, Check, Client, Failure, Need, Server, Stages, Target};
use std::thread;

/// Far more than the pool behind a loop has threads.
const MANY: usize = 100;

/// Checks of handlers that sleep or panic.
pub const CHECKS: &[Check] = &[
    Check {
        id: "eventloop/sleeps-hold-up-nobody",
        basis: Basis::Course,
        stages: Stages::EVENT_LOOP,
        needs: &[Need::Option("--loops")],
        expect: "With one loop and 100 requests that sleep for three seconds, other requests take hardly longer than without them.",
        why: "A loop that sleeps in a handler sleeps for all its clients. A handler that blocks belongs on another thread.",
        hints: &[
            "Give the handler to a pool. The loop is woken when the answer is there.",
            "A queue that is full must not make the loop wait either: refuse with 503.",
        ],
        run: |target| {
            let _descriptors = reserve_descriptors(MANY);
            let [calm, crowded] = start_two(target)?;
            let _sleeps = begin_all(&crowded, "/sleep/3000")?;
            expect_as_quick(target, &calm, &crowded, QUICK, "100 requests that sleep")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "eventloop/panics-hold-up-nobody",
        basis: Basis::Course,
        stages: Stages::EVENT_LOOP,
        needs: &[Need::Option("--loops")],
        expect: "With one loop and one panic after the other, other requests take hardly longer than without them; each panic is answered with 500, and after that sleeps are served as before.",
        why: "A panic on the loop's own thread would end all its connections, and one on a thread of the pool takes that thread away for good.",
        hints: &[
            "`catch_unwind` around the handler turns a panic into an answer.",
            "Does the thread of the pool live on after a panic?",
        ],
        run: panics_hold_up_nobody,
        ..Check::DEFAULT
    },
];

fn start_two(target: &Target) -> Result<[Server; 2], Failure> {
    let start = || target.launch().where_taken("--loops", "1").start();
    Ok([start()?, start()?])
}

fn begin_all(server: &Server, target: &str) -> Result<Vec<Client>, Failure> {
    let head = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    (0..MANY).map(|_| begin_with(server, &head)).collect()
}

fn panics_hold_up_nobody(target: &Target) -> Result<(), Failure> {
    let [calm, crowded] = start_two(target)?;
    thread::scope(|scope| {
        let panics = scope.spawn(|| {
            (0..MANY).try_for_each(|_| crowded.get("/panic")?.expect_error_page(500).map(drop))
        });
        let result = expect_as_quick(target, &calm, &crowded, QUICK, "one panic after the other");
        panics.join().map_err(|_| Failure::new("the thread that asks panicked"))?.and(result)
    })?;
    crowded.get("/sleep/10")?.expect_status(200)?;
    Ok(())
}
