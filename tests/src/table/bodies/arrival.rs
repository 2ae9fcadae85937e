//! How a request arrives: in whatever pieces, and sometimes not to its end.

use super::expect_refused_or_silence;
use crate::requests::request;
use crate::{Basis, Check, Failure, Response, Stages, ensure};

/// Checks of requests that arrive in pieces, or in part.
pub const CHECKS: &[Check] = &[
    Check {
        id: "bodies/split-anywhere",
        basis: Basis::Must,
        rfc: &["9293 §3.8"],
        stages: Stages::since(4),
        expect: "Wherever head and body are split in two pieces, the answer is the same.",
        why: "TCP keeps the order of bytes, not the pieces in which they were sent.",
        hints: &[
            "The blank line may be split itself: look for it in all that you have, not in the last read.",
            "What came behind the blank line is the beginning of the body. Do not throw it away.",
        ],
        run: |target| {
            let server = target.start()?;
            let bytes = request("POST", "/", "Content-Length: 5\r\n", b"hello");
            let whole = server.exchange(&bytes)?.expect_status(200)?.expect_body("hello")?;
            for position in 1..bytes.len() {
                let (first, second) = bytes.split_at(position);
                let mut client = server.connect()?;
                let answer = client.send_in_pieces([first, second])?.read_response()?;
                same(&answer, &whole, position)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/byte-by-byte",
        basis: Basis::Must,
        rfc: &["9293 §3.8"],
        stages: Stages::since(4),
        expect: "A request that arrives byte by byte, head and body, is answered like any other.",
        why: "A read may give a single byte. A slow client is no wrong one.",
        hints: &["Read in a loop, for the head as well as for the body."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send_slowly(request("POST", "/", "Content-Length: 5\r\n", b"hello"))?;
            client.read_response()?.expect_status(200)?.expect_body("hello")?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/cut-off",
        basis: Basis::Must,
        rfc: &["9112 §8"],
        stages: Stages::since(4),
        expect: "A client that closes its side in the middle of a body gets 400 or nothing, and the close at once.",
        why: "A body that is shorter than promised is no body, and what is missing will never come.",
        hints: &[
            "A read of 0 bytes ends the loop that waits for more: without that, it never ends.",
        ],
        run: |target| {
            let server = target.start()?;
            for part in ["", "h", "hello", "hello wor"] {
                let bytes = request("POST", "/", "Content-Length: 10\r\n", part.as_bytes());
                let mut client = server.connect()?;
                expect_refused_or_silence(client.send(bytes)?.finish()?)?;
            }
            server.get("/echo/hello")?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/reset-midway",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "A client that resets its connection in the middle of a body harms nobody.",
        why: "Clients crash and networks fail. An error of one connection is no reason to end the server.",
        hints: &["An error of `read` ends the connection: log it, and serve the next one."],
        run: |target| {
            let server = target.start()?;
            for _ in 0..5 {
                let mut client = server.connect()?;
                client.send(request("POST", "/", "Content-Length: 100000\r\n", b"hello"))?;
                client.reset()?;
            }
            server.get("/echo/hello")?.expect_status(200)?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
];

fn same(answer: &Response, whole: &Response, position: usize) -> Result<(), Failure> {
    ensure(
        answer.head_without_date() == whole.head_without_date() && answer.body == whole.body,
        format!("the answer is another one where the request is split after {position} bytes"),
    )
}
