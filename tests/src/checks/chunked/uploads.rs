//! What chunked bodies are good for, and those that nobody wants.

use super::chunked_with;
use crate::pipeline::NEXT;
use crate::{Check, Failure, Server, Stages, ensure};
use std::fs;
use std::time::Duration;

/// Checks of their use.
pub const CHECKS: &[Check] = &[
    Check {
        id: "chunked/upload",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "A chunked upload to /files/ is stored decoded, byte for byte.",
        curl: "head -c 100000 /dev/urandom > {home}/random; curl -i -X POST -T - {url}/files/random < {home}/random; cmp {home}/random {folder}/random",
        why: "`curl -T -` sends what comes from a pipe, whose length nobody knows: in chunks (RFC 9112 §7.1). Each has a length of its own, so that 411 would be wrong.",
        hints: &["Decode where bodies are read, so that no handler ever sees a chunk."],
        run: |subject| {
            let content: Vec<u8> = (0..=255).cycle().take(100_000).collect();
            let server = subject.start()?;
            let upload = chunked_with("POST /files/stored", "", cut(&content, 7001));
            server.exchange_and_next(upload)?.expect_status(201)?;
            let stored = fs::read(server.folder()?.join("stored"))?;
            ensure(stored == content, "the stored bytes are not those that were sent")
        },
    },
    Check {
        id: "chunked/upload-cut-off",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "An upload that ends before its last chunk stores nothing.",
        curl: r"printf 'POST /files/half HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n' | nc -N {host} {port}; ls {folder}",
        why: "Without the last chunk the body is incomplete, however complete each chunk is (RFC 9112 §8).",
        hints: &[
            "The end of input is not the last chunk. Only a size of 0, and the empty line after it, are.",
        ],
        run: |subject| {
            let server = subject.start()?;
            for chunks in ["5\r\nhello\r\n", "5\r\nhello\r\n0\r\n", "9\r\nhello"] {
                let mut client = server.connect()?;
                client.send(chunked_with("POST /files/half", "", chunks))?.finish()?;
                let answer = client.read_to_end()?;
                let refused = answer.is_empty() || answer.starts_with(b"HTTP/1.1 400 ");
                ensure(refused, "half an upload was answered with something else than 400")?;
            }
            let stored = fs::read_dir(server.folder()?)?.count();
            ensure(stored == 0, format!("files where none should be: {stored}"))
        },
    },
    Check {
        id: "chunked/book",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "A book may come in chunks, cut anywhere.",
        curl: r#"curl -i -H 'Transfer-Encoding: chunked' -H 'Content-Type: application/json' -d '{"title": "Momo"}' {url}/books"#,
        why: "How a body is cut for its way says nothing about what it is (RFC 9110 §6.4): all routes take both forms.",
        hints: &["Hand the decoded bytes to the route, as you do with a body that has a length."],
        run: |subject| {
            let content_type = "Content-Type: application/json\r\n";
            let chunks = cut(br#"{"title": "Momo"}"#, 5);
            let request = chunked_with("POST /books", content_type, chunks);
            let book = subject.start()?.exchange_and_next(request)?.expect_status(201)?.json()?;
            ensure(book["title"] == "Momo", format!("the book that came back is {book}"))
        },
    },
    Check {
        id: "chunked/continue",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "`100 Continue` comes before the chunks where the client waits for it.",
        curl: "head -c 2000000 /dev/zero | curl -v -X POST -H 'Expect: 100-continue' -T - -o {home}/echoed {url}/",
        why: "Clients wait a second and then send all the same, or give up (RFC 9110 §10.1.1).",
        hints: &[
            "Whether to say 100 depends on a body being announced, not on how its length is told.",
        ],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            client.send(chunked_with("POST /", "Expect: 100-continue\r\n", ""))?;
            let interim = client.read_interim()?.status;
            ensure(interim == 100, format!("expected status 100, but got {interim}"))?;
            client.send("5\r\nhello\r\n0\r\n\r\n")?;
            client.read_response()?.expect_status(200)?.expect_body("hello")?;
            client.send(NEXT)?.read_response()?.expect_body("next")?;
            Ok(())
        },
    },
    Check {
        id: "chunked/no-continue-after-the-first-byte",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "No `100 Continue` comes if a part of the chunks has arrived with the head.",
        curl: r"(printf 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n5'; sleep 1; printf '\r\nhello\r\n0\r\n\r\n') | nc {host} {port}",
        why: "A client that has begun to send does not wait for permission, so a server may omit it (RFC 9110 §10.1.1), and ours does.",
        hints: &["The size of the first chunk is a part of the body, too."],
        run: |subject| {
            let server = subject.start()?;
            for length in ["5".len(), "5\r\nhe".len(), HELLO.len()] {
                says_nothing_after(&server, length)?;
            }
            Ok(())
        },
    },
    Check {
        id: "chunked/unwanted-body",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "A chunked body that nobody wants is skipped; what looks like a request in it is not answered.",
        curl: "curl -v -H 'Transfer-Encoding: chunked' -d 'GET /echo/no HTTP/1.1' {url}/about --next {url}/echo/next",
        why: "To skip chunks one has to decode them: their end is not known before (RFC 9112 §6.3).",
        hints: &[
            "Read the body of each request in the same way, whatever its method and path are.",
        ],
        run: |subject| {
            let server = subject.start()?;
            let smuggled = b"GET /echo/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
            let requests = [("GET /echo/a", 200), ("POST /about", 405), ("POST /nowhere", 404)];
            for (method_and_target, status) in requests {
                let request = chunked_with(method_and_target, "", cut(smuggled, 100));
                server.exchange_and_next(request)?.expect_status(status)?;
            }
            Ok(())
        },
    },
];

/// A body in one chunk.
const HELLO: &str = "5\r\nhello\r\n0\r\n\r\n";

/// Long enough for a server to send what it should not send.
const A_MOMENT: Duration = Duration::from_millis(30);

/// So many bytes of the body arrive with the head. The answer is the only response.
fn says_nothing_after(server: &Server, length: usize) -> Result<(), Failure> {
    let (first, rest) = HELLO.split_at(length);
    let mut client = server.connect()?;
    client.send(chunked_with("POST /", "Expect: 100-continue\r\n", first))?;
    if !rest.is_empty() {
        client.expect_silence(A_MOMENT)?.send(rest)?;
    }
    let response = client.read_response()?.expect_status(200)?.expect_body("hello")?;
    ensure(response.interim.is_empty(), "100 Continue came although the body had begun")
}

/// Cuts the content into chunks of at most `size` bytes, and adds the last chunk.
fn cut(content: &[u8], size: usize) -> Vec<u8> {
    let mut chunks = Vec::new();
    for data in content.chunks(size) {
        chunks.extend_from_slice(format!("{:x}\r\n", data.len()).as_bytes());
        chunks.extend_from_slice(data);
        chunks.extend_from_slice(b"\r\n");
    }
    chunks.extend_from_slice(b"0\r\n\r\n");
    chunks
}
