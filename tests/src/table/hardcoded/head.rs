//! The head of a request: where it ends, and what a server survives until then.

use crate::requests::request;
use crate::table::bodies::expect_refused_or_silence;
use crate::{Basis, Check, Stages, ensure};
use std::time::Duration;

/// Checks of how a head is read.
pub const CHECKS: &[Check] = &[
    Check {
        id: "hardcoded/head-in-pieces",
        basis: Basis::Must,
        rfc: &["9293 §3.8"],
        stages: Stages::since(2),
        expect: "A head that arrives byte by byte is answered like any other.",
        why: "TCP is a stream: a read gives any part of what was sent. A head ends at its blank line, not at the end of a read.",
        hints: &["Read on until the blank line is there, however many reads that takes."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send_slowly(request("GET", "/", "", b""))?;
            client.read_response()?.expect_status(200)?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/reads-before-it-answers",
        basis: Basis::Must,
        rfc: &["9112 §9.6"],
        stages: Stages::since(2),
        expect: "There is no answer before the blank line has arrived.",
        why: "What is not read when the connection closes turns the close into a reset, and the client may lose the answer.",
        hints: &["A line is not yet a head: look for the empty one."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n")?;
            client.expect_silence(Duration::from_millis(100))?;
            client.send("Connection: close\r\n\r\n")?.read_response()?.expect_status(200)?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/cut-off-after-return",
        basis: Basis::Must,
        rfc: &["9112 §2.1"],
        stages: Stages::since(2),
        expect: "A head that ends in a carriage return, without its line feed, is not complete: a client that stops there gets 400 or nothing, and the close at once.",
        why: "The blank line is \\r and \\n. After \\r alone, nobody knows whether the client has said all.",
        hints: &[
            "What is left at the end of input need not be a line: look for its \\n.",
            "`split` and `lines` remove the line feed, so a last line without one looks complete.",
        ],
        run: |target| {
            let server = target.start()?;
            for head in ["GET / HTTP/1.1\r\nHost: localhost\r\n\r", "GET / HTTP/1.1\r\n\r", "\r"] {
                expect_refused_or_silence(server.connect()?.send(head)?.finish()?)?;
            }
            server.get("/")?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/not-utf8",
        basis: Basis::Must,
        rfc: &["9110 §5.5"],
        stages: Stages::since(2),
        expect: "Bytes in a header that are not UTF-8 are no reason to fail.",
        why: "The value of a header may have any byte above 127 in it, and no encoding is agreed upon.",
        hints: &["Keep what you read as bytes. `read_line` wants UTF-8; `read_until` does not."],
        run: |target| {
            let server = target.start()?;
            let bytes =
                b"GET / HTTP/1.1\r\nHost: x\r\nX-Name: \xff\xfe\xc3\r\nConnection: close\r\n\r\n";
            server.exchange(bytes)?.expect_status(200)?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/long-head",
        basis: Basis::Must,
        rfc: &["9112 §9.6"],
        stages: Stages::only(2),
        expect: "A request with a header of 20 kB is answered, twenty times in a row.",
        why: "A server that reads only the first bytes of a request closes with the others unread, and that is a reset.",
        hints: &["Read in a loop. One read of a fixed buffer gets the beginning only."],
        run: |target| {
            let server = target.start()?;
            let header = format!("X-Long: {}\r\n", "a".repeat(20_000));
            for _ in 0..20 {
                let mut client = server.connect()?;
                client.send(request("GET", "/", &header, b""))?;
                client.read_response()?.expect_status(200)?;
                client.expect_closed()?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/endless-head",
        basis: Basis::Must,
        rfc: &["9110 §17.5"],
        stages: Stages::since(2),
        expect: "A head without an end is given up at some point, and the next client is served.",
        why: "What one client sends has to have a limit, or one client can fill the memory of all.",
        hints: &[
            "Count the bytes of a head, and stop reading at a number that no browser reaches.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send("GET / HTTP/1.1\r\nX-Long: ")?;
            let blocks = 1024;
            let block = vec![b'a'; 64 * 1024];
            let taken = (0..blocks).take_while(|_| client.send(&block).is_ok()).count();
            ensure(taken < blocks, "the server took a head of 64 MiB")?;
            server.get("/")?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/500-in-a-row",
        basis: Basis::Must,
        rfc: &["9112 §9.6"],
        stages: Stages::since(2),
        expect: "Of 500 requests in a row not one is reset.",
        why: "A server that answers without having read loses some answers: one in twenty is enough to drive its users mad.",
        hints: &["Read the whole head first. A close with unread bytes is a reset."],
        run: |target| {
            let server = target.start()?;
            for _ in 0..500 {
                let mut client = server.connect()?;
                client.send(request("GET", "/", "User-Agent: many\r\n", b""))?;
                client.read_response()?.expect_status(200)?;
                client.expect_closed()?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/client-leaves",
        basis: Basis::Course,
        stages: Stages::since(2),
        expect: "A client that leaves without a byte harms nobody: the next one is served.",
        why: "Browsers open spare connections and close them unused. The end of input is normal, not an error.",
        hints: &["A read of 0 bytes before any other is the end of a connection that nobody used."],
        run: |target| {
            let server = target.start()?;
            drop(server.connect()?);
            server.connect()?.finish()?.expect_closed()?;
            server.get("/")?.expect_status(200)?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
];
