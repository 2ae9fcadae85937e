//! What a signal does to the server itself.

use super::{begin_sleep, expect_clean_exit, expect_no_more_service, serves};
use crate::{Basis, Check, Client, Failure, FailureKind, Need, Server, Stages, Target, ensure};
use std::time::{Duration, Instant};

/// What is expected after a signal.
pub const CHECKS: &[Check] = &[
    Check {
        id: "shutdown/interrupt",
        basis: Basis::Course,
        stages: Stages::since(6),
        fails_on: Stages::between(2, 5),
        fails_with: &[FailureKind::Unmet],
        needs: &[Need::Output, Need::Signals],
        expect: "On SIGINT the server prints a line and exits with 0.",
        why: "Ctrl-C is how a person stops a server. Without a handler the system ends it in the middle of whatever it does.",
        hints: &[
            "The standard library knows no signals: a small crate does, `ctrlc` for one.",
            "A thread that waits in `accept` looks at no flag. Connect to your own port to wake it.",
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
        expect: "On SIGTERM the server prints a line and exits with 0.",
        why: "SIGTERM is how a system stops a server: at each update, and at each move to another machine. Exit code 0 says that nothing was lost.",
        hints: &["It is another signal than that of Ctrl-C. Does your handler hear both?"],
        run: |target| stops_when_idle(target, Server::terminate),
        ..Check::DEFAULT
    },
    Check {
        id: "shutdown/at-once-when-idle",
        basis: Basis::Course,
        stages: Stages::since(6),
        needs: &[Need::Signals],
        expect: "With nothing under way, the server does not wait for its timeout of 30 s before it exits.",
        why: "The timeout is the most that a shutdown may take, not what it always takes. A restart is a time without service.",
        hints: &["Wait for the workers to be done, with the timeout as the end of that wait."],
        run: |target| {
            let server = target.start()?;
            server.get("/about")?.expect_status(200)?;
            server.get("/sleep/10")?.expect_status(200)?;
            let begin = Instant::now();
            server.terminate()?;
            expect_clean_exit(&server)?;
            let took = begin.elapsed();
            let a_tenth = Duration::from_secs(30) / 10;
            ensure(took < a_tenth, format!("the exit took {took:?}, with nothing under way"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "shutdown/later-connection",
        basis: Basis::Course,
        stages: Stages::since(6),
        fails_on: Stages::between(4, 5),
        fails_with: &[FailureKind::Timeout, FailureKind::Unmet],
        needs: &[Need::Signals],
        expect: "While the last request is still under way after a signal, a new connection gets no 200: it is refused, reset or closed.",
        why: "A server that goes on accepting never comes to its end. A client that is refused can go to another server at once.",
        hints: &[
            "Drop the listener as soon as you leave the loop, before you wait for the workers.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut running = begin_sleep(&server, 10_000)?;
            server.terminate()?;
            expect_no_more_service(&server)?;
            // Its client would see the end of a server that is gone.
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
        expect: "A second signal ends the server at once, whatever is under way.",
        why: "A person who presses Ctrl-C twice does not want to wait. Without this, only `kill -9` is left.",
        hints: &["The handler remembers that it has run: the second time it ends the process."],
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
        expect: "A request that takes longer than the timeout does not hold up the exit: the server ends after the timeout, with 0.",
        why: "A handler may never return, and then the restart would wait for it. Systems send SIGKILL after a while, which loses everything else too.",
        hints: &[
            "`join` has no limit. A `Condvar` has one: `wait_timeout_while`.",
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

/// The server has ended before the request was over.
fn expect_no_answer(client: &mut Client) -> Result<(), Failure> {
    let is_answered = client.read_response().is_ok();
    ensure(!is_answered, "the server waited for a request that takes 10 s")
}
