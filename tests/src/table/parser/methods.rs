//! Methods that the server does not serve.

use super::with_line;
use crate::{Basis, Check, Failure, Need, Stages, Target, bytes, ensure};

/// Checks of methods.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/connect",
        basis: Basis::Must,
        rfc: &["9110 §9.3.6", "9112 §3.2.3"],
        stages: Stages::since(7),
        expect: "CONNECT is answered with 405 and `Allow`, whatever its target: a host and a port, or a path.",
        why: "It asks for a tunnel, as from a proxy. A host and a port are a valid target for it: the request is well-formed, but this server opens no tunnels.",
        hints: &[
            "For this method alone, a target without a slash is right.",
            "Answer it before you look for a path.",
        ],
        run: |target| {
            let server = target.start()?;
            for target in ["localhost:443", "127.0.0.1:80", "[::1]:443", "/about", "/nowhere"] {
                let request = with_line(&format!("CONNECT {target} HTTP/1.1"));
                let response = server.exchange(request)?.expect_error_page(405)?;
                response.expect_listed("Allow", &["GET", "HEAD"])?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/trace",
        basis: Basis::Must,
        rfc: &["9110 §9.3.8"],
        stages: Stages::since(7),
        expect: "TRACE of a known path is answered with 405 and `Allow`, and nothing of the request comes back.",
        why: "TRACE sends the request back as it came, with cookies and passwords that a script could not read otherwise.",
        hints: &["Treat it like any method that a path does not take."],
        run: |target| {
            let server = target.start()?;
            let request = "TRACE / HTTP/1.1\r\nHost: localhost\r\nCookie: secret\r\n\r\n";
            let response = server.exchange(request)?.expect_error_page(405)?;
            let response = response.expect_listed("Allow", &["GET", "HEAD"])?;
            let message = [response.head, response.body].concat();
            ensure(bytes::find(&message, b"secret").is_none(), "the request's header came back")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/trace-and-allow",
        basis: Basis::Must,
        rfc: &["9110 §10.2.1"],
        stages: Stages::since(7),
        needs: &[Need::Folder],
        expect: "The `Allow` in the answer to TRACE is true for the path: it has POST only where POST is possible.",
        why: "`Allow` lists the methods of this resource. A client that believes a wrong list tries what is then refused.",
        hints: &["Handle TRACE like DELETE: find the path first, then use its own list."],
        run: |target| {
            let server = target.launch().stored("a", "some bytes").start()?;
            let post = ["/", "/files/a", "/books"];
            for target in ["/about", "/echo/a", "/user-agent", "/sleep/1"].iter().chain(&post) {
                let request = with_line(&format!("TRACE {target} HTTP/1.1"));
                let response = server.exchange(request)?.expect_status(405)?;
                let response = response.expect_listed("Allow", &["GET", "HEAD", "OPTIONS"])?;
                let allowed = response.list("Allow");
                let has = |method: &str| allowed.iter().any(|other| other == method);
                ensure(
                    has("POST") == post.contains(target) && !has("TRACE"),
                    format!("the methods of {target} are others than {allowed:?}"),
                )?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/unknown-method",
        basis: Basis::Must,
        rfc: &["9110 §9.1"],
        stages: Stages::since(7),
        expect: "A method that nobody has heard of is answered with 501, on an unknown path too.",
        why: "405 says \"not here\", 501 says \"not with this server\". A client that gets 501 need not try other paths.",
        hints: &[
            "Keep a list of the methods that the RFC defines.",
            "Look at the method before the path: 404 would be another claim.",
        ],
        run: |target| is_answered_with_501(target, &["BREW", "GETS", "G", "PROPFIND"]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/lower-case-method",
        basis: Basis::Must,
        rfc: &["9110 §9.1"],
        stages: Stages::since(7),
        expect: "`get` is not GET: 501.",
        why: "Methods are case-sensitive. A filter that blocks `POST` must not be passed by `post`.",
        hints: &[
            "Compare methods byte for byte. Only header names and some values go in any case.",
        ],
        run: |target| is_answered_with_501(target, &["get", "Get", "head", "post", "options"]),
        ..Check::DEFAULT
    },
];

fn is_answered_with_501(target: &Target, methods: &[&str]) -> Result<(), Failure> {
    let server = target.start()?;
    for method in methods {
        for target in ["/", "/nowhere"] {
            let request = with_line(&format!("{method} {target} HTTP/1.1"));
            server.exchange(request)?.expect_error_page(501)?;
        }
    }
    Ok(())
}
