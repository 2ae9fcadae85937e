//! Bytes that have no place in a head.

use super::{refuses, with_header, with_line};
use crate::{Basis, Check, Stages};

/// Checks of single bytes.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/nul-in-a-value",
        basis: Basis::Must,
        rfc: &["9110 §5.5"],
        stages: Stages::since(7),
        expect: "NUL in the value of a header is refused with 400.",
        why: "To a program in C the value ends there, to others it does not: a value with it is dangerous, and invalid.",
        hints: &["Refuse what is below a space, but for the tab, and the byte 127."],
        run: |target| refuses(target, ["X-One: a\0b", "X-One: \0", "X-One: a\0"].map(with_header)),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/nul-in-a-name",
        basis: Basis::Must,
        rfc: &["9110 §5.1"],
        stages: Stages::since(7),
        expect: "NUL in the name of a header is refused with 400.",
        why: "`Content-Length`, then NUL: the same name to some programs, an unknown one to others.",
        hints: &["A name is a token: letters, digits, and fifteen signs."],
        run: |target| {
            let headers = ["X-\0One: a", "X-One\0: a", "\0X-One: a", "Content-Length\0: 5"];
            refuses(target, headers.map(with_header))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/nul-in-the-request-line",
        basis: Basis::Must,
        rfc: &["9112 §3"],
        stages: Stages::since(7),
        expect: "NUL in the method, the target or the version is refused with 400.",
        why: "A path that is passed on to the system ends at NUL; the check that looked at all of it has seen another file.",
        hints: &["Ask that each byte of the line is visible, before you take it apart."],
        run: |target| {
            let lines =
                ["GET /echo/a\0b HTTP/1.1", "G\0ET /echo/a HTTP/1.1", "GET /echo/a HTTP/1.1\0"];
            refuses(target, lines.map(with_line))
        },
        ..Check::DEFAULT
    },
];
