//! The target: what the client asks for.

use super::{INVALID_LINE, refuses, refuses_lines, with_line};
use crate::{Basis, Check, Stages};

/// Checks of the target.
pub const CHECKS: &[Check] = &[
    Check {
        id: "requests/target-without-slash",
        basis: Basis::Should,
        rfc: &["9112 §3.2", "9112 §3.2.1"],
        stages: Stages::since(3),
        expect: "The targets about, ../about and ?x=1 get 400, or a redirect with 301.",
        why: "A path in a request is absolute: there is no current folder to start from.",
        hints: &[
            "Check that the first byte of the target is a slash, before you look at the rest.",
        ],
        run: |target| {
            refuses_lines(
                target,
                INVALID_LINE,
                ["GET about HTTP/1.1", "GET ../about HTTP/1.1", "GET ?x=1 HTTP/1.1"],
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/absolute-form",
        rfc: &["9112 §3.2.2"],
        stages: Stages::between(3, 6),
        expect: "The target http://localhost/about gets 400, until stage 7 understands it.",
        why: "Clients of proxies send this form. Every server has to accept it in the end. Until then, to refuse it is better than to misread it.",
        hints: &["It does not begin with a slash, and that alone is enough to refuse it."],
        run: |target| refuses_lines(target, &[400], ["GET http://localhost/about HTTP/1.1"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/bad-escape",
        basis: Basis::Should,
        rfc: &["9112 §3.2", "3986 §2.1"],
        stages: Stages::since(3),
        expect: "A percent sign without two hexadecimal digits after it, anywhere in a path, gets 400, or a redirect with 301.",
        why: "Such a path has no meaning. Each decoder that accepts it reads it in another way, and an attacker can use the difference.",
        hints: &[
            "The path may end right after the percent sign: look before you index.",
            "Decode all parts of the path when you parse the target: then no route can forget it.",
        ],
        run: |target| {
            let in_echo =
                ["%", "%2", "%zz", "%2g", "%+1", "a%%20"].map(|end| format!("/echo/{end}"));
            let elsewhere = ["/about%zz", "/nowhere%", "/%g0", "/user-agent%"].map(String::from);
            let paths = in_echo.into_iter().chain(elsewhere);
            let lines = paths.map(|path| with_line(&format!("GET {path} HTTP/1.1")));
            refuses(target, INVALID_LINE, lines)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/backslash-in-target",
        rfc: &["9112 §3.2", "3986 §2"],
        stages: Stages::since(3),
        expect: "A backslash in the path or in the query gets 400.",
        why: "A URL has no backslashes, and browsers read them as slashes: two readers see two paths.",
        hints: &["Refuse it together with the other bytes that no target may have."],
        run: |target| {
            refuses_lines(
                target,
                &[400],
                [
                    "GET /echo/a\\b HTTP/1.1",
                    "GET /\\ HTTP/1.1",
                    "GET /echo\\abc HTTP/1.1",
                    "GET /about?a\\b HTTP/1.1",
                    "POST /about\\ HTTP/1.1",
                ],
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/control-in-target",
        basis: Basis::Should,
        rfc: &["9112 §3.2", "3986 §2"],
        stages: Stages::since(3),
        expect: "A control byte in the target gets 400, or a redirect with 301.",
        why: "A URL has no control bytes. If one is there, somebody wants to harm a log or a parser.",
        hints: &["Check that each byte of the target is visible ASCII."],
        run: |target| {
            refuses_lines(
                target,
                INVALID_LINE,
                ["GET /a\x01b HTTP/1.1", "GET /a\0b HTTP/1.1", "GET /a\x7fb HTTP/1.1"],
            )
        },
        ..Check::DEFAULT
    },
];
