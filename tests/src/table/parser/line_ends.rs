//! Lines that do not end as lines should.

use super::refuses;
use crate::{Basis, Check, Failure, Stages, Target};

/// Checks of the ends of lines.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/bare-line-feeds",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        expect: "A head whose lines all end in a line feed alone is refused with 400.",
        why: "A recipient may take a bare line feed for the end of a line. Where a proxy does and a server does not, they see different requests: so we do not.",
        hints: &[
            "httparse takes such lines: look at the ends of the lines yourself.",
            "Look for the end of the head in both forms, and then refuse it. Otherwise you wait for a \\r\\n that never comes.",
        ],
        run: |target| refuses(target, ["GET /echo/a HTTP/1.1\nHost: localhost\n\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/bare-line-feed-after-the-request-line",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        expect: "A request line that ends in a line feed alone is refused with 400.",
        why: "One wrong end among right ones is the interesting case: a parser that looks at the last line only does not see it.",
        hints: &["Check each line, the first one too."],
        run: |target| refuses(target, ["GET /echo/a HTTP/1.1\nHost: localhost\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/bare-line-feed-after-a-header",
        basis: Basis::Must,
        rfc: &["9110 §5.5"],
        stages: Stages::since(7),
        expect: "A header that ends in a line feed alone is refused with 400.",
        why: "To one reader there are two headers, to the other one with a line feed in its value, and the second may be a Content-Length.",
        hints: &["A value may hold neither \\r nor \\n, wherever its line ends."],
        run: |target| {
            let hidden = "GET /echo/a HTTP/1.1\r\nHost: localhost\nContent-Length: 5\r\n\r\n";
            refuses(target, [hidden, "GET /echo/a HTTP/1.1\r\nHost: localhost\n\r\n"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/bare-line-feed-as-the-empty-line",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        expect: "An empty line that is a line feed alone is refused with 400, at once.",
        why: "One program takes it for the end of the head, another reads on: they disagree about what is body.",
        hints: &["To search for `\\r\\n\\r\\n` alone means to wait here until the timeout."],
        run: |target| refuses(target, ["GET /echo/a HTTP/1.1\r\nHost: localhost\r\n\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/bare-line-feeds-after-another-version",
        basis: Basis::Must,
        rfc: &["9112 §2.2", "9110 §15.6.6"],
        stages: Stages::since(7),
        expect: "A head with bare line feeds and an unusual version is refused at once, like any other.",
        why: "The head has ended, so there is nothing to wait for. Its line ends call for 400, or its version for 505.",
        hints: &[
            "A special path for unusual versions needs the same rules for line ends as the usual path.",
            "If you look for `\\r\\n` only, you wait here until the timeout, and answer 408.",
        ],
        run: another_version,
        ..Check::DEFAULT
    },
    Check {
        id: "parser/bare-carriage-return-in-the-request-line",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        expect: "A carriage return within the request line is refused with 400.",
        why: "A bare carriage return is invalid in all of the head: some readers end a line there.",
        hints: &["The only place for a carriage return is right before a line feed."],
        run: |target| {
            let lines =
                ["GET /echo/a\r HTTP/1.1", "GET\r/echo/a HTTP/1.1", "GET /echo/a HTTP/1.1\r"];
            refuses(target, lines.map(super::with_line))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/bare-carriage-return-in-a-header",
        basis: Basis::Must,
        rfc: &["9110 §5.5"],
        stages: Stages::since(7),
        expect: "A carriage return within a header, or in the place of its line end, is refused with 400.",
        why: "Passed on, it may become a line end, and the rest of the value a header of its own.",
        hints: &["Of all control characters, a value may hold the tab only."],
        run: |target| {
            let headers =
                ["X-One: 1\rX-Two: 2", "X-One: 1\r", "X-One:\r1", "X-\rOne: 1", "\rX-One: 1"];
            refuses(target, headers.map(super::with_header))
        },
        ..Check::DEFAULT
    },
];

/// Each head, and the statuses that may refuse it.
const OTHER_VERSIONS: [(&str, &[u16]); 4] = [
    ("GET / HTTP/2.0\n\n", &[400, 505]),
    ("GET / HTTP/2.0\nHost: localhost\r\n\r\n", &[400, 505]),
    ("GET / HTTP/1.5\nHost: localhost\n\n", &[400]),
    ("GET / HTP/9\n\n", &[400]),
];

fn another_version(target: &Target) -> Result<(), Failure> {
    let server = target.start()?;
    for (head, statuses) in OTHER_VERSIONS {
        let mut client = server.connect()?;
        let refused = client.send(head)?.read_response()?.expect_status_among(statuses);
        refused.map_err(|failure| Failure::new(format!("request {head:?}: {failure}")))?;
        client.expect_closed()?;
    }
    Ok(())
}
