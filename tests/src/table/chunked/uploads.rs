//! Uses of chunked bodies, and chunked bodies that nobody wants.

use super::{ECHO, ECHO_AND_NEXT, chunked_with};
use crate::pipeline::NEXT;
use crate::table::sessions::unwanted::{SMUGGLED, expect_at_most_two};
use crate::{Basis, Check, Failure, FailureKind, Need, Server, Stages, ensure};
use std::fs;
use std::time::Duration;

/// Checks of uses.
pub const CHECKS: &[Check] = &[
    Check {
        id: "chunked/continue",
        basis: Basis::Must,
        rfc: &["9110 §10.1.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Status],
        needs: ECHO_AND_NEXT,
        expect: "If a chunked upload waits for `100 Continue`, the server sends it, and then answers the upload and the next request.",
        why: "A client that waits without an answer sends after a second, or gives up.",
        hints: &[
            "Whether to send 100 depends on a body being announced, not on how its length is announced.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send(chunked_with("POST /", "Expect: 100-continue\r\n", ""))?;
            let interim = client.read_response_head()?;
            if interim.status == 417 {
                // "An immediate response with a final status code": this server wants no expectations.
                return Ok(());
            }
            interim.expect_status(100)?;
            client.send("5\r\nhello\r\n0\r\n\r\n")?;
            client.read_response()?.expect_status(200)?.expect_body("hello")?;
            client.send(NEXT)?.read_response()?.expect_body("next")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/body-is-no-request",
        basis: Basis::Must,
        rfc: &["9112 §9.3", "9112 §6.3"],
        stages: Stages::since(7),
        expect: "Chunks that look like a request are never answered, whatever the method is. The server may close after its answer.",
        why: "An attacker who hides a request in somebody else's body, and gets it answered, has that person's rights.",
        hints: &[
            "Decode the chunks, or close: both are safe. To go on as if there were no body is not.",
        ],
        // "MUST read the entire request message body or close the connection after sending its response".
        run: |target| {
            let server = target.start()?;
            for method_and_path in ["GET /", "POST /", "DELETE /", "BREW /"] {
                let request = chunked_with(method_and_path, "", cut(SMUGGLED.as_bytes(), 100));
                let mut client = server.connect()?;
                client.send([request.as_slice(), NEXT].concat())?;
                expect_at_most_two(&client.read_until_gone()?, method_and_path)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/unwanted-body",
        rfc: &["9112 §9.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: ECHO_AND_NEXT,
        expect: "A chunked body that nobody wants is skipped: GET `/echo/a` gets 200, POST `/about` 405, POST `/nowhere` 404, and the request behind each is answered.",
        why: "To skip chunks, a server has to decode them: their end is not known before.",
        hints: &[
            "Read the body of each request in the same way, whatever its method and path are.",
        ],
        run: |target| {
            let server = target.start()?;
            let requests = [("GET /echo/a", 200), ("POST /about", 405), ("POST /nowhere", 404)];
            for (method_and_path, status) in requests {
                let request = chunked_with(method_and_path, "", cut(SMUGGLED.as_bytes(), 100));
                server.exchange_and_next(request)?.expect_status(status)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/book",
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: ECHO_AND_NEXT,
        expect: "A book that comes in chunks of five bytes is answered with 201 and the right title.",
        why: "The chunks say nothing about the meaning of a body: all routes accept both forms.",
        hints: &["Pass the decoded bytes to the route, as you do with a body that has a length."],
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
        id: "chunked/upload",
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Folder, Need::ChunkedEcho, Need::KeepAlive],
        expect: "A chunked upload to /files/ is answered with 201, and the file has the decoded bytes.",
        why: "`curl -T -` sends bytes from a pipe, whose length nobody knows: in chunks. Each chunk has a length of its own, so 411 would be wrong.",
        hints: &["Decode where you read bodies, so that no handler ever sees a chunk."],
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
        rfc: &["9112 §8"],
        stages: Stages::since(7),
        needs: &[Need::Folder, Need::ChunkedEcho],
        expect: "An upload that ends before its last chunk gets 400 or no answer, and stores nothing.",
        why: "Without the last chunk the body is incomplete, even if each chunk is complete.",
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
                ensure(refused, "half an upload got an answer other than 400")?;
            }
            let stored = fs::read_dir(server.folder()?)?.count();
            ensure(stored == 0, format!("expected no files, but there are {stored}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/no-continue-after-the-first-byte",
        rfc: &["9110 §10.1.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "No `100 Continue` comes if a part of the chunks has arrived with the head.",
        why: "A client that has begun to send does not wait for permission. A server may omit the 100, and ours does.",
        hints: &["The size of the first chunk belongs to the body, too."],
        run: |target| {
            let server = target.start()?;
            for length in ["5".len(), "5\r\nhe".len(), HELLO.len()] {
                says_nothing_after(&server, length)?;
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

/// `length` bytes of the body arrive with the head. The answer is the only response.
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
