//! Stage 1: what goes in comes out.

use crate::{Check, Stages, ensure};

/// What holds for the raw socket.
pub const CHECKS: &[Check] = &[
    Check {
        id: "echo/text",
        holds: Stages::only(1),
        fails: Stages::NONE,
        claim: "A line of text comes back unchanged, and the server closes once the client has closed its side.",
        curl: "printf 'hello\\n' | nc -N {host} {port}",
        why: "TCP carries bytes both ways. The end of one way is told by a read of 0 bytes (RFC 9293 §3.6).",
        hints: &[
            "A read that gives 0 bytes means that the client will send no more: end the loop.",
        ],
        run: |subject| {
            let server = subject.start()?;
            let echoed = server.connect()?.send("hello\n")?.finish()?.read_to_end()?;
            ensure(echoed == b"hello\n", "the bytes that came back are others")
        },
    },
    Check {
        id: "echo/next-client-after-reset",
        holds: Stages::only(1),
        fails: Stages::NONE,
        claim: "A client that resets its connection harms nobody: the next one is served.",
        curl: "printf 'still there\\n' | nc -N {host} {port}",
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
