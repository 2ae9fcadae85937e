//! How large a request may be.

use super::{refuses, with_header, with_line};
use crate::{Basis, Check, Stages};

/// Checks of the limits.
pub const CHECKS: &[Check] = &[
    Check {
        id: "requests/long-line-passes",
        basis: Basis::Must,
        rfc: &["9112 §3"],
        stages: Stages::since(3),
        expect: "A request line of 8,000 bytes is served.",
        why: "Links with long queries are common; at least 8,000 bytes should be taken.",
        hints: &["A buffer of a few KiB is too small for the head: let it grow."],
        run: |target| {
            let text = "a".repeat(8_000 - "GET /echo/ HTTP/1.1".len());
            let server = target.start()?;
            server.get(&format!("/echo/{text}"))?.expect_status(200)?.expect_body(text)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/line-too-long",
        basis: Basis::Must,
        rfc: &["9110 §15.5.15"],
        stages: Stages::since(3),
        expect: "A request line of more than 8 KiB gives 414, and the answer arrives.",
        why: "414 tells the client what was too long. A reset tells nothing.",
        hints: &[
            "Measure the first line apart from the rest of the head.",
            "There may be more of the request to come: drain it before you close.",
        ],
        run: |target| {
            let line = |length| with_line(&format!("GET /{} HTTP/1.1", "a".repeat(length)));
            refuses(target, 414, [8 * 1024, 15_000, 100_000].map(line))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/line-without-end",
        basis: Basis::Must,
        rfc: &["9112 §2.3", "9110 §17.5"],
        stages: Stages::since(3),
        expect: "A request line that is too long already gives 414 before its end has come.",
        why: "Who waits for the end of the line before measuring it lets a client fill the memory.",
        hints: &["Check the length of what has come so far, each time that more comes."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send(format!("GET /{}", "a".repeat(9_000)))?;
            client.read_response()?.expect_error_page(414)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/long-head-passes",
        basis: Basis::Must,
        rfc: &["6265 §6.1", "9110 §5.4"],
        stages: Stages::since(3),
        expect: "A head of 16,000 bytes is served.",
        why: "Cookies make heads of this size, and they come from ordinary browsers.",
        hints: &["The limit is for the whole head, not for each read."],
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
        basis: Basis::Must,
        rfc: &["6585 §5"],
        stages: Stages::since(3),
        expect: "A head of more than 16 KiB gives 431, and the answer arrives.",
        why: "431 tells the client that its headers are too large. A browser that is reset just tries again.",
        hints: &["Stop reading at the limit; answer; then drain what the client still sends."],
        run: |target| {
            let cookie = |length| with_header(&format!("Cookie: {}", "a".repeat(length)));
            refuses(target, 431, [17_000, 100_000].map(cookie))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/100-headers-pass",
        basis: Basis::Must,
        rfc: &["9110 §5.4"],
        stages: Stages::since(3),
        expect: "A request with 100 header lines is served.",
        why: "Proxies add headers to those of the browser. A limit has to leave room.",
        hints: &["Count header lines only: neither the request line nor the blank one."],
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
        basis: Basis::Must,
        rfc: &["6585 §5"],
        stages: Stages::since(3),
        expect: "A request with more than 100 header lines gives 431.",
        why: "Each header costs memory and time: thousands of short ones are an attack that a limit in bytes alone lets pass.",
        hints: &["Count the lines before you parse them."],
        run: |target| {
            // Two more are `Host` and `Connection`.
            let headers = |count| with_header("X-Name: v\r\n".repeat(count).trim_end());
            refuses(target, 431, [99, 1_000].map(headers))
        },
        ..Check::DEFAULT
    },
];
