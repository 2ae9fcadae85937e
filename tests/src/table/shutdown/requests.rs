//! What a signal does to requests that have begun.

use super::{begin_sleep, expect_clean_exit, expect_no_more_service};
use crate::requests::request;
use crate::{Basis, Check, Failure, FailureKind, Need, Stages, Target, ensure};
use std::time::Duration;

/// More than the buffers of both sides take, so that the answer is still under way.
const LARGE: u64 = 24 * 1024 * 1024;

/// What is expected of requests under way.
pub const CHECKS: &[Check] = &[
    Check {
        id: "shutdown/running-request",
        basis: Basis::Course,
        stages: Stages::since(6),
        fails_on: Stages::between(4, 5),
        fails_with: &[FailureKind::Closed, FailureKind::Timeout],
        needs: &[Need::Signals],
        expect: "A request that is running when the signal comes is answered before the server exits with 0.",
        why: "For its client, a request without an answer may or may not have been carried out. Each restart would leave a few of these.",
        hints: &[
            "When `main` returns, all threads end. It has to wait for the workers before.",
            "Close the queue, so that each worker leaves when there is nothing more to do.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut running = begin_sleep(&server, 700)?;
            server.terminate()?;
            running.read_response()?.expect_status(200)?.expect_header("Connection", "close")?;
            running.expect_closed()?;
            drop(running);
            expect_clean_exit(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "shutdown/all-workers-finish",
        basis: Basis::Course,
        stages: Stages::since(6),
        needs: &[Need::Signals],
        expect: "All requests that are running when the signal comes are answered, not only the first of them.",
        why: "The worker that is done first must not take the others with it.",
        hints: &["Wait until the number of workers is 0, not until one of them has left."],
        run: |target| {
            let server = target.start()?;
            let mut first = begin_sleep(&server, 300)?;
            let mut second = begin_sleep(&server, 600)?;
            let mut third = begin_sleep(&server, 900)?;
            server.interrupt()?;
            first.read_response()?.expect_status(200)?;
            second.read_response()?.expect_status(200)?;
            third.read_response()?.expect_status(200)?;
            drop([first, second, third]);
            expect_clean_exit(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "shutdown/queued-request",
        basis: Basis::Course,
        stages: Stages::since(6).but_not_the_event_loop(),
        needs: &[Need::Option("--queue"), Need::Option("--workers"), Need::Signals],
        expect: "A request that waits in the queue when the signal comes is answered too.",
        why: "The server has accepted that connection, so nobody else will answer it.",
        hints: &["A worker leaves when the queue is closed and empty: both, not only the first."],
        run: finishes_the_queue,
        ..Check::DEFAULT
    },
    Check {
        id: "shutdown/begun-upload",
        basis: Basis::Course,
        stages: Stages::since(6),
        fails_on: Stages::between(4, 5),
        fails_with: &[FailureKind::Timeout, FailureKind::Unmet],
        needs: &[Need::Signals],
        expect: "A request whose body is still on its way when the signal comes is read to its end and answered.",
        why: "A request has begun with its first byte. Its client cannot know that the server is about to end.",
        hints: &["Look whether the server is to stop between requests, not in the middle of one."],
        run: |target| {
            let server = target.start()?;
            let mut upload = server.connect()?;
            upload.send(request("POST", "/", "Content-Length: 6\r\n", b"abc"))?;
            server.get("/about")?.expect_status(200)?;
            server.terminate()?;
            expect_no_more_service(&server)?;
            upload.expect_silence(Duration::from_millis(300))?;
            upload.send("def")?.read_response()?.expect_status(200)?.expect_body("abcdef")?;
            drop(upload);
            expect_clean_exit(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "shutdown/begun-download",
        basis: Basis::Course,
        stages: Stages::since(6),
        fails_on: Stages::between(4, 5),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Folder, Need::Signals],
        expect: "A large answer that is under way when the signal comes arrives whole.",
        why: "A download that ends in the middle is a broken file, or one to begin again from the start.",
        hints: &["A worker is done when its answer is out, not when the handler has returned."],
        run: finishes_the_download,
        ..Check::DEFAULT
    },
];

fn finishes_the_queue(target: &Target) -> Result<(), Failure> {
    let server = target.start_with(["--workers", "1", "--queue", "1"])?;
    let mut running = server.begin("/sleep/700")?;
    let mut queued = server.begin("/echo/queued")?;
    // That there is no room any more shows where the other two are.
    server.get("/about")?.expect_status(503)?;
    server.terminate()?;
    running.read_response()?.expect_status(200)?;
    drop(running);
    queued.read_response()?.expect_status(200)?.expect_body("queued")?;
    drop(queued);
    expect_clean_exit(&server)
}

fn finishes_the_download(target: &Target) -> Result<(), Failure> {
    let server = target.start()?;
    server.store_zeros("large.bin", LARGE)?;
    let mut download = server.begin("/files/large.bin")?;
    server.wait_until("the answer to begin", |_| download.has_something_to_read())?;
    server.terminate()?;
    expect_no_more_service(&server)?;
    let answer = download.read_response()?.expect_status(200)?;
    ensure(answer.body.len() as u64 == LARGE, "the answer is not whole")?;
    drop(download);
    expect_clean_exit(&server)
}
