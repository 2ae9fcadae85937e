//! The target: what is asked for.

use super::refuses_lines;
use crate::{Basis, Check, Stages};

/// Checks of the target.
pub const CHECKS: &[Check] = &[
    Check {
        id: "requests/target-without-slash",
        basis: Basis::Must,
        rfc: &["9112 §3.2.1"],
        stages: Stages::since(3),
        expect: "A target that does not begin with a slash gives 400.",
        why: "A path in a request is absolute: there is no current folder that it could start from.",
        hints: &["Check the first byte of the target before you look at the rest."],
        run: |target| {
            refuses_lines(
                target,
                400,
                ["GET about HTTP/1.1", "GET ../about HTTP/1.1", "GET ?x=1 HTTP/1.1"],
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/absolute-form",
        basis: Basis::Must,
        rfc: &["9112 §3.2.2"],
        stages: Stages::between(3, 6),
        expect: "A target with scheme and host gives 400 for now.",
        why: "Only clients of proxies send it. A server has to understand it in the end; to refuse is better than to misread.",
        hints: &["It does not begin with a slash: the check for that refuses it by itself."],
        run: |target| refuses_lines(target, 400, ["GET http://localhost/about HTTP/1.1"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/bad-escape",
        basis: Basis::Must,
        rfc: &["3986 §2.1", "9112 §3.2"],
        stages: Stages::since(3),
        expect: "A percent sign without two hexadecimal digits gives 400 in the path of any route.",
        why: "Such a path has no meaning. Decoders that let it pass, each in its own way, are how filters are fooled.",
        hints: &[
            "The path may end right after the percent sign: look before you index.",
            "Decode every part of the path where you parse the target: then no route can forget it.",
        ],
        run: |target| {
            let server = target.start()?;
            let targets =
                ["/echo/%", "/echo/%2", "/echo/%zz", "/echo/%2g", "/echo/%+1", "/echo/a%%20"];
            for target in targets.iter().chain(&["/about%zz", "/nowhere%", "/%g0", "/user-agent%"])
            {
                server.get(target)?.expect_error_page(400)?;
            }
            server.get("/echo/%2B")?.expect_body("+")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/backslash-in-target",
        basis: Basis::Must,
        rfc: &["3986 §2", "9112 §3.2"],
        stages: Stages::since(3),
        expect: "A backslash in the target gives 400, in the path and in the query.",
        why: "A URL has none, and browsers read it as a slash. Two readers see two paths.",
        hints: &["Refuse it where you refuse the other bytes that no target may have."],
        run: |target| {
            refuses_lines(
                target,
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
            target.start()?.get("/echo/a%5Cb")?.expect_status(200)?.expect_body("a\\b")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/control-in-target",
        basis: Basis::Must,
        rfc: &["3986 §2", "9112 §3.2"],
        stages: Stages::since(3),
        expect: "A control byte in the target gives 400.",
        why: "A URL has none. An unescaped one was put there to harm a log or a parser.",
        hints: &["Ask that each byte of the target is visible ASCII."],
        run: |target| {
            refuses_lines(
                target,
                400,
                ["GET /a\x01b HTTP/1.1", "GET /a\0b HTTP/1.1", "GET /a\x7fb HTTP/1.1"],
            )
        },
        ..Check::DEFAULT
    },
];
