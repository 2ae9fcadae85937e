//! What a system has little of: file descriptors, threads, and connections that last.

use crate::{Basis, Check, Client, Failure, Need, Server, Stages, Target, in_parallel};
use std::time::Duration;

/// The server's descriptors, and the clients who want one.
const FEW: &str = "-n 40";
const MANY_CLIENTS: usize = 60;

/// What a server may have with the default queue: fewer descriptors than places, and clients for both.
const FEWER_THAN_PLACES: &str = "-n 256";
const MORE_CLIENTS: usize = 300;
const NEARLY_ALL: usize = 250;

/// Clients that reset their connections before the server has accepted them.
const RESETS: usize = 60;

/// After an error, a server waits some 50 ms before it accepts again. Sixty such waits take three seconds.
const QUICK: Duration = Duration::from_secs(1);

/// What is expected when the system has no more to give.
pub const CHECKS: &[Check] = &[
    Check {
        id: "threads/descriptors-run-out",
        basis: Basis::Course,
        stages: Stages::since(5),
        needs: &[Need::Limits],
        expect: "When more clients connect than there are file descriptors, the server stays up, and serves again when they are gone.",
        why: "Each connection takes a descriptor, and a process often has 1,024 of them or fewer. `accept` then fails: for now, not for good.",
        hints: &[
            "An error of `accept` concerns one connection. Log it and go on; do not leave the loop.",
            "Opening a file needs a descriptor too, and its failure is an answer with status 500.",
        ],
        run: |target| {
            let server = target.launch().under_limits([FEW]).start()?;
            let crowd = in_parallel(MANY_CLIENTS, |_| server.connect())?;
            serves_again_without(&server, crowd)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "threads/descriptors-run-out-quietly",
        basis: Basis::Course,
        stages: Stages::since(5),
        needs: &[Need::Measures, Need::Limits],
        expect: "While there is no file descriptor for the next client, the server does not keep a processor busy.",
        why: "A connection that cannot be accepted stays where it is, so that `accept` fails again at once, a million times a second.",
        hints: &[
            "Wait a moment after an error of `accept`: descriptors come back when clients leave.",
        ],
        run: |target| {
            let server = target.launch().under_limits([FEW]).start()?;
            let _crowd = in_parallel(MANY_CLIENTS, |_| server.connect())?;
            server.expect_rest()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "threads/fewer-descriptors-than-places",
        basis: Basis::Course,
        stages: Stages::since(5),
        needs: &[Need::Measures, Need::Limits],
        expect: "With 256 file descriptors, which are fewer than the default queue of a pool has places, the server stays up under 300 clients, and serves again when they are gone.",
        why: "A queue of 512 places promises more than the system gives. The descriptors run out before the queue is full, so nobody is refused in good order.",
        hints: &[
            "No 503 helps here: a client that cannot be accepted cannot be answered either.",
            "What fails with `accept` also fails in the workers: each file that they open needs a descriptor.",
        ],
        run: |target| {
            let server = target.launch().under_limits([FEWER_THAN_PLACES]).start()?;
            let crowd: Result<_, _> = (0..MORE_CLIENTS).map(|_| begin_head(&server)).collect();
            let ran_out = |server: &Server| Ok(server.descriptors()? > NEARLY_ALL);
            // A server that holds fewer connections has found another way: that is fine too.
            let _ = server.wait_until("the descriptors to run out", ran_out);
            serves_again_without(&server, crowd?)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "threads/reset-before-accept",
        basis: Basis::Course,
        stages: Stages::since(5),
        needs: &[Need::Signals],
        expect: "When sixty clients have reset their connections before the server accepts them, the next client is answered within a second.",
        why: "A connection that is gone already is an error too, but no reason to wait. If each costs 50 ms, twenty of them a second take the server down.",
        hints: &[
            "Which errors of `accept`, and of the first call on a new connection, will happen again at once?",
            "Wait only when the system has run out of something, not when a client has left.",
        ],
        run: |target| {
            let server = target.start()?;
            server.suspend()?;
            (0..RESETS).try_for_each(|_| server.connect()?.reset())?;
            let next = server.begin("/about")?;
            server.resume()?;
            next.with_timeout(QUICK).read_response()?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "threads/threads-run-out",
        basis: Basis::Course,
        stages: Stages::since(5),
        needs: &[
            Need::Option("--loops"),
            Need::Option("--queue"),
            Need::Option("--workers"),
            Need::CommandLine,
            Need::Measures,
            Need::Limits,
        ],
        expect: "When no more threads can be started, the server stays up, does not spin, and serves again when the clients are gone.",
        why: "Each thread takes memory for its stack, and systems limit their number. A function that panics where it cannot start one ends the server.",
        hints: &[
            "`thread::spawn` panics when the system refuses. Which function gives back an error instead?",
            "Drop the connection that cannot be served: its client sees the close and can try again.",
        ],
        run: |target| {
            let server = start_with_few_threads(target)?;
            let crowd = in_parallel(MANY_CLIENTS, |_| server.connect())?;
            server.expect_rest()?;
            serves_again_without(&server, crowd)
        },
        ..Check::DEFAULT
    },
];

/// Room for a dozen threads. A limit on their number would not bind the superuser, so it is memory
/// that we make scarce: the first two limits are those of the system and of Rust for one stack.
fn start_with_few_threads(target: &Target) -> Result<Server, Failure> {
    if !cfg!(target_os = "linux") {
        return Err(Failure::skipped("needs a limit on memory, as Linux has it"));
    }
    let launch = target.launch().under_limits(["-s 16384", "-v 262144"]);
    launch
        .variable("RUST_MIN_STACK", "16777216")
        .variable("MALLOC_ARENA_MAX", "1")
        .where_taken("--workers", "2")
        .where_taken("--queue", "2")
        .where_taken("--loops", "1")
        .start()
}

fn begin_head(server: &Server) -> Result<Client, Failure> {
    let mut client = server.connect()?;
    client.send("GET / HTTP")?;
    Ok(client)
}

fn serves_again_without(server: &Server, crowd: Vec<Client>) -> Result<(), Failure> {
    server.expect_running()?;
    drop(crowd);
    server.wait_until("the next client to be served", |server| {
        server.expect_running()?;
        Ok(server.get("/about").is_ok_and(|response| response.status == 200))
    })
}
