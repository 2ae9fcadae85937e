//! The answer: its status line, its headers, its body, and the close after it.

use crate::requests::request;
use crate::{Basis, Check, Stages, ensure};

/// Checks of the answer.
pub const CHECKS: &[Check] = &[
    Check {
        id: "hardcoded/status-line",
        rfc: &["9112 §4"],
        stages: Stages::since(2),
        expect: "A request for / is answered with the status line HTTP/1.1 200 OK.",
        why: "The status line is the first thing a client reads, and it says how to read the rest.",
        hints: &["Lines of a head end in \\r\\n, not in \\n alone."],
        run: |target| {
            let response = target.start()?.get("/")?.expect_status(200)?;
            ensure(
                response.head.starts_with(b"HTTP/1.1 200 OK\r\n"),
                format!(
                    "expected HTTP/1.1 200 OK, but got {} {}",
                    response.version, response.reason
                ),
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/headers",
        rfc: &["9110 §8.3", "9110 §8.6"],
        stages: Stages::only(2),
        expect: "The answer has a body, its length, the type text/plain; charset=utf-8, and Connection: close.",
        why: "Without Content-Type a client has to guess what the bytes are.",
        hints: &["Headers are lines of `Name: value` between the status line and the blank line."],
        run: |target| {
            let response = target.start()?.get("/")?.expect_status(200)?;
            let response = response
                .expect_type("text/plain; charset=utf-8")?
                .expect_some_header("Content-Length")?
                .expect_connection("close")?;
            ensure(!response.body.is_empty(), "the body is empty")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/content-length",
        basis: Basis::Must,
        rfc: &["9110 §8.6", "9112 §6.3", "9112 §9.6"],
        stages: Stages::since(2),
        expect: "Content-Length is the number of bytes that follow the head.",
        why: "A client reads as many bytes as Content-Length says. With a smaller number it loses the rest; with a larger one it waits.",
        hints: &["Count bytes, not characters. `len()` of a `str` counts bytes."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send(request("GET", "/", "", b""))?;
            client.read_response()?;
            // Chunks are as good (RFC 9112 §6.3). The request asks for the close, so the server closes (§9.6).
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/same-for-all",
        stages: Stages::only(2),
        expect: "GET /any/thing, POST / and DELETE / each get the same head and the same body as GET /.",
        why: "This server looks for the end of a request, and does not care what it says. The next stage does.",
        hints: &["Do not look at the request line yet, only for the end of the head."],
        run: |target| {
            let server = target.start()?;
            let first = server.get("/")?;
            for (method, path) in [("GET", "/any/thing?x=1"), ("POST", "/"), ("DELETE", "/")] {
                let other = server.method(method, path)?.expect_body(&first.body)?;
                let (head, wanted) = (other.head_without_date(), first.head_without_date());
                ensure(head == wanted, format!("{method} {path} gets another head: {head:?}"))?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/closes",
        rfc: &["9112 §9.3", "9112 §9.6"],
        stages: Stages::between(2, 6),
        expect: "The answer says Connection: close, and then the server closes, although the client keeps its side open.",
        why: "A server that serves one request per connection has to say so, and then do it.",
        hints: &["A `TcpStream` closes when it is dropped. Does something still own it?"],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
            client.read_response()?.expect_connection("close")?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/one-write",
        rfc: &["9293 §3.7.4"],
        stages: Stages::since(2),
        expect: "The head and the body abc of GET /echo/abc arrive in one read, 50 times in a row.",
        why: "The second of two small writes may have to wait for an acknowledgement, which costs 40 ms.",
        hints: &["Put head and body together in memory, and send them with one write."],
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
