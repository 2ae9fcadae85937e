//! How large a request may be.

use super::{refuses, with_header, with_line};
use crate::{Basis, Check, Need, Stages};

/// Checks of the limits.
pub const CHECKS: &[Check] = &[
    Check {
        id: "requests/long-line-passes",
        // RFC 9112 §3: "It is RECOMMENDED that all HTTP senders and recipients support, at a minimum,
        // request-line lengths of 8000 octets."
        basis: Basis::Should,
        rfc: &["9112 §3"],
        stages: Stages::since(3),
        needs: &[Need::Route("/")],
        expect: "A request line of 8,000 bytes, GET / with a long query, gets 200.",
        why: "Links with long queries are common.",
        hints: &["A buffer of a few KiB is too small for a head: let it grow."],
        run: |target| {
            let text = "a".repeat(8_000 - "GET /? HTTP/1.1".len());
            target.start()?.get(&format!("/?{text}"))?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/line-too-long",
        rfc: &["9112 §3", "9110 §15.5.15"],
        stages: Stages::since(3),
        expect: "Request lines of more than 8 KiB, up to 100,000 bytes, get 414, and the answer arrives.",
        why: "414 tells the client what is too long. A reset tells it nothing.",
        hints: &[
            "Measure the first line, not only the whole head.",
            "The client may still be sending: read what comes before you close.",
        ],
        run: |target| {
            let line = |length| with_line(&format!("GET /{} HTTP/1.1", "a".repeat(length)));
            refuses(target, &[414], [8 * 1024, 15_000, 100_000].map(line))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/line-without-end",
        rfc: &["9112 §3", "9110 §17.5"],
        stages: Stages::since(3),
        expect: "After 9,000 bytes of a request line, 414 comes before the client has sent the end of the line.",
        why: "A server that waits for the end of the line before it measures lets a client fill its memory.",
        hints: &["Each time that more bytes arrive, check the length so far."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send(format!("GET /{}", "a".repeat(9_000)))?;
            client.read_response()?.expect_status(414)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/long-head-passes",
        rfc: &["6265 §6.1", "9110 §5.4"],
        stages: Stages::since(3),
        needs: &[Need::Route("/")],
        expect: "GET / with a header of 15,900 bytes gets 200.",
        why: "Ordinary browsers send heads of this size, because of cookies.",
        hints: &["Compare the limit with the whole head, not with each read."],
        run: |target| {
            let server = target.start()?;
            server
                .get_with("/", &format!("Cookie: {}\r\n", "a".repeat(15_900)))?
                .expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/head-too-long",
        rfc: &["9110 §5.4", "6585 §5"],
        stages: Stages::since(3),
        expect: "Heads of more than 16 KiB, up to 100,000 bytes, in one line or in many, get 431, and the answer arrives.",
        why: "431 tells the client that its headers are too large. After a reset, a browser just tries again.",
        hints: &["Stop at the limit and answer. Then read what the client still sends."],
        run: |target| {
            let cookie = |length: usize| with_header(&format!("Cookie: {}", "a".repeat(length)));
            let line = format!("X-Name: {}", "a".repeat(1_000));
            let many_lines = with_header(&[line.as_str(); 50].join("\r\n"));
            refuses(target, &[431], [cookie(17_000), cookie(100_000), many_lines])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/100-headers-pass",
        rfc: &["9110 §5.4"],
        stages: Stages::since(3),
        needs: &[Need::Route("/")],
        expect: "GET / with 100 header lines gets 200.",
        why: "Proxies add headers to those of the browser. A limit has to leave room for them.",
        hints: &["Count only header lines: neither the request line nor the blank line."],
        run: |target| {
            // Two more are `Host` and `Connection`.
            let headers = "X-Name: value\r\n".repeat(98);
            target.start()?.get_with("/", &headers)?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/101-headers",
        rfc: &["6585 §5"],
        stages: Stages::since(3),
        expect: "GET / with 101 header lines gets 431, and so it does with 1,002.",
        why: "Each header costs memory and time. A limit in bytes alone accepts thousands of short headers.",
        hints: &["Count the lines before you parse them."],
        run: |target| {
            // Two more are `Host` and `Connection`.
            let headers = |count| with_header("X-Name: v\r\n".repeat(count).trim_end());
            refuses(target, &[431], [99, 1_000].map(headers))
        },
        ..Check::DEFAULT
    },
];
