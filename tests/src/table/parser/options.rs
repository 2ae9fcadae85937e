//! Questions about what can be asked.

use super::with_line;
use crate::{Basis, Check, FailureKind, Stages, ensure};

/// Checks of `OPTIONS`.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/options-asterisk",
        basis: Basis::Must,
        rfc: &["9110 §9.3.7", "9110 §8.6"],
        stages: Stages::since(7),
        expect: "`OPTIONS *` is answered with 204, without a length, and the connection goes on.",
        why: "It asks about the server as a whole: a ping. A 204 never has a Content-Length.",
        hints: &["The one request whose target is `*` needs a route before all others."],
        run: |target| {
            let response = target.start()?.exchange_and_next(with_line("OPTIONS * HTTP/1.1"))?;
            let response = response.expect_status(204)?.expect_no_header("Content-Length")?;
            response.expect_no_header("Transfer-Encoding")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/options-path",
        basis: Basis::Must,
        rfc: &["9110 §9.3.7", "9110 §10.2.1", "9110 §8.6"],
        stages: Stages::since(7),
        expect: "`OPTIONS` of a path is answered with 204 and an `Allow` that lists its methods, without a length, and the connection goes on.",
        why: "It asks what can be asked, and is answered by `Allow`. A Content-Length has no place in a 204.",
        hints: &[
            "It is the answer to a wrong method, but for the status and the page.",
            "Do not add a length to an answer that cannot have a body.",
        ],
        run: |target| {
            let server = target.start()?;
            let with_post = ["/", "/files/a", "/books"];
            for target in ["/about", "/echo/a", "/user-agent", "/books/1"].iter().chain(&with_post)
            {
                let request = with_line(&format!("OPTIONS {target} HTTP/1.1"));
                let response = server.exchange_and_next(request)?.expect_status(204)?;
                let response = response.expect_no_header("Content-Length")?;
                let response = response.expect_listed("Allow", &["GET", "HEAD", "OPTIONS"])?;
                let has_post = response.list("Allow").contains(&"POST".to_string());
                ensure(
                    has_post == with_post.contains(target),
                    format!("the methods of {target} are others"),
                )?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/options-unknown-path",
        basis: Basis::Must,
        rfc: &["9110 §15.5.5"],
        stages: Stages::since(7),
        expect: "`OPTIONS` of a path that does not exist is answered with 404.",
        why: "Where there is nothing, there are no options.",
        hints: &["Look for the resource first, and for the method then."],
        run: |target| {
            let request = with_line("OPTIONS /nowhere HTTP/1.1");
            target.start()?.exchange_and_next(request)?.expect_error_page(404)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/options-is-allowed",
        basis: Basis::Must,
        rfc: &["9110 §10.2.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Unmet],
        expect: "The `Allow` of a 405 lists OPTIONS too.",
        why: "`Allow` lists all methods that the resource takes, and OPTIONS now is one of them.",
        hints: &["Make both lists in one place: then they cannot differ."],
        run: |target| {
            let request = with_line("DELETE /about HTTP/1.1");
            let response = target.start()?.exchange(request)?.expect_status(405)?;
            response.expect_listed("Allow", &["GET", "HEAD", "OPTIONS"])?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];
