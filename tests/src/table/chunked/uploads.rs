//! What chunked bodies are good for, and those that nobody wants.

use super::chunked_with;
use crate::pipeline::NEXT;
use crate::{Basis, Check, Failure, FailureKind, Need, Server, Stages, ensure};
use std::fs;
use std::time::Duration;

/// Checks of their use.
pub const CHECKS: &[Check] = &[
    Check {
        id: "chunked/upload",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Folder],
        expect: "A chunked upload to /files/ is stored decoded, byte for byte.",
        why: "`curl -T -` sends what comes from a pipe, whose length nobody knows: in chunks. Each has a length of its own, so that 411 would be wrong.",
        hints: &["Decode where bodies are read, so that no handler ever sees a chunk."],
        run: |target| {
            let content: Vec<u8> = (0..=255).cycle().take(100_000).collect();
            let server = target.start()?;
            let upload = chunked_with("POST /files/stored", "", cut(&content, 7001));
            server.exchange_and_next(upload)?.expect_status(201)?;
            let stored = fs::read(server.folder()?.join("stored"))?;
            ensure(stored == content, "the stored bytes are not those that were sent")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/upload-cut-off",
        basis: Basis::Must,
        rfc: &["9112 §8"],
        stages: Stages::since(7),
        needs: &[Need::Folder],
        expect: "An upload that ends before its last chunk stores nothing.",
        why: "Without the last chunk the body is incomplete, however complete each chunk is.",
        hints: &[
            "The end of input is not the last chunk. Only a size of 0, and the empty line after it, are.",
        ],
        run: |target| {
            let server = target.start()?;
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
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/book",
        basis: Basis::Must,
        rfc: &["9110 §6.4"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "A book may come in chunks, cut anywhere.",
        why: "How a body is cut for its way says nothing about what it is: all routes take both forms.",
        hints: &["Hand the decoded bytes to the route, as you do with a body that has a length."],
        run: |target| {
            let content_type = "Content-Type: application/json\r\n";
            let chunks = cut(br#"{"title": "Momo"}"#, 5);
            let request = chunked_with("POST /books", content_type, chunks);
            let book = target.start()?.exchange_and_next(request)?.expect_status(201)?.json()?;
            ensure(book["title"] == "Momo", format!("the book that came back is {book}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/continue",
        basis: Basis::Must,
        rfc: &["9110 §10.1.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Unmet],
        expect: "`100 Continue` comes before the chunks where the client waits for it.",
        why: "Clients wait a second and then send all the same, or give up.",
        hints: &[
            "Whether to say 100 depends on a body being announced, not on how its length is told.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send(chunked_with("POST /", "Expect: 100-continue\r\n", ""))?;
            let interim = client.read_interim()?.status;
            ensure(interim == 100, format!("expected status 100, but got {interim}"))?;
            client.send("5\r\nhello\r\n0\r\n\r\n")?;
            client.read_response()?.expect_status(200)?.expect_body("hello")?;
            client.send(NEXT)?.read_response()?.expect_body("next")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/no-continue-after-the-first-byte",
        basis: Basis::Must,
        rfc: &["9110 §10.1.1"],
        stages: Stages::since(7),
        expect: "No `100 Continue` comes if a part of the chunks has arrived with the head.",
        why: "A client that has begun to send does not wait for permission, so a server may omit it, and ours does.",
        hints: &["The size of the first chunk is a part of the body, too."],
        run: |target| {
            let server = target.start()?;
            for length in ["5".len(), "5\r\nhe".len(), HELLO.len()] {
                says_nothing_after(&server, length)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/unwanted-body",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "A chunked body that nobody wants is skipped; what looks like a request in it is not answered.",
        why: "To skip chunks one has to decode them: their end is not known before.",
        hints: &[
            "Read the body of each request in the same way, whatever its method and path are.",
        ],
        run: |target| {
            let server = target.start()?;
            let smuggled = b"GET /echo/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
            let requests = [("GET /echo/a", 200), ("POST /about", 405), ("POST /nowhere", 404)];
            for (method_and_target, status) in requests {
                let request = chunked_with(method_and_target, "", cut(smuggled, 100));
                server.exchange_and_next(request)?.expect_status(status)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
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
