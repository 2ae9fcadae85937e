//! What the `Connection` header of a request asks for.

use super::persistence::{closes, says_that_it_stays};
use crate::{Check, Failure, Stages, Subject};

/// Checks of that header.
pub const CHECKS: &[Check] = &[
    Check {
        id: "sessions/close-is-obeyed",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`Connection: close` is echoed and obeyed, even where another request is there already.",
        curl: "curl -v -H 'Connection: close' {url}/echo/last",
        why: "The client says that this request is its last one: the server has to close after the answer, and must not answer anything behind it (RFC 9112 §9.6).",
        hints: &[
            "Decide when the request has been read whether it is the last one, and say so in the answer.",
        ],
        run: |subject| closes_and_says_so(subject, "Connection: close\r\n"),
    },
    Check {
        id: "sessions/close-in-any-case",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`close` is understood in any case.",
        curl: "curl -v -H 'Connection: cLoSe' {url}/echo/last",
        why: "Connection options are case-insensitive (RFC 9110 §7.6.1). Otherwise the client waits for a close that never comes.",
        hints: &["Compare without regard to case, the name and the value."],
        run: |subject| closes_and_says_so(subject, "cOnNeCtIoN: cLoSe\r\n"),
    },
    Check {
        id: "sessions/close-in-a-list",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`close` is found in a list, between other options and spaces.",
        curl: "curl -v -H 'Connection: x-one ,close, x-two' {url}/echo/last",
        why: "The header is a list, and names other headers too, as in `Connection: close, TE` (RFC 9110 §7.6.1).",
        hints: &["Split at commas, trim each member, and look for `close` among them."],
        run: |subject| closes_and_says_so(subject, "Connection: x-one ,close, x-two\r\n"),
    },
    Check {
        id: "sessions/close-in-a-second-header",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`close` is found in the second of two `Connection` headers.",
        curl: "curl -v -H 'Connection: x-one' -H 'Connection: close' {url}/echo/last",
        why: "A list may come in several headers of the same name, and means the same as in one (RFC 9110 §5.3).",
        hints: &["Look at all headers of the name, not at the first."],
        run: |subject| closes_and_says_so(subject, "Connection: x-one\r\nConnection: close\r\n"),
    },
    Check {
        id: "sessions/close-beats-keep-alive",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "Where a request asks for both, `close` wins, in HTTP/1.1 and in HTTP/1.0.",
        curl: "curl -v -H 'Connection: keep-alive, close' {url}/echo/last",
        why: "`close` is looked for first (RFC 9112 §9.3). Proxies that add an option of their own make such lists.",
        hints: &["Ask for `close` first, then for the version, then for `keep-alive`."],
        run: |subject| {
            for options in ["keep-alive, close", "close, keep-alive"] {
                closes_and_says_so(subject, &format!("Connection: {options}\r\n"))?;
                closes(subject, "HTTP/1.0", &format!("Connection: {options}\r\n"))?;
            }
            Ok(())
        },
    },
    Check {
        id: "sessions/close-is-a-whole-word",
        holds: Stages::since(7),
        fails: Stages::between(3, 6),
        claim: "An option that only looks like `close` does not close the connection.",
        curl: "curl -v -H 'Connection: x-close, closed' {url}/echo/first {url}/echo/second",
        why: "The members of the list are whole tokens (RFC 9110 §7.6.1), and unknown ones mean nothing. A search for the letters `close` finds them in `closed` too.",
        hints: &[
            "Compare whole members of the list. `contains` on the header's value is not enough.",
        ],
        run: |subject| {
            let headers = "Host: localhost\r\nConnection: x-close, closed";
            let request = format!("GET /echo/first HTTP/1.1\r\n{headers}\r\n\r\n");
            let first = subject.start()?.exchange_and_next(request)?.expect_body("first")?;
            says_that_it_stays(&first)
        },
    },
    Check {
        id: "sessions/keep-alive-in-a-list",
        holds: Stages::since(7),
        fails: Stages::between(3, 6),
        claim: "An HTTP/1.0 client may ask for `keep-alive` within a list, in any case.",
        curl: "curl -v --http1.0 -H 'Connection: x-one, KEEP-Alive' {url}/echo/first {url}/echo/second",
        why: "It is an option like any other: one member of a list, in any case (RFC 9110 §7.6.1).",
        hints: &["Use the same search for `keep-alive` as for `close`."],
        run: |subject| {
            let request = "GET /echo/first HTTP/1.0\r\nConnection: x-one, KEEP-Alive\r\n\r\n";
            let first = subject.start()?.exchange_and_next(request)?.expect_body("first")?;
            first.expect_listed("Connection", &["keep-alive"])?;
            Ok(())
        },
    },
];

fn closes_and_says_so(subject: &Subject, headers: &str) -> Result<(), Failure> {
    closes(subject, "HTTP/1.1", headers)?.expect_listed("Connection", &["close"])?;
    Ok(())
}
