//! What a signal does to the server itself.

use super::{KILLED, begin_sleep, expect_clean_exit, expect_no_more_service, serves};
use crate::{Basis, Check, Client, Failure, FailureKind, Need, Server, Stages, Target, ensure};
use std::time::{Duration, Instant};

/// Checks of the server after a signal.
pub const CHECKS: &[Check] = &[
    Check {
        id: "shutdown/interrupt",
        basis: Basis::Course,
        stages: Stages::since(6),
        fails_on: Stages::between(2, 5),
        fails_with: &[FailureKind::Unmet],
        needs: &[Need::Output, Need::Signals],
        expect: "On SIGINT the server prints at least one more line to stdout or stderr, and exits with 0.",
        why: "A person stops a server with Ctrl-C. Without a handler, the system ends it in the middle of its work.",
        hints: &[
            "The standard library cannot handle signals. A small crate can, for example `ctrlc`.",
            "A thread that waits in `accept` cannot look at a flag. Connect to your own port to wake it.",
        ],
        run: |target| stops_when_idle(target, Server::interrupt),
        ..Check::DEFAULT
    },
    Check {
        id: "shutdown/terminate",
        basis: Basis::Course,
        stages: Stages::since(6),
        fails_on: Stages::between(2, 5),
        fails_with: &[FailureKind::Unmet],
        needs: &[Need::Output, Need::Signals],
        expect: "On SIGTERM the server prints at least one more line to stdout or stderr, and exits with 0.",
        why: "A system stops a server with SIGTERM: at each update, and at each move to another machine. Exit code 0 says that nothing was lost.",
        hints: &["SIGTERM is not the signal of Ctrl-C. Does your handler get both?"],
        run: |target| stops_when_idle(target, Server::terminate),
        ..Check::DEFAULT
    },
    Check {
        id: "shutdown/at-once-when-idle",
        basis: Basis::Course,
        stages: Stages::since(6),
        needs: &[Need::Signals],
        expect: "With no request under way, the server exits with 0 in less than half of its timeout of 30 s.",
        why: "The timeout is the longest that a shutdown may take. Nobody is served during a restart, so it should be short.",
        hints: &["Wait until the workers are done, but not longer than the timeout."],
        run: |target| {
            let server = target.start()?;
            server.get("/echo/a")?.expect_status(200)?;
            server.get("/sleep/10")?.expect_status(200)?;
            let begin = Instant::now();
            server.terminate()?;
            expect_clean_exit(&server)?;
            let took = begin.elapsed();
            let half = Duration::from_secs(30) / 2;
            ensure(took < half, format!("the exit took {took:?}, with no request under way"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "shutdown/later-connection",
        basis: Basis::Course,
        stages: Stages::since(6),
        fails_on: Stages::between(4, 5),
        fails_with: KILLED,
        needs: &[Need::Signals],
        expect: "While a request is still under way after a signal, new clients get no 200: each is refused, reset, closed or left alone.",
        why: "A server that goes on accepting never ends. A client that is refused can go to another server at once.",
        hints: &[
            "Drop the listener as soon as you leave the loop, before you wait for the workers.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut running = begin_sleep(&server, 10_000)?;
            server.terminate()?;
            expect_no_more_service(&server)?;
            // If the server had ended, this connection would be closed.
            running.expect_silence(Duration::from_millis(200))?;
            ensure(!serves(&server), "a client was served after another one had been refused")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "shutdown/second-signal",
        basis: Basis::Course,
        stages: Stages::since(6),
        needs: &[Need::Signals],
        expect: "After a second SIGINT the server ends, and a request of ten seconds that is under way gets no answer.",
        why: "If you press Ctrl-C twice, you do not want to wait. Without this, only `kill -9` helps.",
        hints: &["Let the handler remember that it has run. The second time, it ends the process."],
        run: |target| {
            let server = target.start()?;
            let mut running = begin_sleep(&server, 10_000)?;
            server.interrupt()?;
            expect_no_more_service(&server)?;
            server.expect_running()?;
            server.interrupt()?;
            server.wait_exit()?;
            expect_no_answer(&mut running)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "shutdown/stuck-request",
        basis: Basis::Course,
        stages: Stages::since(6),
        needs: &[Need::Option("--timeout"), Need::Signals],
        expect: "With a timeout of half a second and a request of ten seconds, the server exits with 0 before that request is answered.",
        why: "A handler may never return, and a restart must not wait for it. Systems send SIGKILL after a while, which loses all other requests too.",
        hints: &[
            "`join` has no timeout. A `Condvar` has one: `wait_timeout_while`.",
            "When `main` returns, the threads that are left end with the process.",
        ],
        run: |target| {
            let server = target.start_with(["--timeout", "0.5"])?;
            let mut running = begin_sleep(&server, 10_000)?;
            server.terminate()?;
            expect_clean_exit(&server)?;
            expect_no_answer(&mut running)
        },
        ..Check::DEFAULT
    },
];

fn stops_when_idle(
    target: &Target,
    signal: fn(&Server) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let server = target.start()?;
    let before = printed(&server)?;
    signal(&server)?;
    expect_clean_exit(&server)?;
    server.wait_until("a line about the end", |server| {
        let now = printed(server)?;
        Ok(now.len() > before.len() && now.ends_with('\n'))
    })
}

fn printed(server: &Server) -> Result<String, Failure> {
    Ok(server.stderr()? + &server.stdout()?)
}

/// The server has ended before the request was complete.
fn expect_no_answer(client: &mut Client) -> Result<(), Failure> {
    let is_answered = client.read_response().is_ok();
    ensure(!is_answered, "the server waited for a request that takes 10 s")
}
