//! What `Transfer-Encoding` may say.

use crate::{Basis, Check, Failure, FailureKind, Stages, Target};

/// Checks of that header.
pub const CHECKS: &[Check] = &[
    Check {
        id: "chunked/coding-in-any-case",
        basis: Basis::Must,
        rfc: &["9112 §7"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "`chunked` is understood in any case.",
        why: "Names of codings are case-insensitive. One that is not recognised would leave the body to be read as the next request.",
        hints: &["Compare without regard to case."],
        run: |target| {
            let server = target.start()?;
            for line in ["transfer-encoding: Chunked", "TRANSFER-ENCODING:\tCHUNKED "] {
                let response = server.exchange_and_next(with_lines("HTTP/1.1", &[line]))?;
                response.expect_status(200)?.expect_body("hello")?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/not-last",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(7),
        expect: "A list of codings in which `chunked` is not the last one is refused with 400.",
        why: "The outermost coding has to be `chunked`: without it nothing tells where the body ends.",
        hints: &[
            "Put all codings into one list, from all headers of that name, and look at the last.",
        ],
        run: |target| {
            refuses(target, &["Transfer-Encoding: chunked, gzip"], 400)?;
            refuses(target, &["Transfer-Encoding: chunked", "Transfer-Encoding: gzip"], 400)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/twice",
        basis: Basis::Must,
        rfc: &["9112 §6.1"],
        stages: Stages::since(7),
        expect: "`chunked` twice, in one header or in two, is refused with 400.",
        why: "A sender must not chunk a body twice. A program that decodes once and one that decodes twice see different bodies.",
        hints: &["A list of exactly one member, `chunked`, is all that you have to accept."],
        run: |target| {
            refuses(target, &["Transfer-Encoding: chunked, chunked"], 400)?;
            refuses(target, &["Transfer-Encoding: chunked, gzip, chunked"], 400)?;
            refuses(target, &["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], 400)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/http-1-0",
        basis: Basis::Must,
        rfc: &["9112 §6.1"],
        stages: Stages::since(7),
        expect: "`Transfer-Encoding` in an HTTP/1.0 request is refused with 400, whatever the coding, even if the client asks for `keep-alive`.",
        why: "HTTP/1.0 has no transfer codings. Somebody on the way passed the header on without understanding it, so the framing cannot be trusted.",
        hints: &["Check the version before you look at the codings."],
        run: |target| {
            let server = target.start()?;
            for coding in ["chunked", "gzip, chunked", "gzip"] {
                let coding = format!("Transfer-Encoding: {coding}");
                let request = with_lines("HTTP/1.0", &[&coding, "Connection: keep-alive"]);
                let refused = server.expect_refusal(request, 400);
                refused.map_err(|failure| Failure::new(format!("{coding}: {failure}")))?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/with-content-length",
        basis: Basis::Must,
        rfc: &["9112 §6.1"],
        stages: Stages::since(7),
        expect: "`Transfer-Encoding` together with `Content-Length`, in either order, is refused with 400.",
        why: "Two lengths for one body: the classic of request smuggling. A server may refuse it, and has to close.",
        hints: &["Ask for both headers before you use one of them."],
        run: |target| {
            let (coding, length) = ("Transfer-Encoding: chunked", "Content-Length: 15");
            refuses(target, &[coding, length], 400)?;
            refuses(target, &[length, coding], 400)?;
            refuses(target, &["Content-Length: 0", coding], 400)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/unknown-coding",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(7),
        expect: "Codings without `chunked` at the end are refused with 400, and the connection closes.",
        why: "Only `chunked` marks the end of a request's body. Without it nobody knows where the next request begins, so the server must answer 400 and close.",
        hints: &[
            "First look at the last coding: 400 if it is not `chunked`. Only then look at the others.",
            "Compare whole names: `xchunked` and `chunkedx` are other codings.",
        ],
        run: |target| {
            for coding in ["gzip", "identity", "gzip, deflate", "xchunked", "chunkedx"] {
                refuses(target, &[&format!("Transfer-Encoding: {coding}")], 400)?;
            }
            refuses(target, &["Transfer-Encoding: gzip", "Transfer-Encoding: deflate"], 400)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/unknown-coding-within-chunks",
        basis: Basis::Must,
        rfc: &["9112 §6.1"],
        stages: Stages::since(7),
        expect: "An unknown coding before `chunked` is answered with 501, in one header or in two, and the connection closes.",
        why: "The server can decode the chunks, but not what is in them. 501 tells the client to send the body without that coding.",
        hints: &["\"Ends with `chunked`\" is not enough: look at the codings before it as well."],
        run: |target| {
            refuses(target, &["Transfer-Encoding: gzip, chunked"], 501)?;
            refuses(target, &["Transfer-Encoding: xchunked, chunked"], 501)?;
            refuses(target, &["Transfer-Encoding: gzip", "Transfer-Encoding: chunked"], 501)
        },
        ..Check::DEFAULT
    },
];

/// A `POST /` with these header lines, and the text `hello` in chunks.
fn with_lines(version: &str, lines: &[&str]) -> String {
    let lines = lines.join("\r\n");
    format!("POST / {version}\r\nHost: localhost\r\n{lines}\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
}

fn refuses(target: &Target, lines: &[&str], status: u16) -> Result<(), Failure> {
    let refused = target.start()?.expect_refusal(with_lines("HTTP/1.1", lines), status);
    refused.map_err(|failure| Failure::new(format!("headers {lines:?}: {failure}")))
}
