//! What a signal does while nobody reads the log.

use super::{REACTION, expect_no_more_service};
use crate::{Basis, Check, Failure, Need, Server, Stages, Target};

/// More than there are requests, so that workers are left when many are stuck in the log.
const WORKERS: &str = "64";

/// The log line of each request is this long and more. Together they fill a pipe of 64 KiB five times.
const LINE: usize = 7000;
const REQUESTS: usize = 48;

/// What is expected if stderr is a pipe that nobody reads.
pub const CHECKS: &[Check] = &[Check {
    id: "shutdown/log-that-nobody-reads",
    basis: Basis::Course,
    stages: Stages::since(5),
    needs: &[Need::Option("--queue"), Need::Option("--workers"), Need::Output, Need::Signals],
    expect: "If stderr is a pipe that nobody reads, the log may block, but signals do not: after the first SIGTERM a later connection gets no 200, and a second one ends the process at once.",
    why: "A pipe takes some 64 KiB. After that each write waits for a reader, and a handler that writes a line before it does its work does neither. Only `kill -9` is left then.",
    hints: &[
        "What does your handler do first: log, or stop the server?",
        "A lock on stderr is held by a thread that waits for the pipe. Who else needs that lock?",
        "Set the flag and wake the accepting thread first. Log from where it may block.",
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

/// A server may answer before it logs, or after that, or drop what it cannot log: all of that is allowed.
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
