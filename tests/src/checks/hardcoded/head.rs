//! The head of a request: where it ends, and what a server survives until then.

use crate::checks::bodies::expect_refused_or_silence;
use crate::requests::request;
use crate::{Check, Stages, ensure};
use std::time::Duration;

/// Checks of how a head is read.
pub const CHECKS: &[Check] = &[
    Check {
        id: "hardcoded/head-in-pieces",
        holds: Stages::since(2),
        fails: Stages::NONE,
        claim: "A head that arrives byte by byte is answered like any other.",
        curl: "(printf 'GET / HT'; sleep 1; printf 'TP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n') | nc {host} {port}",
        why: "TCP is a stream: a read gives any part of what was sent (RFC 9293 §3.8). A head ends at its blank line, not at the end of a read.",
        hints: &["Read on until the blank line is there, however many reads that takes."],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            client.send_slowly(request("GET", "/", "", b""))?;
            client.read_response()?.expect_status(200)?;
            client.expect_closed()
        },
    },
    Check {
        id: "hardcoded/reads-before-it-answers",
        holds: Stages::since(2),
        fails: Stages::NONE,
        claim: "There is no answer before the blank line has arrived.",
        curl: "(printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\n'; sleep 2; printf 'Connection: close\\r\\n\\r\\n') | nc {host} {port}",
        why: "What is not read when the connection closes turns the close into a reset, and the client may lose the answer (RFC 9112 §9.6).",
        hints: &["A line is not yet a head: look for the empty one."],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n")?;
            client.expect_silence(Duration::from_millis(100))?;
            client.send("Connection: close\r\n\r\n")?.read_response()?.expect_status(200)?;
            client.expect_closed()
        },
    },
    Check {
        id: "hardcoded/cut-off-after-return",
        holds: Stages::since(2),
        fails: Stages::NONE,
        claim: "A head that ends in a carriage return, without its line feed, is not complete: a client that stops there gets 400 or nothing, and the close at once.",
        curl: "printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r' | nc -N {host} {port}",
        why: "The blank line is \\r and \\n. After \\r alone, nobody knows whether the client has said all (RFC 9112 §2.1).",
        hints: &[
            "What is left at the end of input need not be a line: look for its \\n.",
            "`split` and `lines` remove the line feed, so a last line without one looks complete.",
        ],
        run: |subject| {
            let server = subject.start()?;
            for head in ["GET / HTTP/1.1\r\nHost: localhost\r\n\r", "GET / HTTP/1.1\r\n\r", "\r"] {
                expect_refused_or_silence(server.connect()?.send(head)?.finish()?)?;
            }
            server.get("/")?.expect_status(200)?;
            Ok(())
        },
    },
    Check {
        id: "hardcoded/not-utf8",
        holds: Stages::since(2),
        fails: Stages::NONE,
        claim: "Bytes in a header that are not UTF-8 are no reason to fail.",
        curl: "curl -i -H \"$(printf 'X-Name: \\377\\376')\" {url}/",
        why: "The value of a header may have any byte above 127 in it, and no encoding is agreed upon (RFC 9110 §5.5).",
        hints: &["Keep what you read as bytes. `read_line` wants UTF-8; `read_until` does not."],
        run: |subject| {
            let server = subject.start()?;
            let bytes =
                b"GET / HTTP/1.1\r\nHost: x\r\nX-Name: \xff\xfe\xc3\r\nConnection: close\r\n\r\n";
            server.exchange(bytes)?.expect_status(200)?;
            server.expect_running()
        },
    },
    Check {
        id: "hardcoded/long-head",
        holds: Stages::only(2),
        fails: Stages::NONE,
        claim: "A request with a header of 20 kB is answered, twenty times in a row.",
        curl: "curl -i -H \"X-Long: $(printf '%020000d' 0)\" {url}/",
        why: "A server that reads only the first bytes of a request closes with the others unread, and that is a reset (RFC 9112 §9.6).",
        hints: &["Read in a loop. One read of a fixed buffer gets the beginning only."],
        run: |subject| {
            let server = subject.start()?;
            let header = format!("X-Long: {}\r\n", "a".repeat(20_000));
            for _ in 0..20 {
                let mut client = server.connect()?;
                client.send(request("GET", "/", &header, b""))?;
                client.read_response()?.expect_status(200)?;
                client.expect_closed()?;
            }
            Ok(())
        },
    },
    Check {
        id: "hardcoded/endless-head",
        holds: Stages::since(2),
        fails: Stages::NONE,
        claim: "A head without an end is given up at some point, and the next client is served.",
        curl: "(printf 'GET / HTTP/1.1\\r\\nX-Long: '; cat /dev/zero) | nc {host} {port} | head",
        why: "What one client sends has to have a limit, or one client can fill the memory of all (RFC 9110 §17.5).",
        hints: &[
            "Count the bytes of a head, and stop reading at a number that no browser reaches.",
        ],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            client.send("GET / HTTP/1.1\r\nX-Long: ")?;
            let blocks = 1024;
            let block = vec![b'a'; 64 * 1024];
            let taken = (0..blocks).take_while(|_| client.send(&block).is_ok()).count();
            ensure(taken < blocks, "the server took a head of 64 MiB")?;
            server.get("/")?.expect_status(200)?;
            Ok(())
        },
    },
    Check {
        id: "hardcoded/500-in-a-row",
        holds: Stages::since(2),
        fails: Stages::NONE,
        claim: "Of 500 requests in a row not one is reset.",
        curl: "for i in $(seq 500); do curl -s -o /dev/null {url}/ || echo failed; done",
        why: "A server that answers without having read loses some answers: one in twenty is enough to drive its users mad (RFC 9112 §9.6).",
        hints: &["Read the whole head first. A close with unread bytes is a reset."],
        run: |subject| {
            let server = subject.start()?;
            for _ in 0..500 {
                let mut client = server.connect()?;
                client.send(request("GET", "/", "User-Agent: many\r\n", b""))?;
                client.read_response()?.expect_status(200)?;
                client.expect_closed()?;
            }
            Ok(())
        },
    },
    Check {
        id: "hardcoded/client-leaves",
        holds: Stages::since(2),
        fails: Stages::NONE,
        claim: "A client that leaves without a byte harms nobody: the next one is served.",
        curl: "nc -z {host} {port}; curl -i {url}/",
        why: "Browsers open spare connections and close them unused. The end of input is normal, not an error.",
        hints: &["A read of 0 bytes before any other is the end of a connection that nobody used."],
        run: |subject| {
            let server = subject.start()?;
            drop(server.connect()?);
            server.connect()?.finish()?.expect_closed()?;
            server.get("/")?.expect_status(200)?;
            server.expect_running()
        },
    },
];
