//! How a request arrives: in pieces of any size, and sometimes not completely.

use super::expect_refused_or_silence;
use crate::requests::request;
use crate::{Basis, Check, Failure, Need, Stages};

/// Checks of requests that arrive in pieces, or in part.
pub const CHECKS: &[Check] = &[
    Check {
        id: "bodies/split-anywhere",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(4),
        needs: &[Need::PostEcho],
        expect: "POST / in two pieces, split after any byte of the head or body, answers 200 with the whole body.",
        why: "TCP keeps the order of the bytes, but not the pieces in which they were sent.",
        hints: &[
            "Even the blank line can be split: look for it in all that has come, not in the last read.",
            "Bytes after the blank line are the beginning of the body. Do not throw them away.",
        ],
        run: |target| {
            let server = target.start()?;
            let bytes = request("POST", "/", "Content-Length: 5\r\n", b"hello");
            for position in 1..bytes.len() {
                let (first, second) = bytes.split_at(position);
                let mut client = server.connect()?;
                let response = client.send_in_pieces([first, second])?.read_response();
                let same = response.and_then(|it| it.expect_status(200)?.expect_body("hello"));
                same.map_err(|failure| split(&failure, position))?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/byte-by-byte",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(4),
        needs: &[Need::PostEcho],
        expect: "POST / that arrives byte by byte answers 200 with the whole body.",
        why: "A read may return a single byte. A slow client is not a wrong one.",
        hints: &["Read in a loop, for the head as well as for the body."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send_slowly(request("POST", "/", "Content-Length: 5\r\n", b"hello"))?;
            client.read_response()?.expect_status(200)?.expect_body("hello")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/cut-off",
        basis: Basis::Must,
        rfc: &["9112 §6.3", "9112 §8"],
        stages: Stages::since(4),
        expect: "A client that closes its side in the middle of a body gets an error or no answer, and then the close.",
        why: "The missing bytes will never come. A part of a body is not a body, so nobody may act on it.",
        hints: &[
            "A read of 0 bytes has to end the loop that waits for more. Otherwise it never ends.",
        ],
        run: |target| {
            let server = target.start()?;
            // "the recipient MUST consider the message to be incomplete and close the connection";
            // it "MAY send an error response prior to closing".
            for part in ["", "h", "hello", "hello wor"] {
                let bytes = request("POST", "/", "Content-Length: 10\r\n", part.as_bytes());
                let mut client = server.connect()?;
                expect_refused_or_silence(client.send(bytes)?.finish()?)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/reset-midway",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "After five clients have reset their connections in the middle of a body, GET / still gets an answer.",
        why: "Clients crash and networks fail. An error of one connection must not end the server.",
        hints: &["An error of `read` ends the connection: log it, and serve the next one."],
        run: |target| {
            let server = target.start()?;
            for _ in 0..5 {
                let mut client = server.connect()?;
                client.send(request("POST", "/", "Content-Length: 100000\r\n", b"hello"))?;
                client.reset()?;
            }
            server.get("/")?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
];

fn split(failure: &Failure, position: usize) -> Failure {
    let message = format!("split after {position} bytes: {}", failure.message);
    Failure::of(failure.kind, message)
}
