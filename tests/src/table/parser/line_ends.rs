//! Lines that do not end in `\r\n`.
//!
//! RFC 9112 §2.2: "a recipient MAY recognize a single LF as a line terminator". So these checks are our own.

use super::{refuses, refuses_with, with_line};
use crate::{Check, Stages};

/// Checks of the ends of lines.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/bare-line-feeds",
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        expect: "A head with a line feed alone at the end of each line is refused with 400.",
        why: "A recipient may accept a bare line feed as a line end. If a proxy does and a server does not, they see different requests. So we refuse it.",
        hints: &[
            "httparse accepts such lines: look at the line ends yourself.",
            "Look for the end of the head in both forms, and then refuse it. Otherwise you wait for a \\r\\n that never comes.",
        ],
        run: |target| refuses(target, ["GET / HTTP/1.1\nHost: localhost\n\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/bare-line-feed-after-the-request-line",
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        expect: "A request line that ends in a line feed alone is refused with 400.",
        why: "One wrong line end among right ones is easy to miss: a parser that only looks at the last line does not see it.",
        hints: &["Check each line, the first one too."],
        run: |target| refuses(target, ["GET / HTTP/1.1\nHost: localhost\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/bare-line-feed-after-a-header",
        rfc: &["9112 §2.2", "9110 §5.5"],
        stages: Stages::since(7),
        expect: "A header that ends in a line feed alone is refused with 400.",
        why: "One program sees two headers here. Another sees one header with a line feed in its value. The second header may be a Content-Length.",
        hints: &["A value may contain neither \\r nor \\n, wherever its line ends."],
        run: |target| {
            let hidden = "GET / HTTP/1.1\r\nHost: localhost\nContent-Length: 5\r\n\r\n";
            refuses(target, [hidden, "GET / HTTP/1.1\r\nHost: localhost\n\r\n"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/bare-line-feed-as-the-empty-line",
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        expect: "An empty line that is a line feed alone is refused with 400, without waiting for more.",
        why: "One program takes it for the end of the head, another reads on. They disagree about where the body begins.",
        hints: &["If you only search for `\\r\\n\\r\\n`, you wait here until the timeout."],
        run: |target| refuses(target, ["GET / HTTP/1.1\r\nHost: localhost\r\n\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/bare-line-feeds-after-another-version",
        rfc: &["9112 §2.2", "9110 §15.6.6"],
        stages: Stages::since(7),
        expect: "A head with bare line feeds and an unusual version is refused with 400 or 505, without waiting for more.",
        why: "The head has ended, so there is nothing to wait for. Its line ends call for 400, or its version for 505.",
        hints: &[
            "Code for unusual versions needs the same rules for line ends as the usual path.",
            "If you look for `\\r\\n` only, you wait here until the timeout, and answer 408.",
        ],
        run: |target| {
            let wrong_major = ["GET / HTTP/2.0\n\n", "GET / HTTP/2.0\nHost: localhost\r\n\r\n"];
            refuses_with(target, &[400, 505], wrong_major)?;
            refuses(target, ["GET / HTTP/1.5\nHost: localhost\n\n", "GET / HTP/9\n\n"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/bare-carriage-return-in-the-request-line",
        rfc: &["9112 §3"],
        stages: Stages::since(7),
        expect: "A carriage return within the request line is refused with 400.",
        why: "A server may read it as a space. Others end the line there, and see another request.",
        hints: &["The only place for a carriage return is right before a line feed."],
        run: |target| {
            let lines = ["GET /\r HTTP/1.1", "GET\r/ HTTP/1.1", "GET / HTTP/1.1\r"];
            refuses(target, lines.map(with_line))
        },
        ..Check::DEFAULT
    },
];
