//! The head of a request: where it ends, and what may happen before that.

use crate::requests::request;
use crate::table::hardcoded::expect_not_served;
use crate::{Basis, Check, Client, Need, Stages, ensure};
use std::time::Duration;
use std::time::Instant;

/// Checks of how a head is read.
pub const CHECKS: &[Check] = &[
    Check {
        id: "hardcoded/head-in-pieces",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(2),
        needs: &[Need::Route("/")],
        expect: "GET /, sent byte by byte, gets 200.",
        why: "TCP is a stream: a read returns any part of what was sent. A head ends at its blank line, not at the end of a read.",
        hints: &["Read until the blank line is there, however many reads that takes."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send_slowly(request("GET", "/", "", b""))?;
            client.read_response()?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/reads-before-it-answers",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(2),
        needs: &[Need::Route("/")],
        expect: "Nothing comes back before the client has sent the blank line; then GET / gets 200.",
        why: "Before the blank line, the server cannot know what all headers say. If it closes before it has read them, the close becomes a reset.",
        hints: &["One line is not yet a head: look for the empty line."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n")?;
            client.expect_silence(Duration::from_millis(100))?;
            client.send("Connection: close\r\n\r\n")?.read_response()?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/cut-off-after-return",
        basis: Basis::Must,
        rfc: &["9112 §2.2", "9112 §8"],
        stages: Stages::since(2),
        expect: "A head that stops anywhere before the end of its blank line, even between \\r and \\n, is not served: it gets an error status or no answer.",
        why: "The part that is missing may change what the request means. The blank line is \\r and \\n, both of them.",
        hints: &[
            "The bytes at the end of input may be half a line: look for the \\n.",
            "`split` and `lines` remove the line feed, so a last line without it looks complete.",
        ],
        run: |target| {
            let server = target.start()?;
            let heads = [
                "GET / HTTP/1.1",
                "GET / HTTP/1.1\r\n",
                "GET / HTTP/1.1\r\nHost: loc",
                "GET / HTTP/1.1\r\nHost: localhost\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r",
                "\r",
            ];
            for head in heads {
                expect_not_served(server.connect()?.send(head)?.finish()?)?;
            }
            server.get("/").map(drop)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/not-utf8",
        // RFC 9110 §5.5: "A recipient SHOULD treat other allowed octets … as opaque data."
        basis: Basis::Should,
        rfc: &["9110 §5.5"],
        stages: Stages::since(2),
        needs: &[Need::Route("/")],
        expect: "GET / with a header whose value is not UTF-8 gets 200.",
        why: "The value of a header may contain any byte above 127, in whatever encoding the client likes.",
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
        rfc: &["9112 §9.6"],
        stages: Stages::only(2),
        expect: "GET / with a header of 20,000 bytes gets 200 and a close without a reset, 20 times in a row.",
        why: "A server that reads only the first bytes of a request closes with the others unread: that is a reset.",
        hints: &["Read in a loop. One read into a fixed buffer gets only the beginning."],
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
        rfc: &["9110 §17.5", "9110 §5.4"],
        stages: Stages::since(2),
        expect: "Before a client has sent 64 MiB of one header, the server answers or closes. Then GET / gets an answer.",
        why: "Without a limit, one client can fill the memory of the server.",
        hints: &["Count the bytes of a head. Stop reading at a number that no browser reaches."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send("GET / HTTP/1.1\r\nX-Long: ")?;
            let (blocks, block) = (1024, vec![b'a'; 64 * 1024]);
            let deadline = Instant::now() + target.timeout();
            // After an answer, a server may go on reading for a while, so that the client can see it.
            let goes_on = |client: &mut Client| {
                let sent = Instant::now() < deadline && client.send(&block).is_ok();
                sent && !client.has_something_to_read().unwrap_or(true)
            };
            let taken = (0..blocks).take_while(|_| goes_on(&mut client)).count();
            let has_ended = taken < blocks && Instant::now() < deadline;
            ensure(has_ended, format!("the server took {taken} times 64 KiB of one head"))?;
            server.get("/").map(drop)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/500-in-a-row",
        rfc: &["9112 §9.6"],
        stages: Stages::since(2),
        expect: "Of 500 requests GET /, one after the other, each gets an answer and a close without a reset.",
        why: "A server that answers before it has read everything loses some answers. One in twenty is enough to annoy its users.",
        hints: &["Read the whole head first. A close with unread bytes is a reset."],
        run: |target| {
            let server = target.start()?;
            for _ in 0..500 {
                let mut client = server.connect()?;
                client.send(request("GET", "/", "User-Agent: many\r\n", b""))?;
                client.read_response()?;
                client.expect_closed()?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "hardcoded/client-leaves",
        stages: Stages::since(2),
        expect: "A client that closes its side without a byte gets a close without an answer. Then GET / gets an answer.",
        why: "Browsers open spare connections and close them unused. To the server, that is no error.",
        hints: &["If the first read returns 0 bytes, nobody has used this connection."],
        run: |target| {
            let server = target.start()?;
            drop(server.connect()?);
            server.connect()?.finish()?.expect_closed()?;
            server.get("/")?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
];
