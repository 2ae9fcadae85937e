//! Stage 1: what goes in comes out.

use crate::bytes::find_difference;
use crate::{Check, Failure, Stages, Subject, ensure};

/// Checks of the raw socket.
pub const CHECKS: &[Check] = &[
    Check {
        id: "echo/text",
        holds: Stages::only(1),
        fails: Stages::NONE,
        claim: "A line of text comes back unchanged, and the server closes once the client has closed its side.",
        curl: "printf 'hello\\n' | nc -N {host} {port}",
        why: "TCP carries bytes both ways. A read of 0 bytes is how one side learns that the other is done (RFC 9293 §3.6).",
        hints: &[
            "A read that gives 0 bytes means that the client will send no more: end the loop.",
        ],
        run: |subject| echoes(subject, b"hello\n"),
    },
    Check {
        id: "echo/binary",
        holds: Stages::only(1),
        fails: Stages::NONE,
        claim: "All 256 bytes come back unchanged.",
        curl: "head -c 1000 /dev/urandom > in; nc -N {host} {port} < in | cmp - in",
        why: "A socket knows no characters and no lines. A server that reads text from it loses all bytes that are not UTF-8.",
        hints: &["Read into a buffer of bytes, and write as many of them back as were read."],
        run: |subject| echoes(subject, &(0..=255).collect::<Vec<u8>>()),
    },
    Check {
        id: "echo/long",
        holds: Stages::only(1),
        fails: Stages::NONE,
        claim: "A MiB comes back unchanged, while more of it is still being sent.",
        curl: "head -c 1048576 /dev/urandom > in; nc -N {host} {port} < in | cmp - in",
        why: "No buffer holds everything. A server that reads all before it writes fills its memory; a write may also take less than it was given.",
        hints: &[
            "One read is not the whole message: go on until a read gives 0 bytes.",
            "`write` may take a part only; `write_all` goes on until everything is out.",
        ],
        run: |subject| {
            let numbers = (0..1024 * 1024 / 4_u32).flat_map(u32::to_be_bytes);
            echoes(subject, &numbers.collect::<Vec<u8>>())
        },
    },
    Check {
        id: "echo/byte-by-byte",
        holds: Stages::only(1),
        fails: Stages::NONE,
        claim: "Each byte comes back before the next is sent.",
        curl: "nc {host} {port}   # and type: each line comes back at once",
        why: "A server that waits for a line or for a full buffer would let a client wait that waits for it.",
        hints: &["`read` gives what is there. Send that back before you read again."],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            for byte in *b"one at a time" {
                let echoed = client.send([byte])?.read_exact(1)?;
                ensure(echoed == [byte], "another byte came back")?;
            }
            client.finish()?.expect_closed()
        },
    },
    Check {
        id: "echo/next-client",
        holds: Stages::only(1),
        fails: Stages::NONE,
        claim: "When one client is done, the next is served.",
        curl: "for name in Ada Bob; do echo $name | nc -N {host} {port}; done",
        why: "A server outlives its clients: accepting is a loop.",
        hints: &["`incoming()` gives one connection after the other and never ends."],
        run: |subject| {
            let server = subject.start()?;
            for name in ["Ada", "Bob", "Cleo"] {
                let echoed = server.connect()?.send(name)?.finish()?.read_to_end()?;
                ensure(echoed == name.as_bytes(), "the bytes that came back are others")?;
            }
            server.expect_running()
        },
    },
    Check {
        id: "echo/client-leaves",
        holds: Stages::only(1),
        fails: Stages::NONE,
        claim: "A client that connects and leaves without a byte harms nobody: the next one is served.",
        curl: "nc -z {host} {port}; echo still there | nc -N {host} {port}",
        why: "Port scanners, health checks and browsers do that all day.",
        hints: &["The first read may be the last: 0 bytes are no error."],
        run: |subject| {
            let server = subject.start()?;
            drop(server.connect()?);
            let echoed = server.connect()?.send("still there")?.finish()?.read_to_end()?;
            ensure(echoed == b"still there", "the bytes that came back are others")
        },
    },
    Check {
        id: "echo/client-resets",
        holds: Stages::only(1),
        fails: Stages::NONE,
        claim: "A client that resets its connection harms nobody: the next one is served.",
        curl: "(echo gone; sleep 9) | nc {host} {port} & sleep 1; kill -9 $!; echo still there | nc -N {host} {port}",
        why: "Clients crash and networks fail. An error on one connection is no reason to end the server.",
        hints: &["Do not let an error of `read` leave the loop that accepts: log it and go on."],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            client.send("gone")?.read_exact(4)?;
            client.reset()?;
            let echoed = server.connect()?.send("still there")?.finish()?.read_to_end()?;
            ensure(echoed == b"still there", "the bytes that came back are others")
        },
    },
];

/// These bytes, and nothing else, come back, and then the end.
fn echoes(subject: &Subject, bytes: &[u8]) -> Result<(), Failure> {
    let server = subject.start()?;
    let echoed = server.connect()?.send_and_read_to_end(bytes)?;
    match find_difference(bytes, &echoed) {
        None => Ok(()),
        Some(difference) => Err(Failure::new(difference)),
    }
}
