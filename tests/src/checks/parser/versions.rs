//! The version of a request.

use super::{refuses, with_line};
use crate::{Check, Failure, Stages, Subject};

/// Checks of versions.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/version-without-minor",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`HTTP/1` is refused with 400.",
        curl: r"printf 'GET / HTTP/1\r\nHost: x\r\n\r\n' | nc {host} {port}",
        why: "A version is a digit, a dot and a digit (RFC 9112 §2.3). To guess the missing one is to guess where the body ends.",
        hints: &["Compare all eight bytes."],
        run: |subject| refuses_versions(subject, &["HTTP/1", "HTTP/1.", "HTTP/", "HTTP"]),
    },
    Check {
        id: "parser/version-in-lower-case",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`http/1.1` is refused with 400.",
        curl: r"printf 'GET / http/1.1\r\nHost: x\r\n\r\n' | nc {host} {port}",
        why: "The name of the protocol is case-sensitive (RFC 9112 §2.3).",
        hints: &[
            "Not everything in HTTP goes in any case: header names do, versions and methods do not.",
        ],
        run: |subject| refuses_versions(subject, &["http/1.1", "Http/1.1", "HTTp/2.0"]),
    },
    Check {
        id: "parser/version-with-a-leading-zero",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`HTTP/01.1` is refused with 400.",
        curl: r"printf 'GET / HTTP/01.1\r\nHost: x\r\n\r\n' | nc {host} {port}",
        why: "Each number of a version is one digit (RFC 9112 §2.3): it is no decimal fraction, and no number that may be padded.",
        hints: &["Do not parse numbers where a digit is meant."],
        run: |subject| refuses_versions(subject, &["HTTP/01.1", "HTTP/1.01", "HTTP/02.0"]),
    },
    Check {
        id: "parser/version-with-two-digits",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`HTTP/1.10` is refused with 400.",
        curl: r"printf 'GET / HTTP/1.10\r\nHost: x\r\n\r\n' | nc {host} {port}",
        why: "There is no minor version 10 in a format of one digit (RFC 9112 §2.3). A parser that stops after `1.1` would take the rest for something else.",
        hints: &["After the version comes the end of the line, and nothing before it."],
        run: |subject| {
            refuses_versions(subject, &["HTTP/1.10", "HTTP/11.1", "HTTP/20.0", "HTTP/1.1x"])
        },
    },
    Check {
        id: "parser/space-after-the-version",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "White space behind the version is refused with 400.",
        curl: r"printf 'GET / HTTP/1.1 \r\nHost: x\r\n\r\n' | nc {host} {port}",
        why: "The line ends with the version (RFC 9112 §3). A parser that splits at the last space finds an empty version, one that trims finds 1.1.",
        hints: &["Do not trim the request line."],
        run: |subject| {
            refuses_versions(subject, &["HTTP/1.1 ", "HTTP/1.1\t", "HTTP/1.2 ", "HTTP/2.0 "])
        },
    },
    Check {
        id: "parser/later-minor-version",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`HTTP/1.2` and later are served as 1.1: the connection stays open, chunks are decoded, and `Host` is asked for.",
        curl: r"printf 'GET /echo/a HTTP/1.2\r\nHost: x\r\n\r\nGET /echo/b HTTP/1.9\r\nHost: x\r\nConnection: close\r\n\r\n' | nc {host} {port}",
        why: "A minor version adds what older recipients may ignore: a message of a later one is to be read as of the highest that one knows (RFC 9110 §2.5).",
        hints: &[
            "httparse knows 1.0 and 1.1 only: the others have to be looked at before or after it.",
        ],
        run: later_minor_version,
    },
    Check {
        id: "parser/other-major-version-in-pieces",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`HTTP/2.0`, `HTTP/3.0` and `HTTP/0.9` are answered with 505, wherever the request line is cut in two.",
        curl: r"(printf 'GET / HTTP/2'; sleep 1; printf '.0\r\nHost: x\r\n\r\n') | nc {host} {port}",
        why: "505 names what is wrong (RFC 9110 §15.6.6). A parser that judges an incomplete version answers 400 or 505, as the network likes.",
        hints: &["Wait for the end of the line before you judge the version."],
        run: |subject| {
            let lines = ["GET / HTTP/2.0", "GET / HTTP/3.0", "GET / HTTP/0.9"];
            answers_in_pieces(subject, &lines, 505)
        },
    },
    Check {
        id: "parser/malformed-version-in-pieces",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A malformed version is refused with 400, wherever the request line is cut in two.",
        curl: r"(printf 'GET / HTTP/1.1'; sleep 1; printf '0\r\nHost: x\r\n\r\n') | nc {host} {port}",
        why: "`HTTP/1.1` may be the first part of `HTTP/1.10`, and `HTTP/2` that of `HTTP/2x` (RFC 9112 §2.3).",
        hints: &["A version that is right so far is not yet a right version."],
        run: |subject| answers_in_pieces(subject, &["GET / HTTP/1.10", "GET / HTTP/2x"], 400),
    },
];

fn refuses_versions(subject: &Subject, versions: &[&str]) -> Result<(), Failure> {
    refuses(subject, versions.iter().map(|version| with_line(&format!("GET /echo/a {version}"))))
}

fn later_minor_version(subject: &Subject) -> Result<(), Failure> {
    let server = subject.start()?;
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
fn answers_in_pieces(subject: &Subject, lines: &[&str], status: u16) -> Result<(), Failure> {
    let server = subject.start()?;
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
