//! Handlers that block run on other threads, so that the loop never waits.

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
        expect: "With one loop and 100 requests that sleep for ten seconds, other requests take at most twice as long as without them, and 50 ms more, in the median.",
        why: "A loop that sleeps in a handler sleeps for all its clients. A handler that blocks belongs on another thread.",
        hints: &[
            "Hand the handler to a pool, and let it wake the loop when the answer is ready.",
            "If the queue of the pool is full, the loop must not wait either: refuse with 503.",
        ],
        run: |target| {
            let _descriptors = reserve_descriptors(MANY);
            let [calm, crowded] = start_two(target)?;
            let _sleeps = begin_all(&crowded, "/sleep/10000")?;
            expect_as_quick(target, &calm, &crowded, QUICK, "100 requests that sleep")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "eventloop/panics-hold-up-nobody",
        basis: Basis::Course,
        stages: Stages::EVENT_LOOP,
        needs: &[Need::Option("--loops")],
        expect: "With one loop and 100 panics one after the other, other requests take at most twice as long as without them, and 50 ms more, in the median. Each panic is answered with 500, and a later /sleep/10 with 200.",
        why: "A panic on the loop's own thread would end all its connections. A panic that is not caught on a thread of the pool ends that thread.",
        hints: &[
            "`catch_unwind` around the handler turns a panic into an answer.",
            "Does the thread of the pool survive a panic?",
        ],
        run: panics_hold_up_nobody,
        ..Check::DEFAULT
    },
];

fn start_two(target: &Target) -> Result<[Server; 2], Failure> {
    let start = || target.launch().where_taken("--loops", "1").start();
    Ok([start()?, start()?])
}

fn begin_all(server: &Server, path: &str) -> Result<Vec<Client>, Failure> {
    let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    (0..MANY).map(|_| begin_with(server, &head)).collect()
}

fn panics_hold_up_nobody(target: &Target) -> Result<(), Failure> {
    let [calm, crowded] = start_two(target)?;
    thread::scope(|scope| {
        let panics = scope.spawn(|| {
            (0..MANY).try_for_each(|_| crowded.get("/panic")?.expect_status(500).map(drop))
        });
        let result = expect_as_quick(target, &calm, &crowded, QUICK, "one panic after the other");
        panics.join().map_err(|_| Failure::new("the thread that asks panicked"))?.and(result)
    })?;
    crowded.get("/sleep/10")?.expect_status(200)?;
    Ok(())
}
