//! Methods that the server does not serve.

use super::with_line;
use crate::{Check, Failure, Stages, Subject, bytes, ensure};

/// What holds for methods.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/connect",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "CONNECT is answered with 405 and `Allow`, although its target is a host and a port.",
        curl: r"printf 'CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n' | nc {host} {port}",
        why: "It asks for a tunnel, as from a proxy (RFC 9110 §9.3.6). Its target has a form of its own (RFC 9112 §3.2.3), so that the request is not malformed: it is not allowed.",
        hints: &["For this method alone, a target without a slash is right."],
        run: |subject| {
            let server = subject.start()?;
            for target in ["localhost:443", "127.0.0.1:80", "[::1]:443"] {
                let request = with_line(&format!("CONNECT {target} HTTP/1.1"));
                let response = server.exchange(request)?.expect_error_page(405)?;
                response.expect_listed("Allow", &["GET", "HEAD"])?;
            }
            Ok(())
        },
    },
    Check {
        id: "parser/trace",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "TRACE is answered with 405 and `Allow`, and nothing of the request comes back.",
        curl: "curl -i -X TRACE -H 'Cookie: secret' {url}/",
        why: "TRACE sends the request back as it came (RFC 9110 §9.3.8), with cookies and passwords that a script could not read otherwise.",
        hints: &["Treat it like any method that a path does not take."],
        run: |subject| {
            let server = subject.start()?;
            let request = "TRACE / HTTP/1.1\r\nHost: localhost\r\nCookie: secret\r\n\r\n";
            let response = server.exchange(request)?.expect_error_page(405)?;
            let response = response.expect_listed("Allow", &["GET", "HEAD"])?;
            let message = [response.head, response.body].concat();
            ensure(bytes::find(&message, b"secret").is_none(), "the request's header came back")
        },
    },
    Check {
        id: "parser/unknown-method",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A method that nobody has heard of is answered with 501.",
        curl: "curl -i -X BREW {url}/",
        why: "405 says \"not here\", 501 says \"not with this server\" (RFC 9110 §9.1). A client that gets 501 need not try other paths.",
        hints: &["Keep a list of the methods that the RFC defines."],
        run: |subject| is_answered_with_501(subject, &["BREW", "GETS", "G", "PROPFIND"]),
    },
    Check {
        id: "parser/lower-case-method",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`get` is not GET: 501.",
        curl: "curl -i -X get {url}/",
        why: "Methods are case-sensitive (RFC 9110 §9.1). A filter that blocks `POST` must not be passed by `post`.",
        hints: &[
            "Compare methods byte for byte. Only header names and some values go in any case.",
        ],
        run: |subject| is_answered_with_501(subject, &["get", "Get", "head", "post", "options"]),
    },
];

fn is_answered_with_501(subject: &Subject, methods: &[&str]) -> Result<(), Failure> {
    let server = subject.start()?;
    for method in methods {
        server.exchange(with_line(&format!("{method} / HTTP/1.1")))?.expect_error_page(501)?;
    }
    Ok(())
}
