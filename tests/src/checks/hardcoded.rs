//! Stage 2: one answer to every request.

use crate::requests::request;
use crate::{Check, Stages, ensure};
use std::time::Duration;

/// What holds for the first HTTP server.
pub const CHECKS: &[Check] = &[
    Check {
        id: "hardcoded/status-line",
        holds: Stages::since(2),
        fails: Stages::NONE,
        claim: "A request for / is answered with the status line HTTP/1.1 200 OK.",
        curl: "curl -i {url}/",
        why: "The status line is the first thing a client reads, and it says how to read the rest (RFC 9112 §4).",
        hints: &["Lines of a head end in \\r\\n, not in \\n alone."],
        run: |subject| {
            let response = subject.start()?.get("/")?.expect_status(200)?;
            ensure(response.head.starts_with(b"HTTP/1.1 200 OK\r\n"), "the status line is another")
        },
    },
    Check {
        id: "hardcoded/headers",
        holds: Stages::only(2),
        fails: Stages::NONE,
        claim: "The answer is plain text in UTF-8, and says that the connection closes.",
        curl: "curl -i {url}/",
        why: "Without Content-Type a client has to guess what the bytes are (RFC 9110 §8.3).",
        hints: &["Headers are lines of `Name: value` between the status line and the blank line."],
        run: |subject| {
            let response = subject.start()?.get("/")?.expect_status(200)?;
            response
                .expect_header("Content-Type", "text/plain; charset=utf-8")?
                .expect_header("Connection", "close")?;
            Ok(())
        },
    },
    Check {
        id: "hardcoded/content-length",
        holds: Stages::since(2),
        fails: Stages::NONE,
        claim: "Content-Length is the number of bytes that follow the head.",
        curl: "curl -i {url}/",
        why: "A client reads so many bytes and no more: a smaller number cuts the body off, a larger one lets the client wait (RFC 9112 §6.3).",
        hints: &["Count bytes, not characters: `len()` of a `str` does."],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            client.send(request("GET", "/", "", b""))?;
            let response = client.read_response()?.expect_some_header("Content-Length")?;
            ensure(!response.body.is_empty(), "the body is empty")?;
            client.expect_closed()
        },
    },
    Check {
        id: "hardcoded/same-for-all",
        holds: Stages::only(2),
        fails: Stages::NONE,
        claim: "Every path and every method gets the same bytes back.",
        curl: "curl -i {url}/; curl -i -X DELETE {url}/anything",
        why: "This server reads where a request ends, and nothing of what it says: the next stage does.",
        hints: &["Do not look at the request line yet: only at the end of the head."],
        run: |subject| {
            let server = subject.start()?;
            let first = server.get("/")?;
            for (method, target) in [("GET", "/any/thing?x=1"), ("POST", "/"), ("DELETE", "/")] {
                let other = server.method(method, target)?.expect_body(&first.body)?;
                ensure(other.head == first.head, "the head is another one")?;
            }
            Ok(())
        },
    },
    Check {
        id: "hardcoded/closes",
        holds: Stages::between(2, 6),
        fails: Stages::NONE,
        claim: "After its answer the server closes the connection, although the client keeps its side open.",
        curl: "printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n' | nc {host} {port}",
        why: "A server that serves one request a connection has to say so and then do it (RFC 9112 §9.6).",
        hints: &["A `TcpStream` closes when it is dropped. Something may still hold on to it."],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
            client.read_response()?.expect_header("Connection", "close")?;
            client.expect_closed()
        },
    },
    Check {
        id: "hardcoded/one-write",
        holds: Stages::since(2),
        fails: Stages::NONE,
        claim: "The head and a small body go out in one write.",
        curl: "strace -f -e trace=network,write,writev {program} & curl -i localhost:4221/echo/abc",
        why: "Two small writes meet Nagle's algorithm and delayed acknowledgements: 40 ms for nothing (RFC 9293 §3.7.4).",
        hints: &["Put head and body together in memory, and write them at once."],
        run: |subject| {
            let server = subject.start()?;
            // A second write can arrive together with the first, but hardly 50 times in a row.
            for _ in 0..50 {
                let mut client = server.connect()?;
                let bytes = client.send(request("GET", "/echo/abc", "", b""))?.read_once()?;
                client.expect_closed().map_err(|failure| {
                    let count = bytes.len();
                    crate::Failure::new(format!("after a first read of {count} bytes: {failure}"))
                })?;
            }
            Ok(())
        },
    },
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
