//! `OPTIONS`: questions about what can be asked.
//!
//! RFC 9110 §9.1 asks for GET and HEAD only, so a server may do without this method.

use super::with_line;
use crate::{Basis, Check, FailureKind, Need, Stages, ensure};

/// Checks of `OPTIONS`.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/options-asterisk",
        rfc: &["9110 §9.3.7"],
        stages: Stages::since(7),
        needs: &[Need::Route("/echo/a"), Need::KeepAlive],
        expect: "`OPTIONS *` is answered with 204, and the connection stays open.",
        why: "It asks about the server as a whole: a ping.",
        hints: &["The one request whose target is `*` needs a route before all others."],
        run: |target| {
            let request = with_line("OPTIONS * HTTP/1.1");
            target.start()?.exchange_and_next(request)?.expect_status(204)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/options-path",
        rfc: &["9110 §9.3.7", "9110 §10.2.1"],
        stages: Stages::since(7),
        needs: &[Need::Route("/echo/a"), Need::KeepAlive],
        expect: "`OPTIONS` of a path is answered with 204 and an `Allow` that lists its methods, and the connection stays open.",
        why: "OPTIONS asks what can be asked, and `Allow` is the answer.",
        hints: &["Use the same list of methods as for a 405."],
        run: |target| {
            let server = target.start()?;
            let with_post = ["/", "/files/a", "/books"];
            for path in ["/about", "/echo/a", "/user-agent", "/books/1"].iter().chain(&with_post) {
                let request = with_line(&format!("OPTIONS {path} HTTP/1.1"));
                let response = server.exchange_and_next(request)?.expect_status(204)?;
                let response = response.expect_listed("Allow", &["GET", "HEAD", "OPTIONS"])?;
                let has_post = response.list("Allow").contains(&"POST".to_string());
                ensure(
                    has_post == with_post.contains(path),
                    format!("POST is listed for {path}: {has_post}"),
                )?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/options-has-no-length",
        basis: Basis::Must,
        rfc: &["9110 §8.6", "9112 §6.1"],
        stages: Stages::since(7),
        expect: "If `OPTIONS` is answered with 204, the answer has neither Content-Length nor Transfer-Encoding.",
        why: "A 204 never has a body. A client that believes the length waits for bytes that never come.",
        hints: &["Do not add a length to an answer that cannot have a body."],
        run: |target| {
            let server = target.start()?;
            for target in ["*", "/"] {
                let response = server.method("OPTIONS", target)?;
                if response.status == 204 {
                    let response = response.expect_no_header("Content-Length")?;
                    response.expect_no_header("Transfer-Encoding")?;
                }
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/options-unknown-path",
        rfc: &["9110 §15.5.5"],
        stages: Stages::since(7),
        expect: "`OPTIONS` of a path that does not exist is answered with 404.",
        why: "A path that does not exist has no methods to list.",
        hints: &["Look for the resource first, and for the method after that."],
        run: |target| {
            target.start()?.method("OPTIONS", "/nowhere")?.expect_status(404)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/options-is-allowed",
        rfc: &["9110 §10.2.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Unmet],
        expect: "The `Allow` of a 405 lists OPTIONS too.",
        why: "`Allow` lists all methods that the resource takes, and OPTIONS is now one of them.",
        hints: &["Make both lists in one place: then they cannot differ."],
        run: |target| {
            let response = target.start()?.method("DELETE", "/about")?.expect_status(405)?;
            response.expect_listed("Allow", &["GET", "HEAD", "OPTIONS"])?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];
