//! Chunks that do not arrive in one piece.

use super::chunked;
use crate::{Check, Client, Failure, Stages, Subject};

/// Checks of the arrival of chunks.
pub const CHECKS: &[Check] = &[
    Check {
        id: "chunked/split-at-every-byte",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "A chunked request and the one behind it, cut in two at any byte, are answered alike, time after time over one connection.",
        curl: r"(printf 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r'; sleep 1; printf '\nhello\r\n0\r\n\r\n') | nc {host} {port}",
        why: "A chunk is no packet: a read ends within a size, or between \\r and \\n (RFC 9112 §7.1).",
        hints: &[
            "Where a line is not complete, wait for the rest of it; do not judge the part.",
            "Take from the buffer only what is complete.",
        ],
        run: split_at_every_byte,
    },
    Check {
        id: "chunked/byte-by-byte",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "A chunked request that arrives byte by byte is answered, and so is the one behind it.",
        curl: r"(printf 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n'; for piece in 5 '\r' '\n' h e l l o '\r' '\n' 0 '\r' '\n' '\r' '\n'; do printf $piece; sleep 0.1; done) | nc {host} {port}",
        why: "A chunk may arrive in more pieces than it has bytes of data (RFC 9112 §7.1).",
        hints: &["Each state of the decoder has to survive \"no more bytes for now\"."],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            client.send_slowly(pair())?;
            answers_pair(&mut client)
        },
    },
];

/// A chunked request with all that it may have, and a simple one behind it.
fn pair() -> Vec<u8> {
    let first = chunked("5;a=b\r\nhello\r\n0b\r\n wide world\r\n0\r\nX-Sum: 1\r\n\r\n");
    let second = b"GET /echo/second HTTP/1.1\r\nHost: localhost\r\n\r\n";
    [first.as_slice(), second].concat()
}

fn split_at_every_byte(subject: &Subject) -> Result<(), Failure> {
    let server = subject.start()?;
    let mut client = server.connect()?;
    let pair = pair();
    for at in 1..pair.len() {
        client.send_in_pieces([&pair[..at], &pair[at..]])?;
        let answered = answers_pair(&mut client);
        answered.map_err(|failure| Failure::new(format!("cut after byte {at}: {failure}")))?;
    }
    Ok(())
}

fn answers_pair(client: &mut Client) -> Result<(), Failure> {
    client.read_response()?.expect_status(200)?.expect_body("hello wide world")?;
    client.read_response()?.expect_status(200)?.expect_body("second")?;
    Ok(())
}
