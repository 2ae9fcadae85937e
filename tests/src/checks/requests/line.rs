//! The request line: method, space, target, space, version.

use super::{refuses, refuses_lines};
use crate::{Check, Stages};

/// Checks of the request line.
pub const CHECKS: &[Check] = &[
    Check {
        id: "requests/missing-version",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A request line without a version gives 400.",
        curl: "printf 'GET /\\r\\nHost: localhost\\r\\n\\r\\n' | nc {host} {port}",
        why: "That was the whole request of HTTP/0.9, whose answers had no head. No client of today means it (RFC 9112 §3).",
        hints: &["Split the line at its spaces, and ask for three parts."],
        run: |subject| refuses_lines(subject, 400, ["GET /"]),
    },
    Check {
        id: "requests/missing-target",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A request line without a target gives 400.",
        curl: "printf 'GET HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n' | nc {host} {port}",
        why: "A server that indexes the parts of the line panics on the one that is missing (RFC 9112 §3).",
        hints: &["Match on the parts as a slice: `[method, target, version]`."],
        run: |subject| refuses_lines(subject, 400, ["GET HTTP/1.1"]),
    },
    Check {
        id: "requests/method-only",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A request line of one word gives 400.",
        curl: "printf 'GET\\r\\nHost: localhost\\r\\n\\r\\n' | nc {host} {port}",
        why: "What has not the form of a request line is no request, however it begins (RFC 9112 §3).",
        hints: &["A line without any space has one part only."],
        run: |subject| refuses_lines(subject, 400, ["GET"]),
    },
    Check {
        id: "requests/empty-method",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A request line that begins with a space gives 400.",
        curl: "printf ' / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n' | nc {host} {port}",
        why: "A method has at least one character (RFC 9110 §9.1). An empty one is three parts all the same.",
        hints: &["Three parts are not enough: look into each of them."],
        run: |subject| refuses_lines(subject, 400, [" / HTTP/1.1"]),
    },
    Check {
        id: "requests/method-not-a-token",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A method with characters that no method may have gives 400.",
        curl: "printf 'G@T / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n' | nc {host} {port}",
        why: "A method is a token: letters, digits and a few signs (RFC 9110 §5.6.2). Two parsers that differ here can be played off against each other.",
        hints: &["The same rule holds for methods and for names of headers: write it once."],
        run: |subject| refuses_lines(subject, 400, ["G@T / HTTP/1.1", "G\u{e9}T / HTTP/1.1"]),
    },
    Check {
        id: "requests/two-spaces",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "Two spaces where one belongs give 400.",
        curl: "printf 'GET  / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n' | nc {host} {port}",
        why: "There is one space between the parts (RFC 9112 §3). Where one server is lenient and the next is not, requests can be smuggled.",
        hints: &["`split_whitespace` forgives too much: split at single spaces."],
        run: |subject| refuses_lines(subject, 400, ["GET  / HTTP/1.1", "GET /  HTTP/1.1"]),
    },
    Check {
        id: "requests/tab-for-space",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "Tabs in the place of the spaces give 400.",
        curl: "printf 'GET\\t/\\tHTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n' | nc {host} {port}",
        why: "The parts are parted by a space and by nothing else (RFC 9112 §3).",
        hints: &["A space is the byte 32. Functions for whitespace know many more."],
        run: |subject| refuses_lines(subject, 400, ["GET\t/\tHTTP/1.1"]),
    },
    Check {
        id: "requests/four-parts",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A space in the target, or after the version, gives 400.",
        curl: "printf 'GET /a b HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n' | nc {host} {port}",
        why: "A space in a target has to be sent as %20. Guessing which part is too many is guessing what was asked (RFC 9112 §3.2).",
        hints: &["More than three parts are as wrong as fewer."],
        run: |subject| refuses_lines(subject, 400, ["GET /a b HTTP/1.1", "GET / HTTP/1.1 "]),
    },
    Check {
        id: "requests/not-http-at-all",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "The greeting of an encrypted connection gives 400, and harms nobody.",
        curl: "curl -k https://{host}:{port}/",
        why: "People type https for http, and scanners send anything. The first byte may be any (RFC 9112 §2.2).",
        hints: &["Bytes that are not text must not reach a function that panics on them."],
        run: |subject| {
            refuses(subject, 400, [b"\x16\x03\x01\x02\x00\x01\x00\xfc\x03\x03\xff\r\n\r\n"])
        },
    },
    Check {
        id: "requests/bare-line-feed",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "Lines that end in a line feed alone give 400.",
        curl: "printf 'GET / HTTP/1.1\\nHost: localhost\\n\\n' | nc {host} {port}",
        why: "A line ends in \\r\\n (RFC 9112 §2.2). Where a proxy and a server disagree about the end of a head, one sees a request that the other does not.",
        hints: &[
            "Find the end of the head in both forms, so that you do not wait for more; then refuse.",
            "Ask each line to end in \\r\\n when you split the head.",
        ],
        run: |subject| {
            refuses(
                subject,
                400,
                [
                    "GET / HTTP/1.1\nHost: localhost\n\n",
                    "GET / HTTP/1.1\r\nHost: localhost\nX-Other: 1\r\n\r\n",
                    "GET / HTTP/1.1\nHost: localhost\r\n\r\n",
                ],
            )
        },
    },
];
