//! `POST /` sends the body back, so that its bytes can be compared.

use super::every_byte;
use crate::requests::request;
use crate::{Basis, Check, Need, Stages};

/// Checks of a body that comes back.
pub const CHECKS: &[Check] = &[
    Check {
        id: "bodies/echo",
        basis: Basis::Course,
        rfc: &["9112 §6.3"],
        stages: Stages::since(4),
        expect: "POST / answers 200 with the bytes of the request's body, as text/plain; charset=utf-8.",
        why: "The body follows the blank line, and Content-Length is its number of bytes.",
        hints: &[
            "Read the head first. Part of the body may have come with it already.",
            "Then read on until there are as many bytes after the head as Content-Length says.",
        ],
        run: |target| {
            target
                .start()?
                .post("/", "grün und süß")?
                .expect_status(200)?
                .expect_body("grün und süß")?
                .expect_type("text/plain; charset=utf-8")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/echo-nothing",
        basis: Basis::Course,
        rfc: &["9110 §8.6"],
        stages: Stages::since(4),
        expect: "POST / with Content-Length: 0 answers 200 with an empty body.",
        why: "Zero is a length like any other. A server that reads before it looks at the length waits for bytes that never come.",
        hints: &["Ask whether bytes are missing before you read, not after it."],
        run: |target| {
            target.start()?.post("/", "")?.expect_status(200)?.expect_body("")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/echo-every-byte",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "A body of all 256 byte values, which is not UTF-8, comes back byte for byte.",
        why: "A body is bytes. A server that decodes it as text changes some of them, or crashes.",
        hints: &["Keep the body as bytes all the way; only the head is text."],
        run: |target| {
            let server = target.start()?;
            server.post("/", every_byte())?.expect_status(200)?.expect_body(every_byte())?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/no-length-no-body",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(4),
        needs: &[Need::PostEcho],
        expect: "POST / without Content-Length and Transfer-Encoding gets a status at once: 200 or 204, or 400 or 411.",
        why: "Without these two headers, a request has no body. A server that waits for one waits until its client gives up.",
        hints: &[
            "The end of the connection can end a response, but not a request: the server could not answer any more.",
        ],
        run: |target| {
            let response = target.start()?.exchange(request("POST", "/", "", b""))?;
            // "the message body length is zero"; a server "MAY reject … with 411 (Length Required)".
            response.expect_status_among(&[200, 204, 400, 411])?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/looks-like-a-request",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(4),
        needs: &[Need::PostEcho],
        expect: "A body that contains blank lines and a whole request comes back unchanged, and gets only one answer.",
        why: "Only the length decides where a body ends, never its content.",
        hints: &["The first blank line ends the head. Do not look for another one."],
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
        id: "bodies/echo-is-no-page",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "The answer to POST / has the header X-Content-Type-Options: nosniff.",
        why: "Some browsers guess the type from the bytes. A page that a stranger wrote would then run as one of ours.",
        hints: &["This header belongs to each answer whose bytes the client has chosen."],
        run: |target| {
            let response = target.start()?.post("/", "<script>alert(1)</script>")?;
            response.expect_status(200)?.expect_header("X-Content-Type-Options", "nosniff")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];
