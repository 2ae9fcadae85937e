//! Stage 1: what goes in comes out.

use crate::bytes::find_difference;
use crate::{Basis, Check, Failure, Stages, Target, ensure};

/// Checks of the raw socket.
pub const CHECKS: &[Check] = &[
    Check {
        id: "echo/text",
        basis: Basis::Must,
        rfc: &["9293 §3.6"],
        stages: Stages::only(1),
        expect: "A line of text comes back unchanged, and the server closes once the client has closed its side.",
        why: "TCP carries bytes both ways. A read of 0 bytes is how one side learns that the other is done.",
        hints: &[
            "A read that gives 0 bytes means that the client will send no more: end the loop.",
        ],
        run: |target| echoes(target, b"hello\n"),
        ..Check::DEFAULT
    },
    Check {
        id: "echo/binary",
        basis: Basis::Course,
        stages: Stages::only(1),
        expect: "All 256 bytes come back unchanged.",
        why: "A socket knows no characters and no lines. A server that reads text from it loses all bytes that are not UTF-8.",
        hints: &["Read into a buffer of bytes, and write as many of them back as were read."],
        run: |target| echoes(target, &(0..=255).collect::<Vec<u8>>()),
        ..Check::DEFAULT
    },
    Check {
        id: "echo/long",
        basis: Basis::Course,
        stages: Stages::only(1),
        expect: "A MiB comes back unchanged, while more of it is still being sent.",
        why: "No buffer holds everything. A server that reads all before it writes fills its memory; a write may also take less than it was given.",
        hints: &[
            "One read is not the whole message: go on until a read gives 0 bytes.",
            "`write` may take a part only; `write_all` goes on until everything is out.",
        ],
        run: |target| {
            let numbers = (0..1024 * 1024 / 4_u32).flat_map(u32::to_be_bytes);
            echoes(target, &numbers.collect::<Vec<u8>>())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "echo/byte-by-byte",
        basis: Basis::Course,
        stages: Stages::only(1),
        expect: "Each byte comes back before the next is sent.",
        why: "A server that waits for a line or for a full buffer would let a client wait that waits for it.",
        hints: &["`read` gives what is there. Send that back before you read again."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            for byte in *b"one at a time" {
                let echoed = client.send([byte])?.read_exact(1)?;
                ensure(echoed == [byte], "another byte came back")?;
            }
            client.finish()?.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "echo/next-client",
        basis: Basis::Course,
        stages: Stages::only(1),
        expect: "When one client is done, the next is served.",
        why: "A server outlives its clients: accepting is a loop.",
        hints: &["`incoming()` gives one connection after the other and never ends."],
        run: |target| {
            let server = target.start()?;
            for name in ["Ada", "Bob", "Cleo"] {
                let echoed = server.connect()?.send(name)?.finish()?.read_to_end()?;
                ensure(echoed == name.as_bytes(), "the bytes that came back are others")?;
            }
            server.expect_running()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "echo/client-leaves",
        basis: Basis::Course,
        stages: Stages::only(1),
        expect: "A client that connects and leaves without a byte harms nobody: the next one is served.",
        why: "Port scanners, health checks and browsers do that all day.",
        hints: &["The first read may be the last: 0 bytes are no error."],
        run: |target| {
            let server = target.start()?;
            drop(server.connect()?);
            let echoed = server.connect()?.send("still there")?.finish()?.read_to_end()?;
            ensure(echoed == b"still there", "the bytes that came back are others")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "echo/client-resets",
        basis: Basis::Course,
        stages: Stages::only(1),
        expect: "A client that resets its connection harms nobody: the next one is served.",
        why: "Clients crash and networks fail. An error on one connection is no reason to end the server.",
        hints: &["Do not let an error of `read` leave the loop that accepts: log it and go on."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send("gone")?.read_exact(4)?;
            client.reset()?;
            let echoed = server.connect()?.send("still there")?.finish()?.read_to_end()?;
            ensure(echoed == b"still there", "the bytes that came back are others")
        },
        ..Check::DEFAULT
    },
];

/// These bytes, and nothing else, come back, and then the end.
fn echoes(target: &Target, bytes: &[u8]) -> Result<(), Failure> {
    let server = target.start()?;
    let echoed = server.connect()?.send_and_read_to_end(bytes)?;
    match find_difference(bytes, &echoed) {
        None => Ok(()),
        Some(difference) => Err(Failure::new(difference)),
    }
}
