//! How many requests run at once, and which one is next.

use super::{begin_sleeps, start};
use crate::{
    Basis, Check, Client, Failure, FailureKind, Need, Server, Stages, Target, ensure, in_parallel,
};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// What is expected of the workers.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pool/all-workers-serve",
        basis: Basis::Course,
        stages: Stages::since(6).but_not_the_event_loop(),
        needs: &[Need::Option("--queue"), Need::Option("--workers")],
        expect: "With three workers, two of which are busy, the third one answers.",
        why: "A pool whose workers wait for each other is one worker with much memory.",
        hints: &[
            "A worker that holds the lock of the queue while it works keeps all others from it.",
            "In `while let Ok(job) = queue.lock().unwrap().recv()` the lock is held until the end of the body.",
        ],
        run: |target| {
            let server = start(target, 3, 8)?;
            let mut busy = begin_sleeps(&server, 2, 3000)?;
            server.get("/about")?.expect_status(200)?;
            expect_all_waiting(&mut busy)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pool/no-more-than-workers",
        basis: Basis::Course,
        stages: Stages::since(6).but_not_the_event_loop(),
        fails_on: Stages::only(5),
        fails_with: &[FailureKind::Unmet],
        needs: &[Need::Option("--queue"), Need::Option("--workers")],
        expect: "With three workers, a fourth request waits for one of them, although it would be done sooner.",
        why: "A thread for each client lets the clients decide how much memory a server takes. A pool decides itself.",
        hints: &["Start the threads once, before the first connection, and none later."],
        run: |target| {
            let server = start(target, 3, 8)?;
            let mut clients = begin_sleeps(&server, 3, 600)?;
            clients.extend(begin_sleeps(&server, 1, 300)?);
            let order = order_of_answers(clients)?;
            ensure(order.last() == Some(&3), format!("answered in the order {order:?}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pool/two-rounds",
        basis: Basis::Course,
        stages: Stages::since(6).but_not_the_event_loop(),
        fails_on: Stages::only(5),
        fails_with: &[FailureKind::Unmet],
        needs: &[Need::Option("--queue"), Need::Option("--workers")],
        expect: "With eight workers, eight sleeps take as long as one, and sixteen take two rounds.",
        why: "The number of workers is a promise in both directions: this many at once, and never more.",
        hints: &[
            "Less than two rounds: there are more threads than workers.",
            "Many rounds: the workers take turns instead of working side by side.",
        ],
        run: sleeps_in_rounds,
        ..Check::DEFAULT
    },
    Check {
        id: "pool/first-come-first-served",
        basis: Basis::Course,
        stages: Stages::since(6).but_not_the_event_loop(),
        needs: &[Need::Option("--queue"), Need::Option("--workers")],
        expect: "A worker that is free again takes the connection that has waited longest.",
        why: "With a stack in the place of a queue, those who came first are served last, and under load never.",
        hints: &[
            "Put connections in at one end and take them out at the other: `VecDeque`, or a channel.",
        ],
        run: |target| {
            let server = start(target, 1, 8)?;
            let mut clients = begin_sleeps(&server, 1, 300)?;
            clients.extend(begin_sleeps(&server, 3, 200)?);
            let order = order_of_answers(clients)?;
            ensure(order == [0, 1, 2, 3], format!("answered in the order {order:?}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pool/workers-cannot-start",
        basis: Basis::Course,
        stages: Stages::since(6).but_not_the_event_loop(),
        needs: &[Need::Option("--workers"), Need::CommandLine, Need::Limits],
        expect: "When the system cannot start as many workers as it is told to, the server says so in one line and exits with 1.",
        why: "A server that starts with fewer workers than it was told to fails later, under load, and nobody knows why.",
        hints: &["The function that starts a thread can fail. Give its error back to `main`."],
        run: too_many_workers_are_an_error,
        ..Check::DEFAULT
    },
];

/// None of these has been answered so far.
pub(super) fn expect_all_waiting(clients: &mut [Client]) -> Result<(), Failure> {
    for client in clients {
        let waits = !client.has_something_to_read()?;
        ensure(waits, "a request that takes long was over before the others were answered")?;
    }
    Ok(())
}

/// The numbers of the clients in the order in which they are answered with 200.
fn order_of_answers(clients: Vec<Client>) -> Result<Vec<usize>, Failure> {
    let (sender, receiver) = mpsc::channel();
    for (number, mut client) in clients.into_iter().enumerate() {
        let sender = sender.clone();
        thread::spawn(move || {
            let answer = client.read_response().and_then(|answer| answer.expect_status(200));
            // The worker may be free as soon as the client leaves, so the number goes out before.
            let _ = sender.send(answer.map(|_| number));
        });
    }
    drop(sender);
    receiver.into_iter().collect()
}

/// For so long each request of `time_of_sleeps` takes at least.
const SLEEP: Duration = Duration::from_millis(300);

fn sleeps_in_rounds(target: &Target) -> Result<(), Failure> {
    let server = start(target, 8, 32)?;
    let one = time_of_sleeps(&server, 1)?;
    let eight = time_of_sleeps(&server, 8)?;
    let sixteen = time_of_sleeps(&server, 16)?;
    let times = format!("1, 8 and 16 sleeps took {one:.1?}, {eight:.1?} and {sixteen:.1?}");
    ensure(eight < 3 * one, format!("eight workers did not work side by side: {times}"))?;
    ensure(sixteen < 4 * one, format!("sixteen sleeps were no two rounds: {times}"))?;
    ensure(sixteen >= 2 * SLEEP, format!("more than eight requests ran at once: {times}"))
}

fn time_of_sleeps(server: &Server, count: usize) -> Result<Duration, Failure> {
    let start = Instant::now();
    in_parallel(count, |_| server.get("/sleep/300")?.expect_status(200))?;
    Ok(start.elapsed())
}

fn too_many_workers_are_an_error(target: &Target) -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        return Err(Failure::skipped("needs a limit on memory, as Linux has it"));
    }
    // Stacks so large that there is room for a few of them, and memory is left when the next fails.
    let launch = target.launch().under_limits(["-s 262144", "-v 1000000"]);
    let launch = launch.variable("RUST_MIN_STACK", "268435456").variable("MALLOC_ARENA_MAX", "1");
    let ended = launch.options(["--workers", "50"]).finish()?;
    ensure(
        ended.status.code() == Some(1) && ended.stdout.is_empty(),
        format!("expected exit status 1 and no ready line, but got {}", ended.status),
    )?;
    ensure(
        ended.stderr.lines().count() == 1,
        format!("expected one line on stderr, but got {:?}", ended.stderr),
    )
}
