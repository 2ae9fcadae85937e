//! The part of the request line between the method and the version.

use super::{refuses, refuses_with, with_last_line, with_line};
use crate::requests::request;
use crate::{Basis, Check, Failure, Need, Stages, Target, ensure};

/// Checks of targets.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/absolute-form",
        basis: Basis::Must,
        rfc: &["9112 §3.2.2"],
        stages: Stages::since(7),
        needs: &[Need::Route("/echo/a")],
        expect: "A whole URL as target, such as `http://localhost/echo/a?x=/y`, gets the answer to `/echo/a`.",
        why: "Clients send a whole URL to a proxy, and every server has to accept it.",
        hints: &[
            "After `://` comes the host, up to the next slash. The rest is the target that you know.",
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
        id: "parser/absolute-form-in-any-case",
        basis: Basis::Must,
        rfc: &["9110 §4.2.3"],
        stages: Stages::since(7),
        needs: &[Need::Route("/echo/a")],
        expect: "`HTTP://LOCALHOST/echo/a` gets the answer to `/echo/a`.",
        why: "Schemes and hosts are case-insensitive.",
        hints: &["Ignore case when you compare the scheme; do not change the path."],
        run: |target| answers_a(target, &["HTTP://LOCALHOST/echo/a", "hTTp://localHost/echo/a"]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/absolute-form-without-path",
        basis: Basis::Must,
        rfc: &["9110 §4.2.3"],
        stages: Stages::since(7),
        expect: "A URL without a path, such as `http://localhost?x=1`, gets the status of `/`, or a redirect.",
        why: "In a URL, an empty path and `/` mean the same.",
        hints: &["If there is no slash after the host, the path is `/`."],
        run: |target| {
            let server = target.start()?;
            let home = server.get("/")?.status;
            for url in ["http://localhost", "http://localhost:80", "http://localhost?x=1"] {
                let response = server.exchange(with_line(&format!("GET {url} HTTP/1.1")))?;
                response.expect_status_among(&[home, 301, 308])?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/absolute-form-needs-host",
        basis: Basis::Must,
        rfc: &["9112 §3.2"],
        stages: Stages::since(7),
        expect: "A request with a whole URL as target, but without a `Host` header, is refused with 400.",
        why: "Each HTTP/1.1 request needs the header, whatever its target looks like.",
        hints: &["Check the header independently of the target."],
        run: |target| refuses(target, ["GET http://localhost/ HTTP/1.1\r\nAccept: */*\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/absolute-form-with-a-bad-host",
        basis: Basis::Should,
        rfc: &["9110 §4.2.1", "9110 §4.2.4", "9112 §3.2"],
        stages: Stages::since(7),
        expect: "A URL with an empty or invalid host, or with a user name, is refused with 400 or redirected with 301.",
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
            let request = |host| with_last_line(&format!("GET http://{host}/ HTTP/1.1"));
            refuses_with(target, &[400, 301], hosts.map(request))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/fragment-in-target",
        basis: Basis::Should,
        rfc: &["9112 §3.2", "9110 §7.1"],
        stages: Stages::since(7),
        expect: "A `#` in the target is refused with 400 or redirected with 301.",
        why: "The fragment stays with the client. Some servers cut it off, others take it for a part of the path: they see two different resources.",
        hints: &["httparse lets it pass: look for it yourself."],
        run: |target| {
            let targets = ["/#top", "/#", "/a?x#y", "http://localhost/a#b"];
            let requests = targets.map(|path| with_last_line(&format!("GET {path} HTTP/1.1")));
            refuses_with(target, &[400, 301], requests)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/non-ascii-target",
        basis: Basis::Should,
        rfc: &["9112 §3.2", "3986 §2.1"],
        stages: Stages::since(7),
        expect: "A byte above 127 in the target is refused with 400 or redirected with 301, whether it is UTF-8 or not.",
        why: "A URL is ASCII: clients send other characters as percent escapes. Programs decode a raw byte in different ways.",
        hints: &["Test that each byte of the target is visible ASCII before it becomes text."],
        run: |target| {
            let rest = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".as_slice();
            let paths = [b"GET /\xc3\xa9".as_slice(), b"GET /\xff", b"GET /\xc3"];
            refuses_with(target, &[400, 301], paths.map(|start| [start, rest].concat()))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/asterisk-is-for-options",
        rfc: &["9112 §3.2.4"],
        stages: Stages::since(7),
        expect: "`*` as target is refused with 400, unless the method is OPTIONS.",
        why: "Only a question about the server as a whole needs no path.",
        hints: &["The allowed forms of a target depend on the method."],
        run: |target| {
            let methods = ["GET", "POST", "DELETE"];
            refuses(target, methods.map(|method| with_line(&format!("{method} * HTTP/1.1"))))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/absolute-form-https",
        rfc: &["9110 §7.4"],
        stages: Stages::since(7),
        needs: &[Need::Route("/echo/a")],
        expect: "`https://localhost/echo/a` gets the answer to `/echo/a`.",
        why: "If a trusted proxy removes the encryption, the scheme is still the one that the client used. Without such a proxy a server has to refuse it.",
        hints: &["Accept two schemes: http and https."],
        run: |target| {
            answers_a(target, &["https://localhost/echo/a", "https://localhost:443/echo/a"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/absolute-form-with-a-rare-host",
        rfc: &["3986 §3.2.2", "9112 §3.2.2"],
        stages: Stages::since(7),
        needs: &[Need::Route("/echo/a")],
        expect: "The host of a URL may contain `~`, `,` and escapes such as `%41`: the answer is that of `/echo/a`.",
        why: "The grammar of a host allows more than domain names.",
        hints: &["Unreserved characters, sub-delimiters, and `%` with two hexadecimal digits."],
        run: |target| {
            let targets = ["http://a~b/echo/a", "http://a,b:80/echo/a", "http://a%41b/echo/a"];
            answers_a(target, &targets)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/absolute-form-and-location",
        rfc: &["9110 §10.2.2"],
        stages: Stages::since(7),
        needs: &[Need::Folder],
        expect: "The `Location` of an upload is its path alone: POST of http://other.example/files/a returns /files/a.",
        why: "The client chooses the host in the target. Copied into `Location`, it sends the next request to a stranger.",
        hints: &["Take the path from the parsed target, not the target as it was sent."],
        run: |target| {
            let server = target.start()?;
            for name in ["a", "my%20notes.txt"] {
                let url = format!("http://other.example/files/{name}?x=1");
                let bytes = request("POST", &url, "Content-Length: 5\r\n", b"hello");
                let response = server.exchange(bytes)?.expect_status(201)?;
                response.expect_header("Location", &format!("/files/{name}"))?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
];

/// Each URL means the path `/echo/a`.
fn answers_a(target: &Target, urls: &[&str]) -> Result<(), Failure> {
    let server = target.start()?;
    for url in urls {
        let response = server.exchange(with_line(&format!("GET {url} HTTP/1.1")))?;
        let status = response.status;
        ensure(status == 200, format!("expected status 200 for {url}, but got {status}"))?;
        response.expect_body("a")?;
    }
    Ok(())
}
