//! What a signal does while nobody reads the log.

use super::{REACTION, expect_no_more_service};
use crate::{Basis, Check, Failure, Need, Server, Stages, Target};

/// More workers than requests, so that some are free when many wait for the log.
const WORKERS: &str = "64";

/// The log line of each request is this long and more. Together they fill a pipe of 64 KiB five times.
const LINE: usize = 7000;
const REQUESTS: usize = 48;

/// Checks of a server whose stderr is a pipe that nobody reads.
pub const CHECKS: &[Check] = &[Check {
    id: "shutdown/log-that-nobody-reads",
    basis: Basis::Course,
    stages: Stages::since(5),
    needs: &[Need::Option("--queue"), Need::Option("--workers"), Need::Output, Need::Signals],
    expect: "Stderr is a full pipe that nobody reads. After a first SIGTERM, new clients get no 200 any more. After a second, the process ends.",
    why: "A pipe holds about 64 KiB. Then each write waits for a reader. If a signal handler writes a line first, it never stops the server, and only `kill -9` helps.",
    hints: &[
        "Does your handler log first, or does it stop the server first?",
        "A thread that waits for the pipe holds the lock of stderr. Which other threads need that lock?",
        "Set the flag and wake the accepting thread first. Log only on a thread that may block.",
    ],
    run: |target| {
        let server = start_with_full_log(target)?;
        server.terminate()?;
        expect_no_more_service(&server)?;
        if server.is_running() {
            server.terminate()?;
        }
        server.wait_exit().map(drop)
    },
    ..Check::DEFAULT
}];

/// A server may log before or after the answer, or drop lines that it cannot log.
fn start_with_full_log(target: &Target) -> Result<Server, Failure> {
    let launch = target.launch().where_taken("--workers", WORKERS);
    let server = launch.where_taken("--queue", WORKERS).stderr_unread().start()?;
    let target = format!("/echo/{}", "a".repeat(LINE));
    for _ in 0..REQUESTS {
        let answer = server.begin(&target)?.with_timeout(REACTION).read_response();
        if answer.is_err() {
            break;
        }
    }
    Ok(server)
}
