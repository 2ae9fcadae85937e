//! Bodies that are too large, and the largest that is not.

use super::every_byte;
use crate::requests::request;
use crate::{Basis, Check, Stages, ensure};
use std::time::Instant;

/// The largest body that a stage takes, in bytes.
pub(in crate::table) const LARGEST: usize = 16 * 1024 * 1024;

/// Of a body without end, this much is sent at a time.
static PIECE: [u8; 64 * 1024] = [0; 64 * 1024];

/// Checks of large bodies.
pub const CHECKS: &[Check] = &[
    Check {
        id: "bodies/at-the-limit",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "A body of exactly 16 MiB is taken, and comes back whole.",
        why: "A limit that is off by one refuses what was promised, and nobody notices before it matters.",
        hints: &[
            "A write to a socket may take a part of the bytes only. Write until all are gone.",
            "The limit is the last length that is allowed: refuse what is greater.",
        ],
        run: |target| {
            let body = every_byte().repeat(LARGEST / 256);
            let headers = format!("Content-Length: {LARGEST}\r\n");
            let server = target.start()?;
            // So many bytes both ways take their time where others want the processor too.
            let mut client = server.connect()?.with_timeout(3 * target.timeout());
            client.send(request("POST", "/", &headers, &body))?;
            client.read_response()?.expect_status(200)?.expect_body(&body)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/one-byte-too-large",
        basis: Basis::Must,
        rfc: &["9112 §9.6"],
        stages: Stages::since(4),
        expect: "A body of 16 MiB and one byte gets 413, and the answer arrives while the client still sends.",
        why: "A server that closes with bytes unread resets the connection, and the answer is lost with it.",
        hints: &[
            "Answer, close your side for writing only, and read on for a while before you close.",
        ],
        run: |target| {
            let server = target.start()?;
            let headers = format!("Content-Length: {}\r\n", LARGEST + 1);
            let bytes = request("POST", "/", &headers, &vec![0; LARGEST + 1]);
            server.connect()?.send_and_read(bytes)?.expect_status(413)?;
            server.get("/echo/hello")?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/too-large-without-reset",
        basis: Basis::Must,
        rfc: &["9112 §9.6"],
        stages: Stages::since(4),
        expect: "A client that stops sending when it sees the 413 finds a connection that is closed, and not reset.",
        why: "What was on its way when the answer came has to be read, or the close becomes a reset.",
        hints: &["Read and throw away at least 256 KiB after the answer, before you close."],
        run: |target| {
            let server = target.start()?;
            let headers = format!("Content-Length: {}\r\n", LARGEST + 1);
            let mut client = server.connect()?;
            client.send(request("POST", "/", &headers, &[0; 200_000]))?;
            client.read_response()?.expect_status(413)?;
            client.finish()?.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/too-large-unread",
        basis: Basis::Must,
        rfc: &["9110 §15.5.14"],
        stages: Stages::since(4),
        expect: "The 413 comes at once: the length in the head is enough, without a byte of the body.",
        why: "To read what will be thrown away costs time, and memory where it is kept.",
        hints: &["Compare Content-Length with the limit before you read, or even reserve memory."],
        run: |target| {
            let headers = format!("Content-Length: {}\r\n", LARGEST + 1);
            let head = request("POST", "/", &headers, b"");
            target.start()?.exchange(head)?.expect_status(413)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/terabyte",
        basis: Basis::Must,
        rfc: &["9110 §17.5"],
        stages: Stages::since(4),
        expect: "A client that announces a terabyte and begins to send it gets 413, and the server soon stops reading.",
        why: "Memory reserved by the word of a client is gone before its first byte has come.",
        hints: &[
            "Never reserve as much memory as Content-Length says before it is known to be within the limit.",
            "Bound what you read and throw away after the answer, by bytes and by time.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send(request("POST", "/", "Content-Length: 1099511627776\r\n", b""))?;
            while !client.has_something_to_read()? && client.send(PIECE).is_ok() {}
            client.read_response()?.expect_status(413)?;
            let deadline = Instant::now() + target.timeout();
            while client.send(PIECE).is_ok() {
                ensure(Instant::now() < deadline, "the server still reads what it does not want")?;
            }
            server.get("/echo/hello")?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/largest-number",
        basis: Basis::Must,
        rfc: &["9110 §8.6"],
        stages: Stages::since(4),
        expect: "The largest lengths that fit into 64 bits get 413 like any other that is too large.",
        why: "Such a length is good and only too large; add the head's to it, and it wraps around to a small one.",
        hints: &[
            "Compare the number with the limit before you calculate with it.",
            "Signed numbers of 64 bits end at 9223372036854775807: lengths need unsigned ones.",
        ],
        run: |target| {
            let server = target.start()?;
            for length in ["9223372036854775807", "9223372036854775808", "18446744073709551615"] {
                let headers = format!("Content-Length: {length}\r\n");
                server.exchange(request("POST", "/", &headers, b"hello"))?.expect_status(413)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
];
