//! What a system has only so many of: file descriptors and threads.

use crate::{Check, Client, Failure, Server, Stages, Subject, in_parallel};

/// The server's descriptors, and the clients who want one.
const FEW: &str = "-n 40";
const MANY_CLIENTS: usize = 60;

/// What holds where the system has no more to give.
pub const CHECKS: &[Check] = &[
    Check {
        id: "threads/descriptors-run-out",
        holds: Stages::since(5),
        fails: Stages::NONE,
        claim: "When more clients connect than there are file descriptors, the server stays up, and serves again when they are gone.",
        curl: "sh -c 'ulimit -n 40; exec {program}' & for i in $(seq 60); do sleep 3 | nc localhost 4221 & done; sleep 4; curl -i localhost:4221",
        why: "Each connection takes a descriptor, and a process often has 1,024 of them or fewer. `accept` then fails: for now, not for good.",
        hints: &[
            "An error of `accept` concerns one connection. Log it and go on; do not leave the loop.",
            "Opening a file needs a descriptor too, and its failure is an answer with status 500.",
        ],
        run: |subject| {
            let server = subject.launch().under_limits([FEW]).start()?;
            let crowd = in_parallel(MANY_CLIENTS, |_| server.connect())?;
            serves_again_without(&server, crowd)
        },
    },
    Check {
        id: "threads/descriptors-run-out-quietly",
        holds: Stages::since(5),
        fails: Stages::NONE,
        claim: "While there is no file descriptor for the next client, the server does not keep a processor busy.",
        curl: "sh -c 'ulimit -n 40; exec {program}' & for i in $(seq 60); do sleep 5 | nc localhost 4221 & done; top",
        why: "A connection that cannot be accepted stays where it is, so that `accept` fails again at once, a million times a second.",
        hints: &[
            "Wait a moment after an error of `accept`: descriptors come back when clients leave.",
        ],
        run: |subject| {
            let server = subject.launch().under_limits([FEW]).start()?;
            let _crowd = in_parallel(MANY_CLIENTS, |_| server.connect())?;
            server.expect_rest()
        },
    },
    Check {
        id: "threads/threads-run-out",
        holds: Stages::since(5),
        fails: Stages::NONE,
        claim: "When no more threads can be started, the server stays up, does not spin, and serves again when the clients are gone.",
        curl: "sh -c 'ulimit -s 16384; ulimit -v 262144; exec {program}' & for i in $(seq 60); do sleep 3 | nc localhost 4221 & done; sleep 4; curl -i localhost:4221",
        why: "Each thread takes memory for its stack, and systems limit their number. A function that panics where it cannot start one ends the server.",
        hints: &[
            "`thread::spawn` panics when the system refuses. Which function gives back an error instead?",
            "Drop the connection that cannot be served: its client sees the close and can try again.",
        ],
        run: |subject| {
            let server = start_with_few_threads(subject)?;
            let crowd = in_parallel(MANY_CLIENTS, |_| server.connect())?;
            server.expect_rest()?;
            serves_again_without(&server, crowd)
        },
    },
];

/// Room for a dozen threads. A limit on their number would not bind the superuser, so it is memory
/// that we make scarce: the first two limits are those of the system and of Rust for one stack.
fn start_with_few_threads(subject: &Subject) -> Result<Server, Failure> {
    if !cfg!(target_os = "linux") {
        return Err(Failure::skipped("needs a limit on memory, as Linux has it"));
    }
    let launch = subject.launch().under_limits(["-s 16384", "-v 262144"]);
    launch
        .variable("RUST_MIN_STACK", "16777216")
        .variable("MALLOC_ARENA_MAX", "1")
        .where_taken("--workers", "2")
        .where_taken("--queue", "2")
        .start()
}

fn serves_again_without(server: &Server, crowd: Vec<Client>) -> Result<(), Failure> {
    server.expect_running()?;
    drop(crowd);
    server.wait_until("the next client to be served", |server| {
        server.expect_running()?;
        Ok(server.get("/about").is_ok_and(|response| response.status == 200))
    })
}
