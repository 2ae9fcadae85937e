//! Stage 1: the server sends back every byte.

use crate::bytes::find_difference;
use crate::{Check, Failure, Stages, Target, ensure};

/// Checks of the raw socket.
pub const CHECKS: &[Check] = &[
    Check {
        id: "echo/text",
        rfc: &["9293 §3.6"],
        stages: Stages::only(1),
        expect: "A line of text comes back unchanged, and the server closes once the client has closed its side.",
        why: "TCP carries bytes both ways. One side learns from a read of 0 bytes that the other is done.",
        hints: &[
            "A read that returns 0 bytes means that the client will send no more: end the loop.",
        ],
        run: |target| echoes(target, b"hello\n"),
        ..Check::DEFAULT
    },
    Check {
        id: "echo/binary",
        stages: Stages::only(1),
        expect: "All 256 bytes come back unchanged.",
        why: "A socket knows no characters and no lines. A server that reads text loses all bytes that are not UTF-8.",
        hints: &["Read into a buffer of bytes, and write back as many as you have read."],
        run: |target| echoes(target, &(0..=255).collect::<Vec<u8>>()),
        ..Check::DEFAULT
    },
    Check {
        id: "echo/long",
        stages: Stages::only(1),
        expect: "1 MiB comes back unchanged, although the client reads while it still sends.",
        why: "No buffer holds everything. A server that reads all before it writes fills its memory, and one write may not take all bytes.",
        hints: &[
            "One read is not the whole message: go on until a read returns 0 bytes.",
            "`write` may take only a part. `write_all` goes on until everything is out.",
        ],
        run: |target| {
            let numbers = (0..1024 * 1024 / 4_u32).flat_map(u32::to_be_bytes);
            echoes(target, &numbers.collect::<Vec<u8>>())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "echo/byte-by-byte",
        stages: Stages::only(1),
        expect: "Each byte comes back before the client sends the next one.",
        why: "If the server waits for a whole line or a full buffer, both sides wait for each other.",
        hints: &["`read` returns what is there. Send that back before you read again."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            for byte in *b"one at a time" {
                let echoed = client.send([byte])?.read_exact(1)?;
                ensure(echoed == [byte], format!("sent {byte}, but got {echoed:?}"))?;
            }
            client.finish()?.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "echo/next-client",
        stages: Stages::only(1),
        expect: "Three clients, one after the other, each get their bytes back.",
        why: "A server lives longer than its clients: it accepts in a loop.",
        hints: &["`incoming()` returns one connection after another and never ends."],
        run: |target| {
            let server = target.start()?;
            for name in ["Ada", "Bob", "Cleo"] {
                let echoed = server.connect()?.send(name)?.finish()?.read_to_end()?;
                ensure(echoed == name.as_bytes(), "other bytes came back")?;
            }
            server.expect_running()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "echo/client-leaves",
        stages: Stages::only(1),
        expect: "After a client that connects and leaves without a byte, the next client gets its bytes back.",
        why: "Port scanners, health checks and browsers do this all day.",
        hints: &["The first read may already return 0 bytes. That is no error."],
        run: |target| {
            let server = target.start()?;
            drop(server.connect()?);
            let echoed = server.connect()?.send("still there")?.finish()?.read_to_end()?;
            ensure(echoed == b"still there", "other bytes came back")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "echo/client-resets",
        stages: Stages::only(1),
        expect: "After a client that resets its connection, the next client gets its bytes back.",
        why: "Clients crash and networks fail. An error of one connection must not end the server.",
        hints: &["An error of `read` must not end the loop that accepts: log it and go on."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send("gone")?.read_exact(4)?;
            client.reset()?;
            let echoed = server.connect()?.send("still there")?.finish()?.read_to_end()?;
            ensure(echoed == b"still there", "other bytes came back")
        },
        ..Check::DEFAULT
    },
];

/// These bytes come back, nothing else, and then the end.
fn echoes(target: &Target, bytes: &[u8]) -> Result<(), Failure> {
    let server = target.start()?;
    let echoed = server.connect()?.send_and_read_to_end(bytes)?;
    match find_difference(bytes, &echoed) {
        None => Ok(()),
        Some(difference) => Err(Failure::new(difference)),
    }
}
