//! `POST /` gives the body back, so that its bytes can be compared.

use super::every_byte;
use crate::requests::request;
use crate::{Basis, Check, Stages};

/// Checks of a body that comes back.
pub const CHECKS: &[Check] = &[
    Check {
        id: "bodies/echo",
        basis: Basis::Must,
        rfc: &["9110 §8.6"],
        stages: Stages::since(4),
        expect: "POST / answers 200 with the body of the request, as plain text in UTF-8.",
        why: "The body follows the blank line, and Content-Length says how many bytes it has.",
        hints: &[
            "Read the head first. Part of the body may have come with it already.",
            "Then read on until there are as many bytes after the head as Content-Length says.",
        ],
        run: |target| {
            target
                .start()?
                .post("/", "grün und süß")?
                .expect_status(200)?
                .expect_header("Content-Type", "text/plain; charset=utf-8")?
                .expect_body("grün und süß")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/echo-every-byte",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "A body made of all 256 bytes, which is not UTF-8, comes back byte for byte.",
        why: "A body is bytes. A server that decodes it as text changes some of them, or crashes.",
        hints: &[
            "Keep the body in an array of bytes on its whole way; only the head is made of characters.",
        ],
        run: |target| {
            let server = target.start()?;
            server.post("/", every_byte())?.expect_status(200)?.expect_body(every_byte())?;
            server.get("/echo/hello")?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/echo-nothing",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "A body of no bytes comes back as a body of no bytes.",
        why: "Content-Length: 0 is a length like any other. A server that reads before it looks at the length waits for bytes that never come.",
        hints: &["Ask whether bytes are missing before you read, not after it."],
        run: |target| {
            target
                .start()?
                .post("/", "")?
                .expect_status(200)?
                .expect_header("Content-Length", "0")?
                .expect_body("")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/echo-is-no-page",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "What comes back is marked with X-Content-Type-Options: nosniff.",
        why: "Browsers guess a type from the bytes where they may. A page of somebody else's making would then run as ours.",
        hints: &["The header belongs to each answer whose bytes the client has chosen."],
        run: |target| {
            target
                .start()?
                .post("/", "<script>alert(1)</script>")?
                .expect_status(200)?
                .expect_header("Content-Type", "text/plain; charset=utf-8")?
                .expect_header("X-Content-Type-Options", "nosniff")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/looks-like-a-request",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(4),
        expect: "A body with blank lines and a request in it is a body, and nothing in it is obeyed.",
        why: "Only the length tells where a body ends. What is in it must never decide.",
        hints: &["The first blank line ends the head. Look for no other one."],
        run: |target| {
            let body = "\r\n\r\nGET /about HTTP/1.1\r\nHost: localhost\r\n\r\n";
            let server = target.start()?;
            let mut client = server.connect()?;
            let headers = format!("Content-Length: {}\r\n", body.len());
            client.send(request("POST", "/", &headers, body.as_bytes()))?;
            client.read_response()?.expect_status(200)?.expect_body(body)?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/no-length-no-body",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(4),
        expect: "A POST / that announces no body has none: it is answered at once, with 200 or 411.",
        why: "A request without Content-Length and Transfer-Encoding has a body of no bytes.",
        hints: &[
            "A response may end with the connection, a request may not: there would be no way to answer.",
        ],
        run: |target| {
            let response = target.start()?.exchange(request("POST", "/", "", b""))?;
            response.expect_status_among(&[200, 411])?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];
