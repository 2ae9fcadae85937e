//! How many requests run at once, and which one is next.

use super::{begin_uploads, expect_all_waiting, finish_uploads, start};
use crate::{
    Basis, Check, Failure, FailureKind, Need, Server, Stages, Target, ensure, in_parallel,
};
use std::time::{Duration, Instant};

/// The shortest time in which we expect a thread too many to show.
const A_WHILE: Duration = Duration::from_millis(300);

/// Checks of the workers.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pool/all-workers-serve",
        basis: Basis::Course,
        stages: Stages::since(6).but_not_the_event_loop(),
        needs: &[Need::Option("--queue"), Need::Option("--workers")],
        expect: "With three workers, two of which wait for the rest of an upload, the third one answers with 200.",
        why: "A pool whose workers wait for each other is no faster than a single worker.",
        hints: &[
            "A worker that holds the lock of the queue while it works keeps all others away from it.",
            "In `while let Ok(job) = queue.lock().unwrap().recv()` the lock is held until the end of the body.",
        ],
        run: |target| {
            let server = start(target, 3, 8)?;
            let mut busy = begin_uploads(&server, 2)?;
            server.get("/echo/a")?.expect_status(200)?;
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
        expect: "With three workers that all wait for the rest of an upload, a fourth request gets no answer. It gets 200 when the uploads are complete.",
        why: "With a thread for each client, the clients decide how much memory a server takes. A pool sets the limit itself.",
        hints: &["Start the threads once, before the first connection, and none later."],
        run: runs_three_at_once,
        ..Check::DEFAULT
    },
    Check {
        id: "pool/first-come-first-served",
        basis: Basis::Course,
        stages: Stages::since(6).but_not_the_event_loop(),
        needs: &[Need::Option("--queue"), Need::Option("--workers")],
        expect: "One worker serves four clients in the order in which they came: each is answered with 200 while the later ones have not sent all of their requests.",
        why: "With a stack instead of a queue, the first clients are served last, and under load never.",
        hints: &[
            "Put connections in at one end and take them out at the other: `VecDeque`, or a channel.",
        ],
        run: |target| {
            let server = start(target, 1, 8)?;
            for client in begin_uploads(&server, 4)? {
                finish_uploads(vec![client])?;
            }
            Ok(())
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
        expect: "With eight workers, eight sleeps of 300 ms take less than four times as long as one, and sixteen take at least 600 ms, but less than eight times as long as one.",
        why: "The number of workers is a promise in both directions: this many at once, and never more.",
        hints: &[
            "Less than two rounds: there are more threads than workers.",
            "Many rounds: the workers take turns instead of working side by side.",
        ],
        run: sleeps_in_rounds,
        ..Check::DEFAULT
    },
    Check {
        id: "pool/workers-cannot-start",
        basis: Basis::Course,
        stages: Stages::since(6).but_not_the_event_loop(),
        needs: &[Need::Option("--workers"), Need::CommandLine, Need::Limits],
        expect: "If the system cannot start 50 workers, the server prints one line to stderr and nothing to stdout, and exits with 1.",
        why: "A server with fewer workers than it was told to start fails later, under load, and nobody knows why.",
        hints: &["The function that starts a thread can fail. Return its error to `main`."],
        run: too_many_workers_are_an_error,
        ..Check::DEFAULT
    },
];

/// A thread too many would answer in the time that an idle server takes. We wait much longer than that.
fn runs_three_at_once(target: &Target) -> Result<(), Failure> {
    let server = start(target, 3, 8)?;
    let begin = Instant::now();
    server.get("/echo/a")?.expect_status(200)?;
    let quick = begin.elapsed();
    let uploads = begin_uploads(&server, 3)?;
    let mut fourth = server.begin("/echo/a")?;
    fourth.expect_silence(A_WHILE.max(10 * quick))?;
    finish_uploads(uploads)?;
    fourth.read_response()?.expect_status(200)?;
    Ok(())
}

/// How long each request of `time_of_sleeps` takes at least.
const SLEEP: Duration = Duration::from_millis(300);

fn sleeps_in_rounds(target: &Target) -> Result<(), Failure> {
    let server = start(target, 8, 32)?;
    let one = time_of_sleeps(&server, 1)?;
    let eight = time_of_sleeps(&server, 8)?;
    let sixteen = time_of_sleeps(&server, 16)?;
    let times = format!("1, 8 and 16 sleeps took {one:.1?}, {eight:.1?} and {sixteen:.1?}");
    ensure(eight < 4 * one, format!("eight workers did not work side by side: {times}"))?;
    ensure(sixteen < 8 * one, format!("sixteen sleeps took more than two rounds: {times}"))?;
    ensure(sixteen >= 2 * SLEEP, format!("more than eight requests ran at once: {times}"))
}

fn time_of_sleeps(server: &Server, count: usize) -> Result<Duration, Failure> {
    let begin = Instant::now();
    in_parallel(count, |_| server.get("/sleep/300")?.expect_status(200))?;
    Ok(begin.elapsed())
}

fn too_many_workers_are_an_error(target: &Target) -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        return Err(Failure::skipped("needs a limit on memory, as Linux has it"));
    }
    // The stacks are so large that only a few fit, and memory is left when the next one does not.
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
