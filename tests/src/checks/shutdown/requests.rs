//! What a signal does to requests that have begun.

use super::{begin_sleep, expect_clean_exit, expect_no_more_service};
use crate::requests::request;
use crate::{Check, Failure, Stages, Subject, ensure};
use std::time::Duration;

/// More than the buffers of both sides take, so that the answer is still under way.
const LARGE: u64 = 24 * 1024 * 1024;

/// What is expected of requests under way.
pub const CHECKS: &[Check] = &[
    Check {
        id: "shutdown/running-request",
        holds: Stages::since(6),
        fails: Stages::between(4, 5),
        claim: "A request that is running when the signal comes is answered before the server exits with 0.",
        curl: "{program} & curl -i localhost:4221/sleep/2000 & sleep 1; kill %1; wait",
        why: "For its client, a request without an answer may or may not have been carried out. Each restart would leave a few of these.",
        hints: &[
            "When `main` returns, all threads end. It has to wait for the workers before.",
            "Close the queue, so that each worker leaves when there is nothing more to do.",
        ],
        run: |subject| {
            let server = subject.start()?;
            let mut running = begin_sleep(&server, 700)?;
            server.terminate()?;
            running.read_response()?.expect_status(200)?.expect_header("Connection", "close")?;
            running.expect_closed()?;
            drop(running);
            expect_clean_exit(&server)
        },
    },
    Check {
        id: "shutdown/all-workers-finish",
        holds: Stages::since(6),
        fails: Stages::NONE,
        claim: "All requests that are running when the signal comes are answered, not only the first of them.",
        curl: "{program} & for i in 300 600 900; do curl -i localhost:4221/sleep/$i & done; sleep 0.2; kill %1; wait",
        why: "The worker that is done first must not take the others with it.",
        hints: &["Wait until the number of workers is 0, not until one of them has left."],
        run: |subject| {
            let server = subject.start()?;
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
    },
    Check {
        id: "shutdown/queued-request",
        holds: Stages::since(6).but_not_the_event_loop(),
        fails: Stages::NONE,
        claim: "A request that waits in the queue when the signal comes is answered too.",
        curl: "{program} --workers 1 & curl -i localhost:4221/sleep/900 & curl -i localhost:4221/about & sleep 0.3; kill %1; wait",
        why: "The server has accepted that connection, so nobody else will answer it.",
        hints: &["A worker leaves when the queue is closed and empty: both, not only the first."],
        run: finishes_the_queue,
    },
    Check {
        id: "shutdown/begun-upload",
        holds: Stages::since(6),
        fails: Stages::between(4, 5),
        claim: "A request whose body is still on its way when the signal comes is read to its end and answered.",
        curl: "{program} & (printf 'POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 6\\r\\n\\r\\nabc'; sleep 2; printf 'def') | nc localhost 4221 & sleep 1; kill %1; wait",
        why: "A request has begun with its first byte. Its client cannot know that the server is about to end.",
        hints: &["Look whether the server is to stop between requests, not in the middle of one."],
        run: |subject| {
            let server = subject.start()?;
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
    },
    Check {
        id: "shutdown/begun-download",
        holds: Stages::since(6),
        fails: Stages::between(4, 5),
        claim: "A large answer that is under way when the signal comes arrives whole.",
        curl: "{program} & curl --limit-rate 10M -o large.bin localhost:4221/files/large.bin & sleep 1; kill %1; wait; ls -l large.bin",
        why: "A download that ends in the middle is a broken file, or one to begin again from the start.",
        hints: &["A worker is done when its answer is out, not when the handler has returned."],
        run: finishes_the_download,
    },
];

fn finishes_the_queue(subject: &Subject) -> Result<(), Failure> {
    let server = subject.start_with(["--workers", "1", "--queue", "1"])?;
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

fn finishes_the_download(subject: &Subject) -> Result<(), Failure> {
    let server = subject.start()?;
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
