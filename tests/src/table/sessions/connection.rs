//! What the `Connection` header of a request asks for.

use super::persistence::{closes, says_that_it_stays};
use crate::{Basis, Check, Failure, FailureKind, Stages, Target};

/// Checks of that header.
pub const CHECKS: &[Check] = &[
    Check {
        id: "sessions/close-is-obeyed",
        basis: Basis::Must,
        rfc: &["9112 §9.6"],
        stages: Stages::since(7),
        expect: "`Connection: close` is echoed and obeyed, even where another request is there already.",
        why: "The client says that this request is its last one: the server has to close after the answer, and must not answer anything behind it.",
        hints: &[
            "Decide when the request has been read whether it is the last one, and say so in the answer.",
        ],
        run: |target| closes_and_says_so(target, "Connection: close\r\n"),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/close-in-any-case",
        basis: Basis::Must,
        rfc: &["9110 §7.6.1"],
        stages: Stages::since(7),
        expect: "`close` is understood in any case.",
        why: "Connection options are case-insensitive. Otherwise the client waits for a close that never comes.",
        hints: &["Compare without regard to case, the name and the value."],
        run: |target| closes_and_says_so(target, "cOnNeCtIoN: cLoSe\r\n"),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/close-in-a-list",
        basis: Basis::Must,
        rfc: &["9110 §7.6.1"],
        stages: Stages::since(7),
        expect: "`close` is found in a list, between other options and spaces.",
        why: "The header is a list, and names other headers too, as in `Connection: close, TE`.",
        hints: &["Split at commas, trim each member, and look for `close` among them."],
        run: |target| closes_and_says_so(target, "Connection: x-one ,close, x-two\r\n"),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/close-in-a-second-header",
        basis: Basis::Must,
        rfc: &["9110 §5.3"],
        stages: Stages::since(7),
        expect: "`close` is found in the second of two `Connection` headers.",
        why: "A list may come in several headers of the same name, and means the same as in one.",
        hints: &["Look at all headers of the name, not at the first."],
        run: |target| closes_and_says_so(target, "Connection: x-one\r\nConnection: close\r\n"),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/close-beats-keep-alive",
        basis: Basis::Must,
        rfc: &["9112 §9.3"],
        stages: Stages::since(7),
        expect: "Where a request asks for both, `close` wins, in HTTP/1.1 and in HTTP/1.0.",
        why: "`close` is looked for first. Proxies that add an option of their own make such lists.",
        hints: &["Ask for `close` first, then for the version, then for `keep-alive`."],
        run: |target| {
            for options in ["keep-alive, close", "close, keep-alive"] {
                closes_and_says_so(target, &format!("Connection: {options}\r\n"))?;
                closes(target, "HTTP/1.0", &format!("Connection: {options}\r\n"))?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/close-is-a-whole-word",
        basis: Basis::Must,
        rfc: &["9110 §7.6.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Closed],
        expect: "An option that only looks like `close` does not close the connection.",
        why: "The members of the list are whole tokens, and unknown ones mean nothing. A search for the letters `close` finds them in `closed` too.",
        hints: &[
            "Compare whole members of the list. `contains` on the header's value is not enough.",
        ],
        run: |target| {
            let headers = "Host: localhost\r\nConnection: x-close, closed";
            let request = format!("GET /echo/first HTTP/1.1\r\n{headers}\r\n\r\n");
            let first = target.start()?.exchange_and_next(request)?.expect_body("first")?;
            says_that_it_stays(&first)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/keep-alive-in-a-list",
        basis: Basis::Must,
        rfc: &["9110 §7.6.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Closed],
        expect: "An HTTP/1.0 client may ask for `keep-alive` within a list, in any case.",
        why: "It is an option like any other: one member of a list, in any case.",
        hints: &["Use the same search for `keep-alive` as for `close`."],
        run: |target| {
            let request = "GET /echo/first HTTP/1.0\r\nConnection: x-one, KEEP-Alive\r\n\r\n";
            let first = target.start()?.exchange_and_next(request)?.expect_body("first")?;
            first.expect_listed("Connection", &["keep-alive"])?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];

fn closes_and_says_so(target: &Target, headers: &str) -> Result<(), Failure> {
    closes(target, "HTTP/1.1", headers)?.expect_listed("Connection", &["close"])?;
    Ok(())
}
