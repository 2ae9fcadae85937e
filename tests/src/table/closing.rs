//! How a connection ends without losing the answer.

pub mod suspended;

use crate::requests::request;
use crate::{Basis, Check, FailureKind, Stages, ensure};
use std::thread;
use std::time::{Duration, Instant};

/// A server reads on for this long after an answer, unless the client closes before.
pub(super) const DRAIN: Duration = Duration::from_secs(2);

/// What is expected of the end of a connection.
pub const CHECKS: &[Check] = &[
    Check {
        id: "closing/head-cut-off",
        basis: Basis::Must,
        rfc: &["9112 §8"],
        stages: Stages::since(2),
        expect: "A client that closes its side in the middle of a head gets 400 or nothing, and the close at once.",
        why: "The rest will never come, so there is nothing to wait for.",
        hints: &["A read of 0 bytes ends a request that is not complete: do not go on reading."],
        run: |target| {
            let server = target.start()?;
            for part in ["G", "GET / HTTP/1.1", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: loc"]
            {
                let answer = server.connect()?.send(part)?.finish()?.read_to_end()?;
                ensure(
                    answer.is_empty() || answer.starts_with(b"HTTP/1.1 400 "),
                    "expected 400 or silence",
                )?;
            }
            server.get("/")?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "closing/says-so",
        basis: Basis::Must,
        rfc: &["9112 §9.6"],
        stages: Stages::since(3),
        expect: "Whatever the answer, it says Connection: close where the connection closes.",
        why: "A client that is not told may send its next request into a connection that is gone.",
        hints: &["Add the header where all answers pass by, not in each of them."],
        run: |target| {
            let server = target.start()?;
            server.get("/")?.expect_header("Connection", "close")?;
            server.head("/about")?.expect_header("Connection", "close")?;
            server.get("/nowhere")?.expect_header("Connection", "close")?;
            server.method("DELETE", "/")?.expect_header("Connection", "close")?;
            server.get("nonsense")?.expect_header("Connection", "close")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "closing/body-unread",
        basis: Basis::Must,
        rfc: &["9112 §9.6"],
        stages: Stages::since(3),
        fails_on: Stages::only(2),
        fails_with: &[FailureKind::Closed],
        expect: "The answer to a request with a body of 100 kB arrives, twenty times in a row.",
        why: "A close with unread bytes is a reset, and a reset can destroy the answer on its way.",
        hints: &[
            "Do not close at once: shut down your side for writing, so that the client sees the end.",
            "Then read on for a while, until the client has closed its side or it takes too long.",
        ],
        run: |target| {
            let server = target.start()?;
            let body = vec![b'a'; 100_000];
            for _ in 0..20 {
                let mut client = server.connect()?;
                client.send_and_read(request("POST", "/", "Content-Length: 100000\r\n", &body))?;
                client.expect_closed()?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "closing/request-behind",
        basis: Basis::Must,
        rfc: &["9112 §9.6"],
        stages: Stages::since(4),
        expect: "Bytes that come while an answer is on its way do not destroy it.",
        why: "All that was asked for had been read, but not all that was sent: closing then is a reset.",
        hints: &[
            "It is not enough to know that your own buffer is empty: the system has one too.",
            "End each connection in the same way: half-close, then read on until the client has closed.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send(request("GET", "/sleep/200", "Connection: close\r\n", b""))?;
            // Time to read the first request. Where it was too short, the check asks for less.
            thread::sleep(Duration::from_millis(50));
            client.send("GET / HTTP/1.1\r\n")?;
            client.read_response()?.expect_status(200)?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "closing/answer-before-the-body",
        basis: Basis::Must,
        rfc: &["9112 §9.6"],
        stages: Stages::since(3),
        expect: "A malformed request is answered at once, and 256 KiB that the client sends after it are still taken.",
        why: "The server knows its answer before the client has sent everything. Many clients read it after that only, and a reset reaches them first.",
        hints: &[
            "What is not wanted has to be read all the same, or the close becomes a reset.",
            "Read and throw away at least 256 KiB before you close.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send("POST nonsense HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
            client.read_response()?.expect_status(400)?;
            client.send_in_pieces(vec![b'a'; 256 * 1024].chunks(8 * 1024))?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "closing/drain-has-an-end",
        basis: Basis::Course,
        stages: Stages::since(3),
        expect: "A client that never stops sending after its answer is cut off in the end, and the next one is served.",
        why: "To read on is a favour to the client. Without an end, it would be a way to keep a server busy as long as one likes.",
        hints: &["Bound it twice: by a number of bytes, and by a time for all of it together."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send(request("GET", "/", "", b""))?.read_response()?.expect_status(200)?;
            let deadline = Instant::now() + target.timeout();
            while client.send("x").is_ok() {
                ensure(Instant::now() < deadline, "the server still reads what it does not want")?;
                thread::sleep(Duration::from_millis(20));
            }
            server.get("/")?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];
