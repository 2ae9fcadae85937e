//! The request line: method, space, target, space, version.

use super::{refuses, refuses_lines};
use crate::{Basis, Check, Stages};

/// Checks of the request line.
pub const CHECKS: &[Check] = &[
    Check {
        id: "requests/missing-version",
        basis: Basis::Must,
        rfc: &["9112 §3"],
        stages: Stages::since(3),
        expect: "A request line without a version gives 400.",
        why: "That was the whole request of HTTP/0.9, whose answers had no head. No client of today means it.",
        hints: &["Split the line at its spaces, and ask for three parts."],
        run: |target| refuses_lines(target, 400, ["GET /"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/missing-target",
        basis: Basis::Must,
        rfc: &["9112 §3"],
        stages: Stages::since(3),
        expect: "A request line without a target gives 400.",
        why: "A server that indexes the parts of the line panics on the one that is missing.",
        hints: &["Match on the parts as a slice: `[method, target, version]`."],
        run: |target| refuses_lines(target, 400, ["GET HTTP/1.1"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/method-only",
        basis: Basis::Must,
        rfc: &["9112 §3"],
        stages: Stages::since(3),
        expect: "A request line of one word gives 400.",
        why: "What has not the form of a request line is no request, however it begins.",
        hints: &["A line without any space has one part only."],
        run: |target| refuses_lines(target, 400, ["GET"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/empty-method",
        basis: Basis::Must,
        rfc: &["9110 §9.1"],
        stages: Stages::since(3),
        expect: "A request line that begins with a space gives 400.",
        why: "A method has at least one character. An empty one is three parts all the same.",
        hints: &["Three parts are not enough: look into each of them."],
        run: |target| refuses_lines(target, 400, [" / HTTP/1.1"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/method-not-a-token",
        basis: Basis::Must,
        rfc: &["9110 §5.6.2"],
        stages: Stages::since(3),
        expect: "A method with characters that no method may have gives 400.",
        why: "A method is a token: letters, digits and a few signs. Two parsers that differ here can be played off against each other.",
        hints: &["The same rule holds for methods and for names of headers: write it once."],
        run: |target| refuses_lines(target, 400, ["G@T / HTTP/1.1", "G\u{e9}T / HTTP/1.1"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/two-spaces",
        basis: Basis::Must,
        rfc: &["9112 §3"],
        stages: Stages::since(3),
        expect: "Two spaces where one belongs give 400.",
        why: "There is one space between the parts. Where one server is lenient and the next is not, requests can be smuggled.",
        hints: &["`split_whitespace` forgives too much: split at single spaces."],
        run: |target| refuses_lines(target, 400, ["GET  / HTTP/1.1", "GET /  HTTP/1.1"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/tab-for-space",
        basis: Basis::Must,
        rfc: &["9112 §3"],
        stages: Stages::since(3),
        expect: "Tabs in the place of the spaces give 400.",
        why: "The parts are parted by a space and by nothing else.",
        hints: &["A space is the byte 32. Functions for whitespace know many more."],
        run: |target| refuses_lines(target, 400, ["GET\t/\tHTTP/1.1"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/four-parts",
        basis: Basis::Must,
        rfc: &["9112 §3.2"],
        stages: Stages::since(3),
        expect: "A space in the target, or after the version, gives 400.",
        why: "A space in a target has to be sent as %20. Guessing which part is too many is guessing what was asked.",
        hints: &["More than three parts are as wrong as fewer."],
        run: |target| refuses_lines(target, 400, ["GET /a b HTTP/1.1", "GET / HTTP/1.1 "]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/not-http-at-all",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(3),
        expect: "The greeting of an encrypted connection gives 400, and harms nobody.",
        why: "People type https for http, and scanners send anything. The first byte may be any.",
        hints: &["Bytes that are not text must not reach a function that panics on them."],
        run: |target| {
            refuses(target, 400, [b"\x16\x03\x01\x02\x00\x01\x00\xfc\x03\x03\xff\r\n\r\n"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/bare-line-feed",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(3),
        expect: "Lines that end in a line feed alone give 400.",
        why: "A line ends in \\r\\n. Where a proxy and a server disagree about the end of a head, one sees a request that the other does not.",
        hints: &[
            "Find the end of the head in both forms, so that you do not wait for more; then refuse.",
            "Ask each line to end in \\r\\n when you split the head.",
        ],
        run: |target| {
            refuses(
                target,
                400,
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
