//! Bodies that are too large, and the largest one that is not.

use super::every_byte;
use crate::requests::request;
use crate::{Basis, Check, Failure, Server, Stages, ensure};
use std::time::Instant;

/// The largest body that a stage accepts, in bytes.
pub(in crate::table) const LARGEST: usize = 16 * 1024 * 1024;

/// A body without an end is sent in pieces of this size.
static PIECE: [u8; 64 * 1024] = [0; 64 * 1024];

/// Checks of large bodies.
pub const CHECKS: &[Check] = &[
    Check {
        id: "bodies/at-the-limit",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "POST / with a body of exactly 16 MiB answers 200 with the whole body.",
        why: "A limit that is off by one refuses a body that it should accept, and nobody notices until it matters.",
        hints: &[
            "A write to a socket may take only some of the bytes. Write until none are left.",
            "The limit is the last length that is allowed: refuse only greater ones.",
        ],
        run: |target| {
            let body = every_byte().repeat(LARGEST / 256);
            let headers = format!("Content-Length: {LARGEST}\r\n");
            let server = target.start()?;
            // So many bytes take long if other programs need the processor too.
            let mut client = server.connect()?.with_timeout(3 * target.timeout());
            client.send(request("POST", "/", &headers, &body))?;
            client.read_response()?.expect_status(200)?.expect_body(&body)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/one-byte-too-large",
        basis: Basis::Course,
        rfc: &["9110 §15.5.14", "9112 §9.6"],
        stages: Stages::since(4),
        expect: "A client that sends 16 MiB and one byte, and reads meanwhile, gets the status 413.",
        why: "If a server closes a connection with unread bytes, the system resets it, and the client may lose the answer.",
        hints: &[
            "Answer, close only your side, and read on for a while before you close the rest.",
        ],
        run: |target| too_large_gets_413(&target.start()?, "/"),
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/too-large-unread",
        basis: Basis::Course,
        rfc: &["9110 §15.5.14"],
        stages: Stages::since(4),
        expect: "The status 413 comes as soon as the head has arrived, without a byte of the body.",
        why: "Reading a body only to throw it away costs time. Keeping it costs memory too.",
        hints: &["Compare Content-Length with the limit before you read or reserve memory."],
        run: |target| {
            let headers = format!("Content-Length: {}\r\n", LARGEST + 1);
            let head = request("POST", "/", &headers, b"");
            target.start()?.exchange(head)?.expect_status(413)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/largest-number",
        basis: Basis::Course,
        rfc: &["9110 §8.6"],
        stages: Stages::since(4),
        expect: "A Content-Length of 2^63 - 1, 2^63 or 2^64 - 1 gets the status 413.",
        why: "These lengths are valid, only too large. If you add the length of the head, the sum may wrap around to a small number.",
        hints: &[
            "Compare the number with the limit before you calculate with it.",
            "Signed numbers of 64 bits end at 9223372036854775807: use unsigned ones for lengths.",
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
    Check {
        id: "bodies/too-large-without-reset",
        basis: Basis::Course,
        rfc: &["9112 §9.6"],
        stages: Stages::since(4),
        expect: "A client that has sent 200,000 bytes of a body that is too large reads 413, stops, and sees a close instead of a reset.",
        why: "Bytes that were on their way when the answer left have to be read. Otherwise the system turns the close into a reset.",
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
        id: "bodies/terabyte",
        basis: Basis::Course,
        rfc: &["9110 §17.5"],
        stages: Stages::since(4),
        expect: "A client that announces a terabyte and starts to send it gets 413. If it goes on, the server soon stops reading.",
        why: "A server that reserves what a client announces has no memory left before the first byte has come.",
        hints: &[
            "Check that Content-Length is within the limit before you reserve that much memory.",
            "Limit what you read and throw away after the answer, in bytes and in time.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            let deadline = Instant::now() + target.timeout();
            client.send(request("POST", "/", "Content-Length: 1099511627776\r\n", b""))?;
            while !client.has_something_to_read()? && client.send(PIECE).is_ok() {
                ensure(Instant::now() < deadline, "the server reads on, and does not answer")?;
            }
            client.read_response()?.expect_status(413)?;
            let deadline = Instant::now() + target.timeout();
            while client.send(PIECE).is_ok() {
                ensure(Instant::now() < deadline, "the server still reads after its answer")?;
            }
            server.get("/")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];

/// Sends one byte more than is allowed, and reads the answer meanwhile.
pub(in crate::table) fn too_large_gets_413(server: &Server, path: &str) -> Result<(), Failure> {
    let headers = format!("Content-Length: {}\r\n", LARGEST + 1);
    let bytes = request("POST", path, &headers, &vec![0; LARGEST + 1]);
    server.connect()?.send_and_read(bytes)?.expect_status(413)?;
    Ok(())
}
