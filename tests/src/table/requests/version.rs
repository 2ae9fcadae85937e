//! The version, and what it allows.

use super::{refuses, with_line};
use crate::{Basis, Check, Stages};

/// Checks of the version.
pub const CHECKS: &[Check] = &[
    Check {
        id: "requests/other-major-version",
        basis: Basis::Must,
        rfc: &["9110 §15.6.6"],
        stages: Stages::since(3),
        expect: "HTTP/2.0 and other major versions give 505.",
        why: "Another major version has other rules for where a message ends: it cannot be read by ours.",
        hints: &["The version is a digit, a dot and a digit: 505 where the first is not 1."],
        run: |target| {
            refuses(target, 505, ["HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "HTTP/9.9"].map(with_version))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/other-protocol",
        basis: Basis::Must,
        rfc: &["9112 §2.3"],
        stages: Stages::since(3),
        expect: "The name of another protocol gives 400.",
        why: "What does not say HTTP is not a version of it that we lack, but no HTTP at all.",
        hints: &["Strip `HTTP/` off the front first: where that fails, it is 400."],
        run: |target| {
            let versions = ["FTP/1.1", "RTSP/1.0", "HTTPS/1.1", "1.1", "XHTTP/1.1", "HTTQ/1.1"];
            refuses(target, 400, versions.map(with_version))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/later-minor-version",
        basis: Basis::Must,
        rfc: &["9110 §2.5"],
        stages: Stages::since(3),
        expect: "HTTP/1.2 is served like HTTP/1.1.",
        why: "A later minor version can be read by the rules of ours: a server that refuses it is outdated on the day it comes.",
        hints: &["Compare the major version only."],
        run: |target| {
            let server = target.start()?;
            let response = server.exchange(with_line("GET /echo/abc HTTP/1.2"))?;
            response.expect_status(200)?.expect_body("abc")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/version-1-0",
        basis: Basis::Must,
        rfc: &["9112 §3.2"],
        stages: Stages::since(3),
        expect: "HTTP/1.0 is served, without a Host header.",
        why: "Load balancers and scripts still speak it, and it knows no Host.",
        hints: &["Nothing that 1.1 brought can be asked of 1.0."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send("GET /echo/abc HTTP/1.0\r\n\r\n")?;
            client.read_response()?.expect_status(200)?.expect_body("abc")?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
];

/// A request of this version, and which is fine otherwise.
fn with_version(version: &str) -> Vec<u8> {
    with_line(&format!("GET / {version}"))
}
