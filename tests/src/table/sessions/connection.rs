//! The `Connection` header of a request.
//!
//! RFC 9112 §9.6: a server that receives `close` "MUST initiate closure of the connection after it sends the
//! final response to the request that contained the close connection option", and "MUST NOT process any
//! further requests received on that connection". `closing/says-so` asks whether the answer announces it.

use super::persistence::{closes, says_that_it_stays};
use crate::{Basis, Check, FailureKind, Need, Stages};

/// Checks of that header.
pub const CHECKS: &[Check] = &[
    Check {
        id: "sessions/close-is-obeyed",
        basis: Basis::Must,
        rfc: &["9112 §9.6"],
        stages: Stages::since(7),
        expect: "After the answer to a request with `Connection: close` the server closes. It does not answer the request behind it.",
        why: "The client says that this request is its last one, and then it waits for the close.",
        hints: &[
            "Once you have read a request, decide whether it is the last one, and say so in the answer.",
        ],
        run: |target| closes(target, "HTTP/1.1", "Connection: close\r\n"),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/close-in-any-case",
        basis: Basis::Must,
        rfc: &["9110 §7.6.1", "9112 §9.6"],
        stages: Stages::since(7),
        expect: "After the answer to a request with `cOnNeCtIoN: cLoSe` the server closes.",
        why: "Connection options are case-insensitive. Otherwise the client waits for a close that never comes.",
        hints: &["Ignore case when you compare, in the name and in the value."],
        run: |target| closes(target, "HTTP/1.1", "cOnNeCtIoN: cLoSe\r\n"),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/close-in-a-list",
        basis: Basis::Must,
        rfc: &["9110 §7.6.1", "9112 §9.6"],
        stages: Stages::since(7),
        expect: "After the answer to a request with `close` among other options and spaces the server closes.",
        why: "The header is a list. It also names headers, as in `Connection: close, TE`.",
        hints: &["Split at commas, trim each member, and look for `close` among them."],
        run: |target| closes(target, "HTTP/1.1", "Connection: x-one ,close, x-two\r\n"),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/close-in-a-second-header",
        basis: Basis::Must,
        rfc: &["9110 §5.3", "9112 §9.6"],
        stages: Stages::since(7),
        expect: "After the answer to a request with `close` in the second of two `Connection` headers the server closes.",
        why: "A list may be spread over several headers of the same name. It means the same as one header.",
        hints: &["Look at all headers of the name, not only at the first."],
        run: |target| closes(target, "HTTP/1.1", "Connection: x-one\r\nConnection: close\r\n"),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/close-beats-keep-alive",
        basis: Basis::Must,
        rfc: &["9112 §9.3", "9112 §9.6"],
        stages: Stages::since(7),
        expect: "If a request lists both `close` and `keep-alive`, the server closes after the answer, in HTTP/1.1 and in HTTP/1.0.",
        why: "`close` has priority. Proxies that add an option of their own make such lists.",
        hints: &["Ask for `close` first, then for the version, then for `keep-alive`."],
        run: |target| {
            for options in ["keep-alive, close", "close, keep-alive"] {
                let header = format!("Connection: {options}\r\n");
                closes(target, "HTTP/1.1", &header)?;
                closes(target, "HTTP/1.0", &header)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/close-is-a-whole-word",
        rfc: &["9110 §7.6.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::KeepAlive],
        expect: "After a request with `Connection: x-close, closed` the connection stays open.",
        why: "The members of the list are whole words, and unknown ones mean nothing. A search for the letters `close` also finds them in `closed`.",
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
        basis: Basis::May,
        rfc: &["9112 §9.3", "9110 §7.6.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::KeepAlive],
        expect: "An HTTP/1.0 request with `Connection: x-one, KEEP-Alive` gets an answer with `Connection: keep-alive`, and the connection stays open.",
        why: "`keep-alive` is an option like any other: one member of a list, and case-insensitive.",
        hints: &["Use the same search for `keep-alive` as for `close`."],
        run: |target| {
            let request = "GET /echo/first HTTP/1.0\r\nConnection: x-one, KEEP-Alive\r\n\r\n";
            let first = target.start()?.exchange_and_next(request)?.expect_body("first")?;
            first.expect_connection("keep-alive")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];
