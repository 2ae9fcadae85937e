//! The answer: its status line, its headers, its body, and the close behind it.

use crate::requests::request;
use crate::{Basis, Check, Stages, ensure};

/// Checks of the answer.
pub const CHECKS: &[Check] = &[
    Check {
        id: "hardcoded/status-line",
        basis: Basis::Must,
        rfc: &["9112 §4"],
        stages: Stages::since(2),
        expect: "A request for / is answered with the status line HTTP/1.1 200 OK.",
        why: "The status line is the first thing a client reads, and it says how to read the rest.",
        hints: &["Lines of a head end in \\r\\n, not in \\n alone."],
        run: |target| {
            let response = target.start()?.get("/")?.expect_status(200)?;
            ensure(response.head.starts_with(b"HTTP/1.1 200 OK\r\n"), "the status line is another")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/headers",
        basis: Basis::Must,
        rfc: &["9110 §8.3"],
        stages: Stages::only(2),
        expect: "The answer is plain text in UTF-8, and says that the connection closes.",
        why: "Without Content-Type a client has to guess what the bytes are.",
        hints: &["Headers are lines of `Name: value` between the status line and the blank line."],
        run: |target| {
            let response = target.start()?.get("/")?.expect_status(200)?;
            response
                .expect_header("Content-Type", "text/plain; charset=utf-8")?
                .expect_header("Connection", "close")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/content-length",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(2),
        expect: "Content-Length is the number of bytes that follow the head.",
        why: "A client reads so many bytes and no more: a smaller number cuts the body off, a larger one lets the client wait.",
        hints: &["Count bytes, not characters: `len()` of a `str` does."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send(request("GET", "/", "", b""))?;
            let response = client.read_response()?.expect_some_header("Content-Length")?;
            ensure(!response.body.is_empty(), "the body is empty")?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/same-for-all",
        basis: Basis::Course,
        stages: Stages::only(2),
        expect: "Every path and every method gets the same bytes back.",
        why: "This server reads where a request ends, and nothing of what it says: the next stage does.",
        hints: &["Do not look at the request line yet: only at the end of the head."],
        run: |target| {
            let server = target.start()?;
            let first = server.get("/")?;
            for (method, target) in [("GET", "/any/thing?x=1"), ("POST", "/"), ("DELETE", "/")] {
                let other = server.method(method, target)?.expect_body(&first.body)?;
                ensure(other.head == first.head, "the head is another one")?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/closes",
        basis: Basis::Must,
        rfc: &["9112 §9.6"],
        stages: Stages::between(2, 6),
        expect: "After its answer the server closes the connection, although the client keeps its side open.",
        why: "A server that serves one request a connection has to say so and then do it.",
        hints: &["A `TcpStream` closes when it is dropped. Something may still hold on to it."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
            client.read_response()?.expect_header("Connection", "close")?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/one-write",
        basis: Basis::Must,
        rfc: &["9293 §3.7.4"],
        stages: Stages::since(2),
        expect: "The head and a small body go out in one write.",
        why: "Two small writes meet Nagle's algorithm and delayed acknowledgements: 40 ms for nothing.",
        hints: &["Put head and body together in memory, and write them at once."],
        run: |target| {
            let server = target.start()?;
            // A second write can arrive together with the first, but hardly 50 times in a row.
            for _ in 0..50 {
                let mut client = server.connect()?;
                let bytes = client.send(request("GET", "/echo/abc", "", b""))?.read_once()?;
                client.expect_closed().map_err(|failure| {
                    let count = bytes.len();
                    crate::Failure::new(format!("after a first read of {count} bytes: {failure}"))
                })?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
];
