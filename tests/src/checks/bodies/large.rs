//! Bodies that are too large, and the largest that is not.

use super::every_byte;
use crate::requests::request;
use crate::{Check, Stages, ensure};
use std::time::Instant;

/// The largest body that a stage takes, in bytes.
pub(in crate::checks) const LARGEST: usize = 16 * 1024 * 1024;

/// Of a body without end, this much is sent at a time.
static PIECE: [u8; 64 * 1024] = [0; 64 * 1024];

/// Checks of large bodies.
pub const CHECKS: &[Check] = &[
    Check {
        id: "bodies/at-the-limit",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "A body of exactly 16 MiB is taken, and comes back whole.",
        curl: "head -c 16777216 /dev/urandom > {home}/random; curl -s --data-binary @{home}/random {url}/ | cmp - {home}/random",
        why: "A limit that is off by one refuses what was promised, and nobody notices before it matters.",
        hints: &[
            "A write to a socket may take a part of the bytes only. Write until all are gone.",
            "The limit is the last length that is allowed: refuse what is greater.",
        ],
        run: |subject| {
            let body = every_byte().repeat(LARGEST / 256);
            let headers = format!("Content-Length: {LARGEST}\r\n");
            let server = subject.start()?;
            // So many bytes both ways take their time where others want the processor too.
            let mut client = server.connect()?.patient(3 * subject.patience());
            client.send(request("POST", "/", &headers, &body))?;
            client.read_response()?.expect_status(200)?.expect_body(&body)?;
            Ok(())
        },
    },
    Check {
        id: "bodies/one-byte-too-large",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "A body of 16 MiB and one byte gets 413, and the answer arrives while the client still sends.",
        curl: "head -c 16777217 /dev/zero | curl -i -H 'Expect:' --data-binary @- {url}/",
        why: "A server that closes with bytes unread resets the connection, and the answer is lost with it (RFC 9112 §9.6).",
        hints: &[
            "Answer, close your side for writing only, and read on for a while before you close.",
        ],
        run: |subject| {
            let server = subject.start()?;
            let headers = format!("Content-Length: {}\r\n", LARGEST + 1);
            let bytes = request("POST", "/", &headers, &vec![0; LARGEST + 1]);
            server.connect()?.send_and_read(bytes)?.expect_status(413)?;
            server.get("/echo/hello")?.expect_status(200)?;
            Ok(())
        },
    },
    Check {
        id: "bodies/too-large-without-reset",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "A client that stops sending when it sees the 413 finds a connection that is closed, and not reset.",
        curl: "(printf 'POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 16777217\\r\\n\\r\\n'; head -c 200000 /dev/zero) | nc -N {host} {port}",
        why: "What was on its way when the answer came has to be read, or the close becomes a reset (RFC 9112 §9.6).",
        hints: &["Read and throw away at least 256 KiB after the answer, before you close."],
        run: |subject| {
            let server = subject.start()?;
            let headers = format!("Content-Length: {}\r\n", LARGEST + 1);
            let mut client = server.connect()?;
            client.send(request("POST", "/", &headers, &[0; 200_000]))?;
            client.read_response()?.expect_status(413)?;
            client.finish()?.expect_closed()
        },
    },
    Check {
        id: "bodies/too-large-unread",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "The 413 comes at once: the length in the head is enough, without a byte of the body.",
        curl: "printf 'POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 16777217\\r\\n\\r\\n' | nc {host} {port}",
        why: "To read what will be thrown away costs time, and memory where it is kept (RFC 9110 §15.5.14).",
        hints: &["Compare Content-Length with the limit before you read, or even reserve memory."],
        run: |subject| {
            let headers = format!("Content-Length: {}\r\n", LARGEST + 1);
            let head = request("POST", "/", &headers, b"");
            subject.start()?.exchange(head)?.expect_status(413)?;
            Ok(())
        },
    },
    Check {
        id: "bodies/terabyte",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "A client that announces a terabyte and begins to send it gets 413, and the server soon stops reading.",
        curl: "curl -i -H 'Expect:' -H 'Content-Length: 1099511627776' --data-binary @- {url}/ < /dev/zero",
        why: "Memory reserved by the word of a client is gone before its first byte has come (RFC 9110 §17.5).",
        hints: &[
            "Never reserve as much memory as Content-Length says before it is known to be within the limit.",
            "Bound what you read and throw away after the answer, by bytes and by time.",
        ],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            client.send(request("POST", "/", "Content-Length: 1099511627776\r\n", b""))?;
            while !client.has_something_to_read()? && client.send(PIECE).is_ok() {}
            client.read_response()?.expect_status(413)?;
            let deadline = Instant::now() + subject.patience();
            while client.send(PIECE).is_ok() {
                ensure(Instant::now() < deadline, "the server still reads what it does not want")?;
            }
            server.get("/echo/hello")?.expect_status(200)?;
            Ok(())
        },
    },
    Check {
        id: "bodies/largest-number",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "The largest lengths that fit into 64 bits get 413 like any other that is too large.",
        curl: "curl -i -H 'Content-Length: 18446744073709551615' --data hello {url}/",
        why: "Such a length is good and only too large; add the head's to it, and it wraps around to a small one (RFC 9110 §8.6).",
        hints: &[
            "Compare the number with the limit before you calculate with it.",
            "Signed numbers of 64 bits end at 9223372036854775807: lengths need unsigned ones.",
        ],
        run: |subject| {
            let server = subject.start()?;
            for length in ["9223372036854775807", "9223372036854775808", "18446744073709551615"] {
                let headers = format!("Content-Length: {length}\r\n");
                server.exchange(request("POST", "/", &headers, b"hello"))?.expect_status(413)?;
            }
            Ok(())
        },
    },
];
