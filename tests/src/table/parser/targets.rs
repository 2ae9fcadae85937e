//! What stands between the method and the version.

use super::{refuses, with_line};
use crate::requests::request;
use crate::{Basis, Check, Failure, Stages, Target};

/// Checks of targets.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/absolute-form",
        basis: Basis::Must,
        rfc: &["9112 §3.2.2"],
        stages: Stages::since(7),
        expect: "A whole URL as target means its path; a query behind it is no part of that.",
        why: "That is what a client sends to a proxy, and every server has to accept it.",
        hints: &[
            "Behind `://` comes the host, up to the next slash. The rest is the target that you know.",
        ],
        run: |target| {
            let targets = [
                "http://localhost/echo/a",
                "http://localhost:80/echo/a?x=/y",
                "http://[::1]:80/echo/a",
            ];
            answers_a(target, &targets)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/absolute-form-https",
        basis: Basis::Must,
        rfc: &["9110 §4.2.2"],
        stages: Stages::since(7),
        expect: "The URL may begin with https.",
        why: "Behind a proxy that takes the encryption off, the scheme still is the one that the client used.",
        hints: &["Two schemes are yours to serve."],
        run: |target| {
            answers_a(target, &["https://localhost/echo/a", "https://localhost:443/echo/a"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/absolute-form-in-any-case",
        basis: Basis::Must,
        rfc: &["9110 §4.2.3"],
        stages: Stages::since(7),
        expect: "Scheme and host may be written in upper case; the path keeps its case.",
        why: "Schemes and hosts are case-insensitive, paths are not.",
        hints: &["Compare the scheme without regard to case; do not change the target."],
        run: |target| {
            answers_a(target, &["HTTP://LOCALHOST/echo/a", "hTTp://localHost/echo/a"])?;
            let request = with_line("GET HTTP://LOCALHOST/ECHO/a HTTP/1.1");
            target.start()?.exchange(request)?.expect_status(404)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/absolute-form-without-path",
        basis: Basis::Must,
        rfc: &["9110 §4.2.3"],
        stages: Stages::since(7),
        expect: "A URL without a path means /, also where a query follows the host.",
        why: "An empty path and `/` are the same.",
        hints: &["Where there is no slash behind the host, the path is `/`."],
        run: |target| {
            let server = target.start()?;
            let home = server.get("/")?.expect_status(200)?.body;
            for target in ["http://localhost", "http://localhost:80", "http://localhost?x=1"] {
                let response = server.exchange(with_line(&format!("GET {target} HTTP/1.1")))?;
                response.expect_status(200)?.expect_body(&home)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/absolute-form-with-a-bad-host",
        basis: Basis::Must,
        rfc: &["9112 §3.2.2", "9110 §4.2.4"],
        stages: Stages::since(7),
        expect: "A URL whose host is not a host is refused with 400.",
        why: "The host in the target counts more than the one in the header, so the same rules apply to it. A user name there is usually an attempt to deceive.",
        hints: &["Use the same function as for the `Host` header."],
        run: |target| {
            let hosts = [
                "",
                ":80",
                "user@localhost",
                "localhost:x",
                "[localhost]",
                "[::1",
                "::1",
                "%",
                "a%4",
                "a%zz",
            ];
            let request = |host| with_line(&format!("GET http://{host}/echo/a HTTP/1.1"));
            refuses(target, hosts.map(request))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/absolute-form-with-a-rare-host",
        basis: Basis::Must,
        rfc: &["3986 §3.2.2", "9112 §3.2.2"],
        stages: Stages::since(7),
        expect: "The host of a URL may have any character that a name may have: ~ and , and escapes such as %41.",
        why: "The grammar of a host is wider than that of a domain name, and a valid request must be accepted.",
        hints: &["Unreserved characters, sub-delimiters, and `%` with two hexadecimal digits."],
        run: |target| {
            let targets = ["http://a~b/echo/a", "http://a,b:80/echo/a", "http://a%41b/echo/a"];
            answers_a(target, &targets)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/absolute-form-and-location",
        basis: Basis::Must,
        rfc: &["9110 §10.2.2"],
        stages: Stages::since(7),
        expect: "The `Location` of an upload is its path alone: POST of http://other.example/files/a gives /files/a.",
        why: "The client chooses the host in the target. Copied into `Location`, it sends the next request to a stranger.",
        hints: &["Take the path from the parsed target, not the target as it was sent."],
        run: |target| {
            let server = target.start()?;
            for name in ["a", "my%20notes.txt"] {
                let target = format!("http://other.example/files/{name}?x=1");
                let bytes = request("POST", &target, "Content-Length: 5\r\n", b"hello");
                let response = server.exchange(bytes)?.expect_status(201)?;
                response.expect_header("Location", &format!("/files/{name}"))?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/absolute-form-needs-host",
        basis: Basis::Must,
        rfc: &["9112 §3.2.2"],
        stages: Stages::since(7),
        expect: "A URL as target does not take the place of the `Host` header.",
        why: "The header is asked for in each HTTP/1.1 request, whatever its target looks like.",
        hints: &["Check the header by itself."],
        run: |target| {
            refuses(target, ["GET http://localhost/echo/a HTTP/1.1\r\nAccept: */*\r\n\r\n"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/asterisk-is-for-options",
        basis: Basis::Must,
        rfc: &["9112 §3.2.4"],
        stages: Stages::since(7),
        expect: "`*` as target is refused with 400, unless the method is OPTIONS.",
        why: "Only a question about the server as a whole goes without a path.",
        hints: &["Which forms of target are allowed depends on the method."],
        run: |target| {
            let methods = ["GET", "POST", "DELETE"];
            refuses(target, methods.map(|method| with_line(&format!("{method} * HTTP/1.1"))))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/fragment-in-target",
        basis: Basis::Must,
        rfc: &["9110 §7.1"],
        stages: Stages::since(7),
        expect: "A `#` in the target is refused with 400.",
        why: "The fragment stays with the client. A server that cuts it off and one that takes it for a part of the path see two different resources.",
        hints: &["httparse lets it pass: look for it yourself."],
        run: |target| {
            let targets = ["/about#top", "/#", "/echo/a?x#y", "http://localhost/echo/a#b"];
            refuses(target, targets.map(|target| with_line(&format!("GET {target} HTTP/1.1"))))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/non-ascii-target",
        basis: Basis::Must,
        rfc: &["3986 §2.1", "9112 §3.2"],
        stages: Stages::since(7),
        expect: "A byte beyond ASCII in the target is refused with 400, be it UTF-8 or not.",
        why: "A URL is ASCII: other characters are sent as percent escapes. A raw byte is read in one way here and in another there, and an invalid request line gets 400.",
        hints: &["Ask that each byte of the target is visible ASCII, before it becomes text."],
        run: |target| {
            let raw = b"GET /echo/\xff HTTP/1.1\r\nHost: localhost\r\n\r\n";
            let cut_off = b"GET /echo/\xc3 HTTP/1.1\r\nHost: localhost\r\n\r\n";
            refuses(target, [with_line("GET /echo/\u{e9} HTTP/1.1")])?;
            refuses(target, [raw, cut_off])
        },
        ..Check::DEFAULT
    },
];

/// Each target is the path `/echo/a`.
fn answers_a(target: &Target, targets: &[&str]) -> Result<(), Failure> {
    let server = target.start()?;
    for target in targets {
        let response = server.exchange_and_next(with_line(&format!("GET {target} HTTP/1.1")))?;
        response.expect_status(200)?.expect_body("a")?;
    }
    Ok(())
}
