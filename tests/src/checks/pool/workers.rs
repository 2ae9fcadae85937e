//! How many requests run at once, and which one is next.

use super::{begin_sleeps, start};
use crate::{Check, Client, Failure, Server, Stages, Subject, ensure, in_parallel};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// What is expected of the workers.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pool/all-workers-serve",
        holds: Stages::since(6).but_not_the_event_loop(),
        fails: Stages::NONE,
        claim: "With three workers, two of which are busy, the third one answers.",
        curl: "{program} --workers 3 & curl localhost:4221/sleep/3000 & curl localhost:4221/sleep/3000 & curl -i localhost:4221/about",
        why: "A pool whose workers wait for each other is one worker with much memory.",
        hints: &[
            "A worker that holds the lock of the queue while it works keeps all others from it.",
            "In `while let Ok(job) = queue.lock().unwrap().recv()` the lock is held until the end of the body.",
        ],
        run: |subject| {
            let server = start(subject, 3, 8)?;
            let mut busy = begin_sleeps(&server, 2, 3000)?;
            server.get("/about")?.expect_status(200)?;
            expect_all_waiting(&mut busy)
        },
    },
    Check {
        id: "pool/no-more-than-workers",
        holds: Stages::since(6).but_not_the_event_loop(),
        fails: Stages::only(5),
        claim: "With three workers, a fourth request waits for one of them, although it would be done sooner.",
        curl: "{program} --workers 3 & for i in 600 600 600 300; do curl localhost:4221/sleep/$i & sleep 0.01; done; wait",
        why: "A thread for each client lets the clients decide how much memory a server takes. A pool decides itself.",
        hints: &["Start the threads once, before the first connection, and none later."],
        run: |subject| {
            let server = start(subject, 3, 8)?;
            let mut clients = begin_sleeps(&server, 3, 600)?;
            clients.extend(begin_sleeps(&server, 1, 300)?);
            let order = order_of_answers(clients)?;
            ensure(order.last() == Some(&3), format!("answered in the order {order:?}"))
        },
    },
    Check {
        id: "pool/two-rounds",
        holds: Stages::since(6).but_not_the_event_loop(),
        fails: Stages::only(5),
        claim: "With eight workers, eight sleeps take as long as one, and sixteen take two rounds.",
        curl: "{program} --workers 8 & time (for i in $(seq 16); do curl -s localhost:4221/sleep/300 & done; wait)",
        why: "The number of workers is a promise in both directions: this many at once, and never more.",
        hints: &[
            "Less than two rounds: there are more threads than workers.",
            "Many rounds: the workers take turns instead of working side by side.",
        ],
        run: sleeps_in_rounds,
    },
    Check {
        id: "pool/first-come-first-served",
        holds: Stages::since(6).but_not_the_event_loop(),
        fails: Stages::NONE,
        claim: "A worker that is free again takes the connection that has waited longest.",
        curl: "{program} --workers 1 & for i in 300 200 200 200; do curl localhost:4221/sleep/$i & sleep 0.01; done; wait",
        why: "With a stack in the place of a queue, those who came first are served last, and under load never.",
        hints: &[
            "Put connections in at one end and take them out at the other: `VecDeque`, or a channel.",
        ],
        run: |subject| {
            let server = start(subject, 1, 8)?;
            let mut clients = begin_sleeps(&server, 1, 300)?;
            clients.extend(begin_sleeps(&server, 3, 200)?);
            let order = order_of_answers(clients)?;
            ensure(order == [0, 1, 2, 3], format!("answered in the order {order:?}"))
        },
    },
    Check {
        id: "pool/workers-cannot-start",
        holds: Stages::since(6).but_not_the_event_loop(),
        fails: Stages::NONE,
        claim: "When the system cannot start as many workers as it is told to, the server says so in one line and exits with 1.",
        curl: "sh -c 'ulimit -v 1000000; exec {program} --workers 5000'; echo $?",
        why: "A server that starts with fewer workers than it was told to fails later, under load, and nobody knows why.",
        hints: &["The function that starts a thread can fail. Give its error back to `main`."],
        run: too_many_workers_are_an_error,
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

fn sleeps_in_rounds(subject: &Subject) -> Result<(), Failure> {
    let server = start(subject, 8, 32)?;
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

fn too_many_workers_are_an_error(subject: &Subject) -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        return Err(Failure::skipped("needs a limit on memory, as Linux has it"));
    }
    // Stacks so large that there is room for a few of them, and memory is left when the next fails.
    let launch = subject.launch().under_limits(["-s 262144", "-v 1000000"]);
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
