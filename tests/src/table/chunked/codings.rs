//! What `Transfer-Encoding` may say.

use super::{ECHO, ECHO_AND_NEXT};
use crate::{Basis, Check, Failure, FailureKind, Server, Stages, Target, ensure};

/// Checks of that header.
pub const CHECKS: &[Check] = &[
    Check {
        id: "chunked/coding-in-any-case",
        basis: Basis::Must,
        rfc: &["9112 §7"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: ECHO_AND_NEXT,
        expect: "`Transfer-Encoding: Chunked` and `CHUNKED` are decoded like `chunked`.",
        why: "Names of codings are case-insensitive. If a server does not recognise one, it reads the body as the next request.",
        hints: &["Ignore case when you compare."],
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
        id: "chunked/unknown-coding",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "Codings without `chunked`, such as `gzip` alone, are refused with 400, and the connection ends.",
        why: "Only `chunked` shows where the body of a request ends. Without it nobody knows where the next request begins.",
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
        id: "chunked/not-last",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "`Transfer-Encoding: chunked, gzip`, in one header or in two, is refused with 400, and the connection ends.",
        why: "Only a final `chunked` shows where the body ends.",
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
        id: "chunked/with-content-length",
        basis: Basis::Must,
        rfc: &["9112 §6.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "After a request with `Transfer-Encoding` and `Content-Length` the server closes and does not answer the request behind it. It answers with an error, or with 200 and the decoded chunks.",
        why: "Two lengths for one body: the classic of request smuggling. If two programs choose different ones, they see different requests.",
        hints: &["Look for both headers before you use one of them."],
        run: |target| {
            let server = target.start()?;
            let (coding, length) = ("Transfer-Encoding: chunked", "Content-Length: 15");
            for lines in [[coding, length], [length, coding], ["Content-Length: 0", coding]] {
                let answered = closes_after_two_lengths(&server, &lines);
                answered.map_err(|f| Failure::of(f.kind, format!("headers {lines:?}: {f}")))?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/http-1-0",
        basis: Basis::Must,
        rfc: &["9112 §6.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "After an HTTP/1.0 request with `Transfer-Encoding` the server closes and does not answer the request behind it, even if the client asks for `keep-alive`.",
        why: "HTTP/1.0 has no transfer codings. A proxy may have passed the header on without understanding it, so nobody can trust the framing.",
        hints: &["Check the version before you look at the codings."],
        run: |target| {
            // "MUST treat the message as if the framing is faulty, even if a Content-Length is present, and close
            // the connection after processing the message".
            let lines = ["Transfer-Encoding: chunked", "Connection: keep-alive"];
            let server = target.start()?;
            server.answers_and_closes(with_lines("HTTP/1.0", &lines[..1]))?;
            server.answers_and_closes(with_lines("HTTP/1.0", &lines)).map(drop)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/unknown-coding-within-chunks",
        basis: Basis::Should,
        rfc: &["9112 §6.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "An unknown coding before `chunked` is answered with 501, in one header or in two, and the connection ends.",
        why: "The server can decode the chunks, but it does not know what their data means. 501 tells the client to send the body without that coding.",
        hints: &["\"Ends with `chunked`\" is not enough: look at the codings before it as well."],
        run: |target| {
            refuses(target, &["Transfer-Encoding: gzip, chunked"], 501)?;
            refuses(target, &["Transfer-Encoding: xchunked, chunked"], 501)?;
            refuses(target, &["Transfer-Encoding: gzip", "Transfer-Encoding: chunked"], 501)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/faulty-framing-strictly",
        rfc: &["9112 §6.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "`Transfer-Encoding` is refused with 400 in HTTP/1.0, and together with `Content-Length`.",
        why: "A server may still process such requests and then close. To refuse them is safer: no other program can have read them differently.",
        hints: &["400 for each request whose framing is faulty: there is nothing to save in it."],
        run: |target| {
            let coding = "Transfer-Encoding: chunked";
            let old = target.start()?.expect_refusal(with_lines("HTTP/1.0", &[coding]), &[400]);
            old.map_err(|failure| Failure::of(failure.kind, format!("HTTP/1.0: {failure}")))?;
            refuses(target, &[coding, "Content-Length: 15"], 400)?;
            refuses(target, &["Content-Length: 15", coding], 400)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/twice",
        rfc: &["9112 §6.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "`chunked` twice, in one header or in two, is refused with 400.",
        why: "A sender must not chunk a body twice, but no rule tells a recipient what to do. A program that decodes once and one that decodes twice see different bodies.",
        hints: &["You only have to accept a list with one member: `chunked`."],
        run: |target| {
            refuses(target, &["Transfer-Encoding: chunked, chunked"], 400)?;
            refuses(target, &["Transfer-Encoding: chunked, gzip, chunked"], 400)?;
            refuses(target, &["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], 400)
        },
        ..Check::DEFAULT
    },
];

/// A `POST /` with these header lines, and the text `hello` in chunks.
fn with_lines(version: &str, lines: &[&str]) -> String {
    let lines = lines.join("\r\n");
    format!("POST / {version}\r\nHost: localhost\r\n{lines}\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
}

// "A server MAY reject a request that contains both Content-Length and Transfer-Encoding or process such a
// request in accordance with the Transfer-Encoding alone. Regardless, the server MUST close the connection."
fn closes_after_two_lengths(server: &Server, lines: &[&str]) -> Result<(), Failure> {
    let response = server.answers_and_closes(with_lines("HTTP/1.1", lines))?;
    ensure(
        response.status >= 400 || response.body == b"hello",
        "the body was read by its Content-Length",
    )
}

fn refuses(target: &Target, lines: &[&str], status: u16) -> Result<(), Failure> {
    let refused = target.start()?.expect_refusal(with_lines("HTTP/1.1", lines), &[status]);
    refused.map_err(|failure| Failure::of(failure.kind, format!("headers {lines:?}: {failure}")))
}
