//! What `Transfer-Encoding` may say.

use crate::{Check, Failure, Stages, Subject};

/// Checks of that header.
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
        why: "A sender must not chunk a body twice (RFC 9112 §6.1). A program that decodes once and one that decodes twice see different bodies.",
        hints: &["A list of exactly one member, `chunked`, is all that you have to accept."],
        run: |subject| {
            refuses(subject, &["Transfer-Encoding: chunked, chunked"], 400)?;
            refuses(subject, &["Transfer-Encoding: chunked, gzip, chunked"], 400)?;
            refuses(subject, &["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], 400)
        },
    },
    Check {
        id: "chunked/http-1-0",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`Transfer-Encoding` in an HTTP/1.0 request is refused with 400, whatever the coding, even if the client asks for `keep-alive`.",
        curl: r"printf 'POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "HTTP/1.0 has no transfer codings. Somebody on the way passed the header on without understanding it, so the framing cannot be trusted (RFC 9112 §6.1).",
        hints: &["Check the version before you look at the codings."],
        run: |subject| {
            let server = subject.start()?;
            for coding in ["chunked", "gzip, chunked", "gzip"] {
                let coding = format!("Transfer-Encoding: {coding}");
                let request = with_lines("HTTP/1.0", &[&coding, "Connection: keep-alive"]);
                let refused = server.expect_refusal(request, 400);
                refused.map_err(|failure| Failure::new(format!("{coding}: {failure}")))?;
            }
            Ok(())
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
        claim: "Codings without `chunked` at the end are refused with 400, and the connection closes.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n5\r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "Only `chunked` marks the end of a request's body. Without it nobody knows where the next request begins, so the server must answer 400 and close (RFC 9112 §6.3).",
        hints: &[
            "First look at the last coding: 400 if it is not `chunked`. Only then look at the others.",
            "Compare whole names: `xchunked` and `chunkedx` are other codings.",
        ],
        run: |subject| {
            for coding in ["gzip", "identity", "gzip, deflate", "xchunked", "chunkedx"] {
                refuses(subject, &[&format!("Transfer-Encoding: {coding}")], 400)?;
            }
            refuses(subject, &["Transfer-Encoding: gzip", "Transfer-Encoding: deflate"], 400)
        },
    },
    Check {
        id: "chunked/unknown-coding-within-chunks",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "An unknown coding before `chunked` is answered with 501, in one header or in two, and the connection closes.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "The server can decode the chunks, but not what is in them. 501 tells the client to send the body without that coding (RFC 9112 §6.1).",
        hints: &["\"Ends with `chunked`\" is not enough: look at the codings before it as well."],
        run: |subject| {
            refuses(subject, &["Transfer-Encoding: gzip, chunked"], 501)?;
            refuses(subject, &["Transfer-Encoding: xchunked, chunked"], 501)?;
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
