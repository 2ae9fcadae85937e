//! The request line: method, space, target, space, version.

use super::{INVALID_LINE, refuses, refuses_lines};
use crate::{Basis, Check, Stages};

/// Checks of the request line.
pub const CHECKS: &[Check] = &[
    Check {
        id: "requests/missing-version",
        basis: Basis::Should,
        rfc: &["9112 §3.2", "9112 §2.2"],
        stages: Stages::since(3),
        expect: "The request line GET / gets 400, or a redirect with 301.",
        why: "In HTTP/0.9, this was a whole request, and its answer had no head. No client of today wants that.",
        hints: &["Split the line at its spaces. There must be three parts."],
        run: |target| refuses_lines(target, INVALID_LINE, ["GET /"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/missing-target",
        basis: Basis::Should,
        rfc: &["9112 §3.2", "9112 §2.2"],
        stages: Stages::since(3),
        expect: "The request line GET HTTP/1.1 gets 400, or a redirect with 301.",
        why: "A server that takes the parts by their index panics if one is missing.",
        hints: &["Match on the parts as a slice: `[method, target, version]`."],
        run: |target| refuses_lines(target, INVALID_LINE, ["GET HTTP/1.1"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/method-only",
        basis: Basis::Should,
        rfc: &["9112 §3.2", "9112 §2.2"],
        stages: Stages::since(3),
        expect: "The request line GET gets 400, or a redirect with 301.",
        why: "This is not a request, although it begins like one.",
        hints: &["A line without a space has only one part."],
        run: |target| refuses_lines(target, INVALID_LINE, ["GET"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/empty-method",
        basis: Basis::Should,
        rfc: &["9112 §3.2", "9112 §3.1"],
        stages: Stages::since(3),
        expect: "A request line that begins with a space, and has no method, gets 400, or a redirect with 301.",
        why: "A method has at least one character. Split at its spaces, this line has three parts, and the first is empty.",
        hints: &["Three parts are not enough: look into each of them."],
        run: |target| refuses_lines(target, INVALID_LINE, [" / HTTP/1.1"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/method-not-a-token",
        basis: Basis::Should,
        rfc: &["9112 §3.2", "9110 §5.6.2", "9110 §9.1"],
        stages: Stages::since(3),
        expect: "The methods G@T and G\u{e9}T get 400, 501, or a redirect with 301.",
        why: "A method is a token: letters, digits and a few signs. If two parsers disagree about that, an attacker can use the difference.",
        hints: &["Methods and header names follow the same rule: write it once."],
        // RFC 9110 §9.1: a method that is "unrecognized" SHOULD get 501.
        run: |target| {
            let lines = ["G@T / HTTP/1.1", "G\u{e9}T / HTTP/1.1"];
            refuses_lines(target, &[400, 501, 301], lines)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/two-spaces",
        rfc: &["9112 §3"],
        stages: Stages::since(3),
        expect: "A request line with two spaces in a row, or with a space at its end, gets 400.",
        why: "One space belongs between two parts. If one server is lenient and the next is not, an attacker can smuggle requests past one of them.",
        hints: &["`split_whitespace` accepts too much: split at single spaces."],
        run: |target| {
            let lines = ["GET  / HTTP/1.1", "GET /  HTTP/1.1", "GET / HTTP/1.1 "];
            refuses_lines(target, &[400], lines)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/tab-for-space",
        rfc: &["9112 §3"],
        stages: Stages::since(3),
        expect: "A request line with tabs instead of spaces gets 400.",
        why: "A space separates two parts, and nothing else does.",
        hints: &["A space is the byte 32. Functions for white space accept many more bytes."],
        run: |target| refuses_lines(target, &[400], ["GET\t/\tHTTP/1.1"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/four-parts",
        basis: Basis::Should,
        rfc: &["9112 §3.2"],
        stages: Stages::since(3),
        expect: "A space in the target gets 400, or a redirect with 301.",
        why: "A client has to send a space as %20. A server that guesses which part is too many guesses what the client wants.",
        hints: &["More than three parts are as wrong as fewer."],
        run: |target| refuses_lines(target, INVALID_LINE, ["GET /a b HTTP/1.1"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/not-http-at-all",
        basis: Basis::Should,
        rfc: &["9112 §2.2"],
        stages: Stages::since(3),
        expect: "The first bytes of an encrypted connection get 400, and the next client gets an answer.",
        why: "People type https instead of http, and scanners send anything: a request may begin with any byte.",
        hints: &["Bytes that are not text must not reach a function that panics on them."],
        run: |target| {
            refuses(target, &[400], [b"\x16\x03\x01\x02\x00\x01\x00\xfc\x03\x03\xff\r\n\r\n"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/bare-line-feed",
        rfc: &["9112 §2.2"],
        stages: Stages::since(3),
        expect: "Lines that end in a line feed without a carriage return get 400.",
        why: "A line ends in \\r\\n. If a proxy and a server disagree about the end of a head, one sees a request that the other does not.",
        hints: &[
            "Look for both forms of the end of the head, so that you do not wait for more. Then refuse.",
            "When you split the head, check that each line ends in \\r\\n.",
        ],
        run: |target| {
            refuses(
                target,
                &[400],
                [
                    "GET / HTTP/1.1\nHost: localhost\n\n",
                    "GET / HTTP/1.1\r\nHost: localhost\nX-Other: 1\r\n\r\n",
                    "GET / HTTP/1.1\nHost: localhost\r\n\r\n",
                ],
            )
        },
        ..Check::DEFAULT
    },
];
