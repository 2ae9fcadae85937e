//! The target: what is asked for.

use super::refuses_lines;
use crate::{Check, Stages};

/// Checks of the target.
pub const CHECKS: &[Check] = &[
    Check {
        id: "requests/target-without-slash",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A target that does not begin with a slash gives 400.",
        curl: "printf 'GET about HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n' | nc {host} {port}",
        why: "A path in a request is absolute (RFC 9112 §3.2.1): there is no current folder that it could start from.",
        hints: &["Check the first byte of the target before you look at the rest."],
        run: |subject| {
            refuses_lines(
                subject,
                400,
                ["GET about HTTP/1.1", "GET ../about HTTP/1.1", "GET ?x=1 HTTP/1.1"],
            )
        },
    },
    Check {
        id: "requests/absolute-form",
        holds: Stages::between(3, 6),
        fails: Stages::NONE,
        claim: "A target with scheme and host gives 400 for now.",
        curl: "curl -i --request-target http://localhost/about {url}/",
        why: "Only clients of proxies send it. A server has to understand it in the end (RFC 9112 §3.2.2); to refuse is better than to misread.",
        hints: &["It does not begin with a slash: the check for that refuses it by itself."],
        run: |subject| refuses_lines(subject, 400, ["GET http://localhost/about HTTP/1.1"]),
    },
    Check {
        id: "requests/bad-escape",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A percent sign without two hexadecimal digits gives 400 in the path of any route.",
        curl: "curl -i {url}/echo/%zz; curl -i {url}/nowhere%2",
        why: "Such a path has no meaning (RFC 3986 §2.1). Decoders that let it pass, each in its own way, are how filters are fooled; RFC 9112 §3.2 asks for 400.",
        hints: &[
            "The path may end right after the percent sign: look before you index.",
            "Decode every part of the path where you parse the target: then no route can forget it.",
        ],
        run: |subject| {
            let server = subject.start()?;
            let targets =
                ["/echo/%", "/echo/%2", "/echo/%zz", "/echo/%2g", "/echo/%+1", "/echo/a%%20"];
            for target in targets.iter().chain(&["/about%zz", "/nowhere%", "/%g0", "/user-agent%"])
            {
                server.get(target)?.expect_error_page(400)?;
            }
            server.get("/echo/%2B")?.expect_body("+")?;
            Ok(())
        },
    },
    Check {
        id: "requests/backslash-in-target",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A backslash in the target gives 400, in the path and in the query.",
        curl: "curl -i --path-as-is '{url}/echo/a\\b'; curl -i '{url}/about?a\\b'",
        why: "A URL has none (RFC 3986 §2), and browsers read it as a slash. Two readers see two paths, so RFC 9112 §3.2 asks for 400.",
        hints: &["Refuse it where you refuse the other bytes that no target may have."],
        run: |subject| {
            refuses_lines(
                subject,
                400,
                [
                    "GET /echo/a\\b HTTP/1.1",
                    "GET /\\ HTTP/1.1",
                    "GET /echo\\abc HTTP/1.1",
                    "GET /about?a\\b HTTP/1.1",
                    "POST /about\\ HTTP/1.1",
                ],
            )?;
            // Encoded, it is a byte like any other.
            subject.start()?.get("/echo/a%5Cb")?.expect_status(200)?.expect_body("a\\b")?;
            Ok(())
        },
    },
    Check {
        id: "requests/control-in-target",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A control byte in the target gives 400.",
        curl: "printf 'GET /a\\001b HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n' | nc {host} {port}",
        why: "A URL has none (RFC 3986 §2); RFC 9112 §3.2 asks for 400. What is not escaped there was put there to harm a log or a parser.",
        hints: &["Ask that each byte of the target is visible ASCII."],
        run: |subject| {
            refuses_lines(
                subject,
                400,
                ["GET /a\x01b HTTP/1.1", "GET /a\0b HTTP/1.1", "GET /a\x7fb HTTP/1.1"],
            )
        },
    },
];
