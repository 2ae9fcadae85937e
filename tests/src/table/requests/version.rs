//! The version, and what it allows.

use super::{INVALID_LINE, refuses, with_line};
use crate::{Basis, Check, Need, Stages};

/// Checks of the version.
pub const CHECKS: &[Check] = &[
    Check {
        id: "requests/other-major-version",
        rfc: &["9110 §15.6.6", "9110 §6.2"],
        stages: Stages::since(3),
        expect: "HTTP/2.0, HTTP/3.0, HTTP/0.9 and HTTP/9.9 get 505.",
        why: "Another major version has other rules for the end of a message: we cannot read it by ours.",
        hints: &["The version is a digit, a dot and a digit. Answer 505 if the first is not 1."],
        run: |target| {
            let versions = ["HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "HTTP/9.9"];
            refuses(target, &[505], versions.map(with_version))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/other-protocol",
        basis: Basis::Should,
        rfc: &["9112 §3.2", "9112 §2.3"],
        stages: Stages::since(3),
        expect: "FTP/1.1, RTSP/1.0, HTTPS/1.1 and other names in the place of HTTP get 400, or a redirect with 301.",
        why: "This is no version of HTTP that we lack. It is no HTTP at all.",
        hints: &["First remove `HTTP/` from the front. If it is not there, answer 400."],
        run: |target| {
            let versions = ["FTP/1.1", "RTSP/1.0", "HTTPS/1.1", "1.1", "XHTTP/1.1", "HTTQ/1.1"];
            refuses(target, INVALID_LINE, versions.map(with_version))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/later-minor-version",
        basis: Basis::Should,
        rfc: &["9110 §6.2", "9110 §2.5"],
        stages: Stages::since(3),
        needs: &[Need::Route("/")],
        expect: "GET / HTTP/1.2 gets 200.",
        why: "We can read a later minor version by the rules of ours. A server that refuses it is out of date as soon as that version comes.",
        hints: &["Compare only the major version."],
        run: |target| {
            let server = target.start()?;
            server.exchange(with_version("HTTP/1.2"))?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/version-1-0",
        rfc: &["9112 §3.2", "9112 §9.3"],
        stages: Stages::since(3),
        needs: &[Need::Route("/")],
        expect: "GET / HTTP/1.0 without Host gets 200, and then the connection ends.",
        why: "Load balancers and scripts still speak HTTP/1.0, which has no Host.",
        hints: &["Do not ask a client of 1.0 for anything that came with 1.1."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send("GET / HTTP/1.0\r\n\r\n")?;
            client.read_response()?.expect_status(200)?;
            client.expect_gone()
        },
        ..Check::DEFAULT
    },
];

/// A request that has this version, and is correct otherwise.
fn with_version(version: &str) -> Vec<u8> {
    with_line(&format!("GET / {version}"))
}
