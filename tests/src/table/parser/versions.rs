//! The version of a request.

use super::{refuses, refuses_with, with_last_line, with_line};
use crate::{Basis, Check, Failure, Need, Server, Stages, Target, ensure};

/// Checks of versions.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/version-without-minor",
        basis: Basis::Should,
        rfc: &["9112 §2.3", "9112 §2.2"],
        stages: Stages::since(7),
        expect: "A request line that ends in `HTTP/1`, `HTTP/1.`, `HTTP/` or `HTTP` is refused with 400 or 505.",
        why: "A version is a digit, a dot and a digit. A server that guesses the missing one also guesses where the body ends.",
        hints: &["Compare all eight bytes."],
        run: |target| refuses_versions(target, &["HTTP/1", "HTTP/1.", "HTTP/", "HTTP"]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/version-in-lower-case",
        basis: Basis::Should,
        rfc: &["9112 §2.3", "9112 §2.2"],
        stages: Stages::since(7),
        expect: "`http/1.1` is refused with 400 or 505.",
        why: "The name of the protocol is case-sensitive.",
        hints: &[
            "Some parts of HTTP are case-insensitive, such as header names. Versions and methods are not.",
        ],
        run: |target| refuses_versions(target, &["http/1.1", "Http/1.1", "HTTp/2.0"]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/version-with-a-leading-zero",
        basis: Basis::Should,
        rfc: &["9112 §2.3", "9112 §2.2"],
        stages: Stages::since(7),
        expect: "`HTTP/01.1` is refused with 400 or 505.",
        why: "Each number of a version is one digit. It is not a decimal fraction, and it may not be padded.",
        hints: &["Expect one digit; do not parse a number."],
        run: |target| refuses_versions(target, &["HTTP/01.1", "HTTP/1.01", "HTTP/02.0"]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/version-with-two-digits",
        basis: Basis::Should,
        rfc: &["9112 §2.3", "9112 §2.2"],
        stages: Stages::since(7),
        expect: "`HTTP/1.10` is refused with 400 or 505.",
        why: "The format has one digit, so there is no minor version 10. A parser that stops after `1.1` leaves the rest of the line for something else.",
        hints: &["After the version comes the end of the line, and nothing before it."],
        run: |target| {
            refuses_versions(target, &["HTTP/1.10", "HTTP/11.1", "HTTP/20.0", "HTTP/1.1x"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/malformed-version-in-pieces",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        expect: "A request with `HTTP/1.10` or `HTTP/2x` gets the same status line, wherever its request line is cut in two.",
        why: "`HTTP/1.1` may be the first part of `HTTP/1.10`, and `HTTP/2` may be the first part of `HTTP/2x`.",
        hints: &["A version that is right so far is not yet a right version."],
        run: |target| {
            let server = target.start()?;
            for line in ["GET / HTTP/1.10", "GET / HTTP/2x"] {
                let whole = status_line(&server, &with_last_line(line), 0)?;
                expect_in_pieces(&server, line, &whole)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/later-minor-version",
        basis: Basis::Should,
        rfc: &["9110 §6.2"],
        stages: Stages::since(7),
        expect: "`GET /` with `HTTP/1.2` or `HTTP/1.9` gets the same status as with `HTTP/1.1`.",
        why: "A minor version adds features that older programs may ignore. So a server reads a later one as the highest minor version that it knows.",
        hints: &["httparse only knows 1.0 and 1.1: look at other versions before or after it."],
        run: |target| {
            let server = target.start()?;
            let status = server.exchange(with_line("GET / HTTP/1.1"))?.status;
            for version in ["HTTP/1.2", "HTTP/1.9"] {
                server.exchange(with_line(&format!("GET / {version}")))?.expect_status(status)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/later-minor-version-in-full",
        rfc: &["9110 §6.2"],
        stages: Stages::since(7),
        needs: &[Need::Route("/echo/a"), Need::ChunkedEcho, Need::KeepAlive],
        expect: "All rules of HTTP/1.1 hold for `HTTP/1.2` too: the connection stays open, chunks are decoded, and a missing `Host` gets 400.",
        why: "A server that reads only the request line as 1.1 still reads the body in another way.",
        hints: &["Turn a later minor version into 1.1 once, before you ask for the version."],
        run: later_minor_version,
        ..Check::DEFAULT
    },
    Check {
        id: "parser/other-major-version-in-pieces",
        rfc: &["9110 §15.6.6"],
        stages: Stages::since(7),
        expect: "`HTTP/2.0`, `HTTP/3.0` and `HTTP/0.9` are answered with 505, wherever the request line is cut in two.",
        why: "505 tells the client what is wrong. A parser that judges an incomplete version answers 400 or 505, depending on the network.",
        hints: &["Wait for the end of the line before you judge the version."],
        run: |target| {
            let server = target.start()?;
            for line in ["GET / HTTP/2.0", "GET / HTTP/3.0", "GET / HTTP/0.9"] {
                expect_in_pieces(&server, line, "HTTP/1.1 505 ")?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/space-after-the-version",
        rfc: &["9112 §3"],
        stages: Stages::since(7),
        expect: "White space after the version is refused with 400.",
        why: "A server may ignore it. A parser that splits at the last space finds an empty version, and one that trims finds 1.1.",
        hints: &["Do not trim the request line."],
        run: |target| {
            let versions = ["HTTP/1.1 ", "HTTP/1.1\t", "HTTP/1.2 ", "HTTP/2.0 "];
            refuses(target, versions.map(|version| with_line(&format!("GET / {version}"))))
        },
        ..Check::DEFAULT
    },
];

/// 400, because these are not versions. 505 is true as well: the version is the reason.
fn refuses_versions(target: &Target, versions: &[&str]) -> Result<(), Failure> {
    let requests = versions.iter().map(|version| with_line(&format!("GET / {version}")));
    refuses_with(target, &[400, 505], requests)
}

fn later_minor_version(target: &Target) -> Result<(), Failure> {
    let server = target.start()?;
    let version = "HTTP/1.2";
    let get = with_line(&format!("GET /echo/a {version}"));
    server.exchange_and_next(get)?.expect_status(200)?.expect_body("a")?;
    let head = format!("POST / {version}\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    let post = head + "5\r\nhello\r\n0\r\n\r\n";
    server.exchange_and_next(post)?.expect_status(200)?.expect_body("hello")?;
    server.expect_refusal(format!("GET /echo/a {version}\r\nAccept: */*\r\n\r\n"), &[400])
}

/// The answer begins with this, wherever the line is cut.
fn expect_in_pieces(server: &Server, line: &str, wanted: &str) -> Result<(), Failure> {
    for at in 1..line.len() + 2 {
        let came = status_line(server, &with_last_line(line), at)?;
        ensure(
            came.starts_with(wanted),
            format!("{line:?}, cut after byte {at}: expected {wanted:?}, but got {came:?}"),
        )?;
    }
    Ok(())
}

/// The first line of the answer to a request that arrives in two pieces.
fn status_line(server: &Server, request: &str, at: usize) -> Result<String, Failure> {
    let mut client = server.connect()?;
    client.send_in_pieces([&request[..at], &request[at..]])?;
    let answer = client.read_until_gone()?;
    Ok(String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_string())
}
