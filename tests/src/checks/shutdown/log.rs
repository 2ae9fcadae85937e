//! What a signal does while nobody reads the log.

use super::{REACTION, expect_no_more_service};
use crate::{Check, Failure, Server, Stages, Subject};

/// More than there are requests, so that workers are left when many are stuck in the log.
const WORKERS: &str = "64";

/// The log line of each request is this long and more. Together they fill a pipe of 64 KiB five times.
const LINE: usize = 7000;
const REQUESTS: usize = 48;

/// What is expected if stderr is a pipe that nobody reads.
pub const CHECKS: &[Check] = &[Check {
    id: "shutdown/log-that-nobody-reads",
    holds: Stages::since(5),
    fails: Stages::NONE,
    claim: "If stderr is a pipe that nobody reads, the log may block, but signals do not: after the first SIGTERM a later connection gets no 200, and a second one ends the process at once.",
    curl: "({program} & echo $! > pid; wait) 2>&1 >/dev/null | sleep 60 & sleep 1; for i in $(seq 48); do curl -s -m 1 -o /dev/null localhost:4221/echo/$(head -c 7000 /dev/zero | tr '\\0' a); done; kill $(cat pid); sleep 1; kill $(cat pid); sleep 1; ps $(cat pid)",
    why: "A pipe takes some 64 KiB. After that each write waits for a reader, and a handler that writes a line before it does its work does neither. Only `kill -9` is left then.",
    hints: &[
        "What does your handler do first: log, or stop the server?",
        "A lock on stderr is held by a thread that waits for the pipe. Who else needs that lock?",
        "Set the flag and wake the accepting thread first. Log from where it may block.",
    ],
    run: |subject| {
        let server = start_with_full_log(subject)?;
        server.terminate()?;
        expect_no_more_service(&server)?;
        if server.is_running() {
            server.terminate()?;
        }
        server.wait_exit().map(drop)
    },
}];

/// A server may answer before it logs, or after that, or drop what it cannot log: all of that is allowed.
fn start_with_full_log(subject: &Subject) -> Result<Server, Failure> {
    let launch = subject.launch().where_taken("--workers", WORKERS);
    let server = launch.where_taken("--queue", WORKERS).stderr_unread().start()?;
    let target = format!("/echo/{}", "a".repeat(LINE));
    for _ in 0..REQUESTS {
        let answer = server.begin(&target)?.patient(REACTION).read_response();
        if answer.is_err() {
            break;
        }
    }
    Ok(server)
}
