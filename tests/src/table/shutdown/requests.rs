//! What a signal does to requests that have begun.

use super::{KILLED, begin_sleep, expect_clean_exit, expect_no_more_service};
use crate::requests::request;
use crate::table::pool;
use crate::{Basis, Check, Failure, Need, Stages, Target, ensure};
use std::time::Duration;

/// More than the buffers of both sides hold, so that the answer is still under way.
const LARGE: u64 = 24 * 1024 * 1024;

/// Checks of requests under way.
pub const CHECKS: &[Check] = &[
    Check {
        id: "shutdown/running-request",
        basis: Basis::Course,
        stages: Stages::since(6),
        fails_on: Stages::between(4, 5),
        fails_with: KILLED,
        needs: &[Need::Signals],
        expect: "A request that is running when the signal comes gets 200, and then the server exits with 0.",
        why: "If a client gets no answer, it cannot know whether its request was carried out. Each restart would leave a few such clients.",
        hints: &[
            "When `main` returns, all threads end. It has to wait for the workers first.",
            "Close the queue, so that each worker ends when no jobs are left.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut running = begin_sleep(&server, 700)?;
            server.terminate()?;
            running.read_response()?.expect_status(200)?;
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
        expect: "Three requests that are running when the signal comes all get 200, and then the server exits with 0.",
        why: "The exit has to wait for all workers, not only for the first that is done.",
        hints: &["Wait until the number of workers is 0, not until one of them has ended."],
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
        expect: "A request that waits in the queue when the signal comes gets 200 too, and then the server exits with 0.",
        why: "The server has accepted that connection, so nobody else will answer it.",
        hints: &["A worker ends when the queue is closed and empty, not as soon as it is closed."],
        run: finishes_the_queue,
        ..Check::DEFAULT
    },
    Check {
        id: "shutdown/begun-upload",
        basis: Basis::Course,
        stages: Stages::since(6),
        fails_on: Stages::between(4, 5),
        fails_with: KILLED,
        needs: &[Need::Signals],
        expect: "A request whose body is still on its way when the signal comes is read to its end and gets its whole body back. Then the server exits with 0.",
        why: "A request begins with its first byte. Its client cannot know that the server is about to stop.",
        hints: &["Ask between requests whether to stop, not in the middle of one."],
        run: |target| {
            let server = target.start()?;
            let mut upload = server.connect()?;
            upload.send(request("POST", "/", "Content-Length: 6\r\n", b"abc"))?;
            server.get("/echo/a")?.expect_status(200)?;
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
        fails_with: KILLED,
        needs: &[Need::Folder, Need::Signals],
        expect: "An answer of 24 MiB that is under way when the signal comes arrives whole, and then the server exits with 0.",
        why: "A download that ends in the middle is a broken file, or has to be started again.",
        hints: &["A worker is done when its answer is out, not when the handler has returned."],
        run: finishes_the_download,
        ..Check::DEFAULT
    },
];

fn finishes_the_queue(target: &Target) -> Result<(), Failure> {
    let server = target.start_with(["--workers", "1", "--queue", "1"])?;
    let running = pool::begin_uploads(&server, 1)?;
    let mut queued = server.begin("/echo/queued")?;
    // There is no room any more, so one of the two is with the worker, and the other in the queue.
    server.get("/echo/a")?.expect_status(503)?;
    server.terminate()?;
    // Time for the workers to hear of the end. If it is too short, the check is easier to pass.
    queued.expect_silence(Duration::from_millis(300))?;
    pool::finish_uploads(running)?;
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
