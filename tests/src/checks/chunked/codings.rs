//! What `Transfer-Encoding` may say.

use crate::{Check, Failure, Stages, Subject};

/// What holds for that header.
pub const CHECKS: &[Check] = &[
    Check {
        id: "chunked/coding-in-any-case",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "`chunked` is understood in any case.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTRANSFER-ENCODING: CHUNKED\r\n\r\n5\r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "Names of codings are case-insensitive (RFC 9112 §7). One that is not recognised would leave the body to be read as the next request.",
        hints: &["Compare without regard to case."],
        run: |subject| {
            let server = subject.start()?;
            for line in ["transfer-encoding: Chunked", "TRANSFER-ENCODING:\tCHUNKED "] {
                let response = server.exchange_and_next(with_lines("HTTP/1.1", &[line]))?;
                response.expect_status(200)?.expect_body("hello")?;
            }
            Ok(())
        },
    },
    Check {
        id: "chunked/not-last",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A list of codings in which `chunked` is not the last one is refused with 400.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n5\r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "The outermost coding has to be `chunked`: without it nothing tells where the body ends (RFC 9112 §6.3).",
        hints: &[
            "Put all codings into one list, from all headers of that name, and look at the last.",
        ],
        run: |subject| {
            refuses(subject, &["Transfer-Encoding: chunked, gzip"], 400)?;
            refuses(subject, &["Transfer-Encoding: chunked", "Transfer-Encoding: gzip"], 400)
        },
    },
    Check {
        id: "chunked/twice",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`chunked` twice, in one header or in two, is refused with 400.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "A sender must not chunk a body twice (RFC 9112 §6.1). Whoever decodes once and whoever decodes twice see different bodies.",
        hints: &["A list of exactly one member, `chunked`, is all that you have to accept."],
        run: |subject| {
            refuses(subject, &["Transfer-Encoding: chunked, chunked"], 400)?;
            refuses(subject, &["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], 400)
        },
    },
    Check {
        id: "chunked/http-1-0",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "Chunks in an HTTP/1.0 request are refused with 400, also where it asks for `keep-alive`.",
        curl: r"printf 'POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "HTTP/1.0 has no chunks: the message came through somebody who did not understand it, and its framing has to be taken as faulty (RFC 9112 §6.1).",
        hints: &["Look at the version before you believe the header."],
        run: |subject| {
            let lines = ["Transfer-Encoding: chunked", "Connection: keep-alive"];
            subject.start()?.expect_refusal(with_lines("HTTP/1.0", &lines), 400)
        },
    },
    Check {
        id: "chunked/with-content-length",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`Transfer-Encoding` together with `Content-Length`, in either order, is refused with 400.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 15\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "Two lengths for one body: the classic of request smuggling. A server may refuse it, and has to close (RFC 9112 §6.1).",
        hints: &["Ask for both headers before you use one of them."],
        run: |subject| {
            let (coding, length) = ("Transfer-Encoding: chunked", "Content-Length: 15");
            refuses(subject, &[coding, length], 400)?;
            refuses(subject, &[length, coding], 400)?;
            refuses(subject, &["Content-Length: 0", coding], 400)
        },
    },
    Check {
        id: "chunked/unknown-coding",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A coding that the server does not know is answered with 501, and the connection closes.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n5\r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "501 tells the client to send it plain (RFC 9112 §6.1). Nobody knows where such a body ends, so nothing behind it can be trusted.",
        hints: &[
            "Whole names only: `xchunked` and `chunkedx` are unknown.",
            "Whoever does not know the end of a body has to close.",
        ],
        run: |subject| {
            for coding in ["gzip", "identity", "xchunked", "chunkedx"] {
                refuses(subject, &[&format!("Transfer-Encoding: {coding}")], 501)?;
            }
            Ok(())
        },
    },
    Check {
        id: "chunked/unknown-coding-within-chunks",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`gzip, chunked` is answered with 501, in one header or in two, and the connection closes.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "The chunks could be decoded, but not what is in them: to store the compressed bytes as if they were the file would be wrong (RFC 9112 §6.1).",
        hints: &["\"Ends with `chunked`\" is not enough: look at the codings before it as well."],
        run: |subject| {
            refuses(subject, &["Transfer-Encoding: gzip, chunked"], 501)?;
            refuses(subject, &["Transfer-Encoding: gzip", "Transfer-Encoding: chunked"], 501)
        },
    },
];

/// A `POST /` with these header lines, and the text `hello` in chunks.
fn with_lines(version: &str, lines: &[&str]) -> String {
    let lines = lines.join("\r\n");
    format!("POST / {version}\r\nHost: localhost\r\n{lines}\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
}

fn refuses(subject: &Subject, lines: &[&str], status: u16) -> Result<(), Failure> {
    let refused = subject.start()?.expect_refusal(with_lines("HTTP/1.1", lines), status);
    refused.map_err(|failure| Failure::new(format!("headers {lines:?}: {failure}")))
}
