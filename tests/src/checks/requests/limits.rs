//! How large a request may be.

use super::{refuses, with_header, with_line};
use crate::{Check, Stages};

/// Checks of the limits.
pub const CHECKS: &[Check] = &[
    Check {
        id: "requests/long-line-passes",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A request line of 8,000 bytes is served.",
        curl: "curl -i {url}/echo/$(printf '%07980d' 0)",
        why: "Links with long queries are common; at least 8,000 bytes should be taken (RFC 9112 §3).",
        hints: &["A buffer of a few KiB is too small for the head: let it grow."],
        run: |subject| {
            let text = "a".repeat(8_000 - "GET /echo/ HTTP/1.1".len());
            let server = subject.start()?;
            server.get(&format!("/echo/{text}"))?.expect_status(200)?.expect_body(text)?;
            Ok(())
        },
    },
    Check {
        id: "requests/line-too-long",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A request line of more than 8 KiB gives 414, and the answer arrives.",
        curl: "curl -i {url}/echo/$(printf '%09000d' 0)",
        why: "414 tells the client what was too long (RFC 9110 §15.5.15). A reset tells nothing.",
        hints: &[
            "Measure the first line apart from the rest of the head.",
            "There may be more of the request to come: drain it before you close.",
        ],
        run: |subject| {
            let line = |length| with_line(&format!("GET /{} HTTP/1.1", "a".repeat(length)));
            refuses(subject, 414, [8 * 1024, 15_000, 100_000].map(line))
        },
    },
    Check {
        id: "requests/line-without-end",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A request line that is too long already gives 414 before its end has come.",
        curl: "(printf 'GET /'; printf '%09000d' 0; sleep 9) | nc {host} {port}",
        why: "Who waits for the end of the line before measuring it lets a client fill the memory (RFC 9112 §2.3, RFC 9110 §17.5).",
        hints: &["Check the length of what has come so far, each time that more comes."],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            client.send(format!("GET /{}", "a".repeat(9_000)))?;
            client.read_response()?.expect_error_page(414)?;
            Ok(())
        },
    },
    Check {
        id: "requests/long-head-passes",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A head of 16,000 bytes is served.",
        curl: "curl -i -H \"Cookie: $(printf '%015800d' 0)\" {url}/",
        why: "Cookies make heads of this size, and they come from ordinary browsers (RFC 6265 §6.1, RFC 9110 §5.4).",
        hints: &["The limit is for the whole head, not for each read."],
        run: |subject| {
            let server = subject.start()?;
            server
                .get_with("/", &format!("Cookie: {}\r\n", "a".repeat(15_900)))?
                .expect_status(200)?;
            Ok(())
        },
    },
    Check {
        id: "requests/head-too-long",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A head of more than 16 KiB gives 431, and the answer arrives.",
        curl: "curl -i -H \"Cookie: $(printf '%017000d' 0)\" {url}/",
        why: "431 tells the client that its headers are too large (RFC 6585 §5). A browser that is reset just tries again.",
        hints: &["Stop reading at the limit; answer; then drain what the client still sends."],
        run: |subject| {
            let cookie = |length| with_header(&format!("Cookie: {}", "a".repeat(length)));
            refuses(subject, 431, [17_000, 100_000].map(cookie))
        },
    },
    Check {
        id: "requests/100-headers-pass",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A request with 100 header lines is served.",
        curl: "curl -i $(printf -- '-H X-%d:1 ' $(seq 97)) {url}/",
        why: "Proxies add headers to those of the browser. A limit has to leave room (RFC 9110 §5.4).",
        hints: &["Count header lines only: neither the request line nor the blank one."],
        run: |subject| {
            // Two more are `Host` and `Connection`.
            let headers = "X-Name: value\r\n".repeat(98);
            subject.start()?.get_with("/", &headers)?.expect_status(200)?;
            Ok(())
        },
    },
    Check {
        id: "requests/101-headers",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A request with more than 100 header lines gives 431.",
        curl: "curl -i $(printf -- '-H X-%d:1 ' $(seq 98)) {url}/",
        why: "Each header costs memory and time: thousands of short ones are an attack that a limit in bytes alone lets pass (RFC 6585 §5).",
        hints: &["Count the lines before you parse them."],
        run: |subject| {
            // Two more are `Host` and `Connection`.
            let headers = |count| with_header("X-Name: v\r\n".repeat(count).trim_end());
            refuses(subject, 431, [99, 1_000].map(headers))
        },
    },
];
