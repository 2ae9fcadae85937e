//! Stage 2: one answer to every request.

use crate::requests::request;
use crate::{Check, Stages};

/// What holds for the first HTTP server.
pub const CHECKS: &[Check] = &[
    Check {
        id: "hardcoded/status-line",
        holds: Stages::since(2),
        fails: Stages::NONE,
        claim: "A request for / is answered with the status line HTTP/1.1 200 OK.",
        curl: "curl -i {url}/",
        why: "The status line is the first thing a client reads, and it says how to read the rest (RFC 9112 §4).",
        hints: &["Lines of a head end in \\r\\n, not in \\n alone."],
        run: |subject| {
            let response = subject.start()?.get("/")?.expect_status(200)?;
            crate::ensure(
                response.head.starts_with(b"HTTP/1.1 200 OK\r\n"),
                "the status line is another",
            )
        },
    },
    Check {
        id: "hardcoded/headers",
        holds: Stages::only(2),
        fails: Stages::NONE,
        claim: "The answer is plain text in UTF-8, and says that the connection closes.",
        curl: "curl -i {url}/",
        why: "Without Content-Type a client has to guess what the bytes are (RFC 9110 §8.3).",
        hints: &["Headers are lines of `Name: value` between the status line and the blank line."],
        run: |subject| {
            subject
                .start()?
                .get("/")?
                .expect_status(200)?
                .expect_header("Content-Type", "text/plain; charset=utf-8")?
                .expect_header("Connection", "close")?;
            Ok(())
        },
    },
    Check {
        id: "hardcoded/head-in-pieces",
        holds: Stages::since(2),
        fails: Stages::NONE,
        claim: "A head that arrives byte by byte is answered like any other.",
        curl: "(printf 'GET / HT'; sleep 1; printf 'TP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n') | nc {host} {port}",
        why: "TCP is a stream: a read may give any part of what was sent (RFC 9293 §3.8). A head ends at its blank line, not at the end of a read.",
        hints: &["Read on until the blank line is there, however many reads that takes."],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            client.send_slowly(request("GET", "/", "", b""))?;
            client.read_response()?.expect_status(200)?;
            client.expect_closed()
        },
    },
    Check {
        id: "hardcoded/client-leaves",
        holds: Stages::since(2),
        fails: Stages::NONE,
        claim: "A client that leaves without a byte harms nobody: the next one is served.",
        curl: "nc -z {host} {port}; curl -i {url}/",
        why: "Browsers open spare connections and close them unused. The end of input is normal, not an error.",
        hints: &["A read of 0 bytes before any other is the end of a connection that nobody used."],
        run: |subject| {
            let server = subject.start()?;
            drop(server.connect()?);
            server.get("/")?.expect_status(200)?;
            server.expect_running()
        },
    },
];
