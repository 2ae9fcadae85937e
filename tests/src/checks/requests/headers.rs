//! Header lines.

use super::{refuses, refuses_headers, refuses_lines, with_header};
use crate::{Check, Stages};

/// Checks of header lines.
pub const CHECKS: &[Check] = &[
    Check {
        id: "requests/header-without-colon",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A header line without a colon gives 400.",
        curl: "printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\nnonsense\\r\\n\\r\\n' | nc {host} {port}",
        why: "To skip a line that makes no sense is to guess that it did not matter (RFC 9112 §5).",
        hints: &["Where there is no colon, there is no name."],
        run: |subject| refuses_headers(subject, ["nonsense"]),
    },
    Check {
        id: "requests/space-before-colon",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A space before the colon gives 400.",
        curl: "printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length : 5\\r\\n\\r\\n' | nc {host} {port}",
        why: "Servers that took such a name with and without its space made request smuggling possible, so that 400 is the only answer (RFC 9112 §5.1).",
        hints: &["Do not trim the name: a space is not allowed in it."],
        run: |subject| {
            refuses_headers(subject, ["X-Name : value", "X-Name\t: value", "X Name: value"])
        },
    },
    Check {
        id: "requests/empty-header-name",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A header line that begins with its colon gives 400.",
        curl: "printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\n: value\\r\\n\\r\\n' | nc {host} {port}",
        why: "A name has at least one character (RFC 9112 §5).",
        hints: &["The rule for names is the one for methods: a token is never empty."],
        run: |subject| refuses_headers(subject, [": value"]),
    },
    Check {
        id: "requests/header-name-not-a-token",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A header name with characters that no name may have gives 400.",
        curl: "printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\nX(Name): value\\r\\n\\r\\n' | nc {host} {port}",
        why: "A name is a token: letters, digits and a few signs (RFC 9112 §5, RFC 9110 §5.6.2).",
        hints: &["Allow what a token may have, instead of refusing what you happen to think of."],
        run: |subject| {
            let lines = ["X(Name): v", "X\"Name: v", "X/Name: v", "X@Name: v", "X\u{e9}: v"];
            refuses_headers(subject, lines)
        },
    },
    Check {
        id: "requests/folded-line",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A header line that begins with a space or a tab gives 400.",
        curl: "printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\nX-Name: value\\r\\n more\\r\\n\\r\\n' | nc {host} {port}",
        why: "Values once could go on in the next line. That is long given up, and a way to hide a header from a filter (RFC 9112 §5.2).",
        hints: &["Such a line has no valid name before its colon, or no colon at all."],
        run: |subject| {
            let lines = ["X-Name: value\r\n more", "X-Name: value\r\n\tX-Other: more"];
            refuses_headers(subject, lines)?;
            refuses_lines(subject, 400, ["GET / HTTP/1.1\r\n X-First: folded"])
        },
    },
    Check {
        id: "requests/control-in-value",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A control byte in a value gives 400; a tab does not.",
        curl: "printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\nX-Name: a\\001b\\r\\n\\r\\n' | nc {host} {port}",
        why: "NUL ends strings in C, and a bare carriage return ends lines in some parsers: what we accept may hurt the next program that gets it (RFC 9110 §5.5).",
        hints: &["Of the bytes below 32, and 127, a value may have the tab only."],
        run: |subject| {
            let values = ["a\x01b", "a\0b", "a\x7fb", "a\x1bb", "a\x0bb", "a\rb", "\x01", "a\x01"];
            let header = |value| with_header(&format!("X-Name: {value}"));
            refuses(subject, 400, values.map(header))?;
            let server = subject.start()?;
            server.exchange(with_header("X-Name: a\tb"))?.expect_status(200)?;
            Ok(())
        },
    },
];
