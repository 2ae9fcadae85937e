//! Header lines.

use super::{refuses, refuses_headers, refuses_lines, with_header};
use crate::{Basis, Check, Stages};

/// Checks of header lines.
pub const CHECKS: &[Check] = &[
    Check {
        id: "requests/header-without-colon",
        basis: Basis::Must,
        rfc: &["9112 §5"],
        stages: Stages::since(3),
        expect: "A header line without a colon gives 400.",
        why: "To skip a line that makes no sense is to guess that it did not matter.",
        hints: &["Where there is no colon, there is no name."],
        run: |target| refuses_headers(target, ["nonsense"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/space-before-colon",
        basis: Basis::Must,
        rfc: &["9112 §5.1"],
        stages: Stages::since(3),
        expect: "A space before the colon gives 400.",
        why: "Servers that took such a name with and without its space made request smuggling possible, so that 400 is the only answer.",
        hints: &["Do not trim the name: a space is not allowed in it."],
        run: |target| {
            refuses_headers(target, ["X-Name : value", "X-Name\t: value", "X Name: value"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/empty-header-name",
        basis: Basis::Must,
        rfc: &["9112 §5"],
        stages: Stages::since(3),
        expect: "A header line that begins with its colon gives 400.",
        why: "A name has at least one character.",
        hints: &["The rule for names is the one for methods: a token is never empty."],
        run: |target| refuses_headers(target, [": value"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/header-name-not-a-token",
        basis: Basis::Must,
        rfc: &["9112 §5", "9110 §5.6.2"],
        stages: Stages::since(3),
        expect: "A header name with characters that no name may have gives 400.",
        why: "A name is a token: letters, digits and a few signs.",
        hints: &["Allow what a token may have, instead of refusing what you happen to think of."],
        run: |target| {
            let lines = ["X(Name): v", "X\"Name: v", "X/Name: v", "X@Name: v", "X\u{e9}: v"];
            refuses_headers(target, lines)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/folded-line",
        basis: Basis::Must,
        rfc: &["9112 §5.2"],
        stages: Stages::since(3),
        expect: "A header line that begins with a space or a tab gives 400.",
        why: "Values once could go on in the next line. That is long given up, and a way to hide a header from a filter.",
        hints: &["Such a line has no valid name before its colon, or no colon at all."],
        run: |target| {
            let lines = ["X-Name: value\r\n more", "X-Name: value\r\n\tX-Other: more"];
            refuses_headers(target, lines)?;
            refuses_lines(target, 400, ["GET / HTTP/1.1\r\n X-First: folded"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/control-in-value",
        basis: Basis::Must,
        rfc: &["9110 §5.5"],
        stages: Stages::since(3),
        expect: "A control byte in a value gives 400; a tab does not.",
        why: "NUL ends strings in C, and a bare carriage return ends lines in some parsers: what we accept may hurt the next program that gets it.",
        hints: &["Of the bytes below 32, and 127, a value may have the tab only."],
        run: |target| {
            let values = ["a\x01b", "a\0b", "a\x7fb", "a\x1bb", "a\x0bb", "a\rb", "\x01", "a\x01"];
            let header = |value| with_header(&format!("X-Name: {value}"));
            refuses(target, 400, values.map(header))?;
            let server = target.start()?;
            server.exchange(with_header("X-Name: a\tb"))?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];
