//! The version, and what it allows.

use super::{refuses, with_line};
use crate::{Check, Stages};

/// Checks of the version.
pub const CHECKS: &[Check] = &[
    Check {
        id: "requests/other-major-version",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "HTTP/2.0 and other major versions give 505.",
        curl: "printf 'GET / HTTP/2.0\\r\\nHost: localhost\\r\\n\\r\\n' | nc {host} {port}",
        why: "Another major version has other rules for where a message ends: it cannot be read by ours (RFC 9110 §15.6.6).",
        hints: &["The version is a digit, a dot and a digit: 505 where the first is not 1."],
        run: |subject| {
            refuses(
                subject,
                505,
                ["HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "HTTP/9.9"].map(with_version),
            )
        },
    },
    Check {
        id: "requests/other-protocol",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "The name of another protocol gives 400.",
        curl: "printf 'GET / FTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n' | nc {host} {port}",
        why: "What does not say HTTP is not a version of it that we lack, but no HTTP at all (RFC 9112 §2.3).",
        hints: &["Strip `HTTP/` off the front first: where that fails, it is 400."],
        run: |subject| {
            let versions = ["FTP/1.1", "RTSP/1.0", "HTTPS/1.1", "1.1", "XHTTP/1.1", "HTTQ/1.1"];
            refuses(subject, 400, versions.map(with_version))
        },
    },
    Check {
        id: "requests/later-minor-version",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "HTTP/1.2 is served like HTTP/1.1.",
        curl: "printf 'GET /echo/abc HTTP/1.2\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' | nc {host} {port}",
        why: "A later minor version can be read by the rules of ours (RFC 9110 §2.5): a server that refuses it is outdated on the day it comes.",
        hints: &["Compare the major version only."],
        run: |subject| {
            let server = subject.start()?;
            let response = server.exchange(with_line("GET /echo/abc HTTP/1.2"))?;
            response.expect_status(200)?.expect_body("abc")?;
            Ok(())
        },
    },
    Check {
        id: "requests/version-1-0",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "HTTP/1.0 is served, without a Host header.",
        curl: "curl -i --http1.0 -H 'Host:' {url}/echo/abc",
        why: "Load balancers and scripts still speak it, and it knows no Host (RFC 9112 §3.2).",
        hints: &["Nothing that 1.1 brought can be asked of 1.0."],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            client.send("GET /echo/abc HTTP/1.0\r\n\r\n")?;
            client.read_response()?.expect_status(200)?.expect_body("abc")?;
            client.expect_closed()
        },
    },
];

/// A request of this version, and which is fine otherwise.
fn with_version(version: &str) -> Vec<u8> {
    with_line(&format!("GET / {version}"))
}
