//! The version of a request.

use super::{refuses, with_line};
use crate::{Basis, Check, Failure, Stages, Target};

/// Checks of versions.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/version-without-minor",
        basis: Basis::Must,
        rfc: &["9112 §2.3"],
        stages: Stages::since(7),
        expect: "`HTTP/1` is refused with 400.",
        why: "A version is a digit, a dot and a digit. To guess the missing one is to guess where the body ends.",
        hints: &["Compare all eight bytes."],
        run: |target| refuses_versions(target, &["HTTP/1", "HTTP/1.", "HTTP/", "HTTP"]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/version-in-lower-case",
        basis: Basis::Must,
        rfc: &["9112 §2.3"],
        stages: Stages::since(7),
        expect: "`http/1.1` is refused with 400.",
        why: "The name of the protocol is case-sensitive.",
        hints: &[
            "Not everything in HTTP goes in any case: header names do, versions and methods do not.",
        ],
        run: |target| refuses_versions(target, &["http/1.1", "Http/1.1", "HTTp/2.0"]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/version-with-a-leading-zero",
        basis: Basis::Must,
        rfc: &["9112 §2.3"],
        stages: Stages::since(7),
        expect: "`HTTP/01.1` is refused with 400.",
        why: "Each number of a version is one digit: it is no decimal fraction, and no number that may be padded.",
        hints: &["Do not parse numbers where a digit is meant."],
        run: |target| refuses_versions(target, &["HTTP/01.1", "HTTP/1.01", "HTTP/02.0"]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/version-with-two-digits",
        basis: Basis::Must,
        rfc: &["9112 §2.3"],
        stages: Stages::since(7),
        expect: "`HTTP/1.10` is refused with 400.",
        why: "There is no minor version 10 in a format of one digit. A parser that stops after `1.1` would take the rest for something else.",
        hints: &["After the version comes the end of the line, and nothing before it."],
        run: |target| {
            refuses_versions(target, &["HTTP/1.10", "HTTP/11.1", "HTTP/20.0", "HTTP/1.1x"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/space-after-the-version",
        basis: Basis::Must,
        rfc: &["9112 §3"],
        stages: Stages::since(7),
        expect: "White space behind the version is refused with 400.",
        why: "The line ends with the version. A parser that splits at the last space finds an empty version, one that trims finds 1.1.",
        hints: &["Do not trim the request line."],
        run: |target| {
            refuses_versions(target, &["HTTP/1.1 ", "HTTP/1.1\t", "HTTP/1.2 ", "HTTP/2.0 "])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/later-minor-version",
        basis: Basis::Must,
        rfc: &["9110 §2.5"],
        stages: Stages::since(7),
        expect: "`HTTP/1.2` and later are served as 1.1: the connection stays open, chunks are decoded, and `Host` is asked for.",
        why: "A minor version adds what older recipients may ignore: a message of a later one is to be read as of the highest that one knows.",
        hints: &[
            "httparse knows 1.0 and 1.1 only: the others have to be looked at before or after it.",
        ],
        run: later_minor_version,
        ..Check::DEFAULT
    },
    Check {
        id: "parser/other-major-version-in-pieces",
        basis: Basis::Must,
        rfc: &["9110 §15.6.6"],
        stages: Stages::since(7),
        expect: "`HTTP/2.0`, `HTTP/3.0` and `HTTP/0.9` are answered with 505, wherever the request line is cut in two.",
        why: "505 names what is wrong. A parser that judges an incomplete version answers 400 or 505, as the network likes.",
        hints: &["Wait for the end of the line before you judge the version."],
        run: |target| {
            let lines = ["GET / HTTP/2.0", "GET / HTTP/3.0", "GET / HTTP/0.9"];
            answers_in_pieces(target, &lines, 505)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/malformed-version-in-pieces",
        basis: Basis::Must,
        rfc: &["9112 §2.3"],
        stages: Stages::since(7),
        expect: "A malformed version is refused with 400, wherever the request line is cut in two.",
        why: "`HTTP/1.1` may be the first part of `HTTP/1.10`, and `HTTP/2` that of `HTTP/2x`.",
        hints: &["A version that is right so far is not yet a right version."],
        run: |target| answers_in_pieces(target, &["GET / HTTP/1.10", "GET / HTTP/2x"], 400),
        ..Check::DEFAULT
    },
];

fn refuses_versions(target: &Target, versions: &[&str]) -> Result<(), Failure> {
    refuses(target, versions.iter().map(|version| with_line(&format!("GET /echo/a {version}"))))
}

fn later_minor_version(target: &Target) -> Result<(), Failure> {
    let server = target.start()?;
    for version in ["HTTP/1.2", "HTTP/1.9"] {
        let get = with_line(&format!("GET /echo/a {version}"));
        server.exchange_and_next(get)?.expect_status(200)?.expect_body("a")?;
        let head = format!("POST / {version}\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        let post = head + "5\r\nhello\r\n0\r\n\r\n";
        server.exchange_and_next(post)?.expect_status(200)?.expect_body("hello")?;
        server.expect_refusal(format!("GET /echo/a {version}\r\nAccept: */*\r\n\r\n"), 400)?;
    }
    Ok(())
}

/// The answer does not depend on where the line is cut.
fn answers_in_pieces(target: &Target, lines: &[&str], status: u16) -> Result<(), Failure> {
    let server = target.start()?;
    for line in lines {
        let request = with_line(line);
        for at in 1..line.len() + 2 {
            let mut client = server.connect()?;
            client.send_in_pieces([&request[..at], &request[at..]])?;
            let answered = client.read_response()?.expect_status(status);
            answered.map_err(|failure| {
                Failure::new(format!("{line:?}, cut after byte {at}: {failure}"))
            })?;
        }
    }
    Ok(())
}
