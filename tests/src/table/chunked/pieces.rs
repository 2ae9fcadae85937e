//! Chunks that do not arrive in one piece.

use super::{ECHO_AND_NEXT, chunked};
use crate::{Basis, Check, Client, Failure, FailureKind, Stages, Target};

/// Checks of the arrival of chunks.
pub const CHECKS: &[Check] = &[
    Check {
        id: "chunked/byte-by-byte",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Status],
        needs: ECHO_AND_NEXT,
        expect: "A chunked request and a GET behind it that arrive byte by byte are both answered with 200 and the right body.",
        why: "A chunk may arrive in more pieces than it has bytes of data.",
        hints: &["Each state of the decoder has to accept \"no more bytes for now\"."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send_slowly(pair())?;
            answers_pair(&mut client)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/split-at-every-byte",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Status],
        needs: ECHO_AND_NEXT,
        expect: "A chunked request and a GET behind it get the same two answers, wherever they are cut in two.",
        why: "A chunk is not a packet: a read may end within a size, or between \\r and \\n.",
        hints: &[
            "If a line is not complete, wait for the rest of it; do not judge the part.",
            "Take only complete parts out of the buffer.",
        ],
        run: split_at_every_byte,
        ..Check::DEFAULT
    },
];

/// A chunked request with extensions and trailers, and a simple request behind it.
fn pair() -> Vec<u8> {
    let first = chunked("5;a=b\r\nhello\r\n0b\r\n wide world\r\n0\r\nX-Sum: 1\r\n\r\n");
    let second = b"GET /echo/second HTTP/1.1\r\nHost: localhost\r\n\r\n";
    [first.as_slice(), second].concat()
}

fn split_at_every_byte(target: &Target) -> Result<(), Failure> {
    let server = target.start()?;
    let pair = pair();
    for at in 1..pair.len() {
        // A server may limit the number of requests over one connection.
        let mut client = server.connect()?;
        client.send_in_pieces([&pair[..at], &pair[at..]])?;
        let answered = answers_pair(&mut client);
        answered.map_err(|failure| {
            Failure::of(failure.kind, format!("cut after byte {at}: {failure}"))
        })?;
    }
    Ok(())
}

fn answers_pair(client: &mut Client) -> Result<(), Failure> {
    client.read_response()?.expect_status(200)?.expect_body("hello wide world")?;
    client.read_response()?.expect_status(200)?.expect_body("second")?;
    Ok(())
}
