//! What a system has little of: file descriptors, threads, and connections that last.

use crate::{Basis, Check, Client, Failure, Need, Server, Stages, Target, in_parallel};
use std::time::Duration;

/// The limit on the server's descriptors, and more clients than that.
const FEW: &str = "-n 40";
const MANY_CLIENTS: usize = 60;

/// Fewer descriptors than the default queue has places, and more clients than descriptors.
const FEWER_THAN_PLACES: &str = "-n 256";
const MORE_CLIENTS: usize = 300;
const NEARLY_ALL: usize = 250;

/// Clients that reset their connections before the server has accepted them: nearly as many as the system
/// holds back for a server.
const RESETS: usize = 100;

/// A server waits about 50 ms after an error before it accepts again. A hundred such waits take five seconds.
const HALF_OF_THE_WAITS: Duration = Duration::from_millis(2500);

/// Checks of a server whose system has no more to give.
pub const CHECKS: &[Check] = &[
    Check {
        id: "threads/descriptors-run-out",
        basis: Basis::Course,
        stages: Stages::since(5),
        needs: &[Need::Limits],
        expect: "While 60 clients are connected to a server with 40 file descriptors, it keeps running. When they are gone, the next client gets 200.",
        why: "Each connection takes a descriptor, and a process often has 1,024 of them or fewer. Without one, `accept` fails, but only until a client leaves.",
        hints: &[
            "An error of `accept` concerns one connection. Log it and go on; do not leave the loop.",
            "Opening a file needs a descriptor too. Answer 500 if that fails.",
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
        expect: "While 60 clients are connected to a server with 40 file descriptors, it uses less than a fifth of a processor.",
        why: "A connection that cannot be accepted stays in the system's queue, so `accept` fails again at once, a million times a second.",
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
        expect: "While 300 clients have begun a request to a server with 256 file descriptors, it keeps running. When they are gone, the next client gets 200.",
        why: "The default queue of a pool has 512 places. Here the descriptors run out before the queue is full, so no client is refused with 503.",
        hints: &[
            "A server cannot answer 503 to a client that it cannot accept.",
            "Workers run out of descriptors too: each file that they open needs one.",
        ],
        run: |target| {
            let server = target.launch().under_limits([FEWER_THAN_PLACES]).start()?;
            let crowd: Result<_, _> = (0..MORE_CLIENTS).map(|_| begin_head(&server)).collect();
            let ran_out = |server: &Server| Ok(server.descriptors()? > NEARLY_ALL);
            // A server may hold fewer connections than that: it has found another way.
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
        expect: "When 100 clients have reset their connections before the server accepts them, the next client gets 200 within 2.5 s, which is half of a hundred waits of 50 ms.",
        why: "A connection that is already gone is an error too, but no reason to wait. If each of them costs 50 ms, twenty of them a second stop the server.",
        hints: &[
            "Which errors of `accept`, and of the first call on a new connection, would happen again at once?",
            "Wait only when the system has run out of something, not when a client has left.",
        ],
        run: |target| {
            let server = target.start()?;
            server.suspend()?;
            (0..RESETS).try_for_each(|_| server.connect()?.reset())?;
            let next = server.begin("/echo/a")?;
            server.resume()?;
            next.with_timeout(HALF_OF_THE_WAITS).read_response()?.expect_status(200)?;
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
        expect: "While the system cannot start a thread for each of 60 clients, the server keeps running and uses less than a fifth of a processor. When they are gone, the next client gets 200.",
        why: "Each thread takes memory for its stack, and systems limit their number. If the function that starts one panics, it ends the server.",
        hints: &[
            "`thread::spawn` panics when the system refuses. Which function returns an error instead?",
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

/// There is room for about twelve threads. A limit on their number would not bind the superuser, so we limit
/// memory and make stacks large: with `-s` for the system, and with a variable for Rust.
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
        Ok(server.get("/echo/a").is_ok_and(|response| response.status == 200))
    })
}
