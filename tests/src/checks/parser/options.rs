//! Questions about what can be asked.

use super::with_line;
use crate::{Check, Stages, ensure};

/// Checks of `OPTIONS`.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/options-asterisk",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`OPTIONS *` is answered with 204, without a length, and the connection goes on.",
        curl: "curl -i -X OPTIONS --request-target '*' {url}/",
        why: "It asks about the server as a whole: a ping (RFC 9110 §9.3.7). A 204 never has a Content-Length (RFC 9110 §8.6).",
        hints: &["The one request whose target is `*` needs a route before all others."],
        run: |subject| {
            let response = subject.start()?.exchange_and_next(with_line("OPTIONS * HTTP/1.1"))?;
            let response = response.expect_status(204)?.expect_no_header("Content-Length")?;
            response.expect_no_header("Transfer-Encoding")?;
            Ok(())
        },
    },
    Check {
        id: "parser/options-path",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`OPTIONS` of a path is answered with 204 and an `Allow` that lists its methods, without a length, and the connection goes on.",
        curl: "curl -i -X OPTIONS {url}/books",
        why: "It asks what can be asked (RFC 9110 §9.3.7), and is answered by `Allow` (RFC 9110 §10.2.1). A Content-Length has no place in a 204 (RFC 9110 §8.6).",
        hints: &[
            "It is the answer to a wrong method, but for the status and the page.",
            "Do not add a length to an answer that cannot have a body.",
        ],
        run: |subject| {
            let server = subject.start()?;
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
    },
    Check {
        id: "parser/options-unknown-path",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`OPTIONS` of a path that does not exist is answered with 404.",
        curl: "curl -i -X OPTIONS {url}/nowhere",
        why: "Where there is nothing, there are no options (RFC 9110 §15.5.5).",
        hints: &["Look for the resource first, and for the method then."],
        run: |subject| {
            let request = with_line("OPTIONS /nowhere HTTP/1.1");
            subject.start()?.exchange_and_next(request)?.expect_error_page(404)?;
            Ok(())
        },
    },
    Check {
        id: "parser/options-is-allowed",
        holds: Stages::since(7),
        fails: Stages::between(3, 6),
        claim: "The `Allow` of a 405 lists OPTIONS too.",
        curl: "curl -i -X DELETE {url}/about",
        why: "`Allow` lists all methods that the resource takes (RFC 9110 §10.2.1), and OPTIONS now is one of them.",
        hints: &["Make both lists in one place: then they cannot differ."],
        run: |subject| {
            let request = with_line("DELETE /about HTTP/1.1");
            let response = subject.start()?.exchange(request)?.expect_status(405)?;
            response.expect_listed("Allow", &["GET", "HEAD", "OPTIONS"])?;
            Ok(())
        },
    },
];
