//! Bytes that have no place in a head.

use super::{refuses, with_header, with_line};
use crate::{Check, Stages};

/// Checks of single bytes.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/nul-in-a-value",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "NUL in the value of a header is refused with 400.",
        curl: r"printf 'GET /echo/a HTTP/1.1\r\nHost: x\r\nX-One: a\000b\r\n\r\n' | nc {host} {port}",
        why: "To a program in C the value ends there, to others it does not: a value with it is dangerous, and invalid (RFC 9110 §5.5).",
        hints: &["Refuse what is below a space, but for the tab, and the byte 127."],
        run: |subject| {
            refuses(subject, ["X-One: a\0b", "X-One: \0", "X-One: a\0"].map(with_header))
        },
    },
    Check {
        id: "parser/nul-in-a-name",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "NUL in the name of a header is refused with 400.",
        curl: r"printf 'GET /echo/a HTTP/1.1\r\nHost: x\r\nX-One\000: a\r\n\r\n' | nc {host} {port}",
        why: "`Content-Length`, then NUL: the same name to some programs, an unknown one to others (RFC 9110 §5.1).",
        hints: &["A name is a token: letters, digits, and fifteen signs."],
        run: |subject| {
            let headers = ["X-\0One: a", "X-One\0: a", "\0X-One: a", "Content-Length\0: 5"];
            refuses(subject, headers.map(with_header))
        },
    },
    Check {
        id: "parser/nul-in-the-request-line",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "NUL in the method, the target or the version is refused with 400.",
        curl: r"printf 'GET /echo/a\000b HTTP/1.1\r\nHost: x\r\n\r\n' | nc {host} {port}",
        why: "A path that is passed on to the system ends at NUL; the check that looked at all of it has seen another file (RFC 9112 §3).",
        hints: &["Ask that each byte of the line is visible, before you take it apart."],
        run: |subject| {
            let lines =
                ["GET /echo/a\0b HTTP/1.1", "G\0ET /echo/a HTTP/1.1", "GET /echo/a HTTP/1.1\0"];
            refuses(subject, lines.map(with_line))
        },
    },
];
