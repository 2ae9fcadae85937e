//! What stands between the method and the version.

use super::{refuses, with_line};
use crate::requests::request;
use crate::{Check, Failure, Stages, Subject};

/// Checks of targets.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/absolute-form",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A whole URL as target means its path; a query behind it is no part of that.",
        curl: "curl -i --request-target 'http://localhost/echo/a?x=1' {url}/",
        why: "That is what a client sends to a proxy, and every server has to accept it (RFC 9112 §3.2.2).",
        hints: &[
            "Behind `://` comes the host, up to the next slash. The rest is the target that you know.",
        ],
        run: |subject| {
            let targets = [
                "http://localhost/echo/a",
                "http://localhost:80/echo/a?x=/y",
                "http://[::1]:80/echo/a",
            ];
            answers_a(subject, &targets)
        },
    },
    Check {
        id: "parser/absolute-form-https",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "The URL may begin with https.",
        curl: "curl -i --request-target https://localhost/echo/a {url}/",
        why: "Behind a proxy that takes the encryption off, the scheme still is the one that the client used (RFC 9110 §4.2.2).",
        hints: &["Two schemes are yours to serve."],
        run: |subject| {
            answers_a(subject, &["https://localhost/echo/a", "https://localhost:443/echo/a"])
        },
    },
    Check {
        id: "parser/absolute-form-in-any-case",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "Scheme and host may be written in upper case; the path keeps its case.",
        curl: "curl -i --request-target HTTP://LOCALHOST/echo/a {url}/",
        why: "Schemes and hosts are case-insensitive, paths are not (RFC 9110 §4.2.3).",
        hints: &["Compare the scheme without regard to case; do not change the target."],
        run: |subject| {
            answers_a(subject, &["HTTP://LOCALHOST/echo/a", "hTTp://localHost/echo/a"])?;
            let request = with_line("GET HTTP://LOCALHOST/ECHO/a HTTP/1.1");
            subject.start()?.exchange(request)?.expect_status(404)?;
            Ok(())
        },
    },
    Check {
        id: "parser/absolute-form-without-path",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A URL without a path means /, also where a query follows the host.",
        curl: "curl -i --request-target http://localhost {url}/",
        why: "An empty path and `/` are the same (RFC 9110 §4.2.3).",
        hints: &["Where there is no slash behind the host, the path is `/`."],
        run: |subject| {
            let server = subject.start()?;
            let home = server.get("/")?.expect_status(200)?.body;
            for target in ["http://localhost", "http://localhost:80", "http://localhost?x=1"] {
                let response = server.exchange(with_line(&format!("GET {target} HTTP/1.1")))?;
                response.expect_status(200)?.expect_body(&home)?;
            }
            Ok(())
        },
    },
    Check {
        id: "parser/absolute-form-with-a-bad-host",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A URL whose host is not a host is refused with 400.",
        curl: "curl -i --request-target http://user@localhost/ {url}/",
        why: "The host in the target counts more than the one in the header (RFC 9112 §3.2.2), so the same rules apply to it. A user name there is usually an attempt to deceive (RFC 9110 §4.2.4).",
        hints: &["Use the same function as for the `Host` header."],
        run: |subject| {
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
            refuses(subject, hosts.map(request))
        },
    },
    Check {
        id: "parser/absolute-form-with-a-rare-host",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "The host of a URL may have any character that a name may have: ~ and , and escapes such as %41.",
        curl: "curl -i --request-target 'http://a~b,c%41/echo/a' {url}/",
        why: "The grammar of a host is wider than that of a domain name (RFC 3986 §3.2.2), and a valid request must be accepted (RFC 9112 §3.2.2).",
        hints: &["Unreserved characters, sub-delimiters, and `%` with two hexadecimal digits."],
        run: |subject| {
            let targets = ["http://a~b/echo/a", "http://a,b:80/echo/a", "http://a%41b/echo/a"];
            answers_a(subject, &targets)
        },
    },
    Check {
        id: "parser/absolute-form-and-location",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "The `Location` of an upload is its path alone: POST of http://other.example/files/a gives /files/a.",
        curl: "curl -i --request-target http://other.example/files/a --data-binary hello {url}/",
        why: "The client chooses the host in the target. Copied into `Location`, it sends the next request to a stranger (RFC 9110 §10.2.2).",
        hints: &["Take the path from the parsed target, not the target as it was sent."],
        run: |subject| {
            let server = subject.start()?;
            for name in ["a", "my%20notes.txt"] {
                let target = format!("http://other.example/files/{name}?x=1");
                let bytes = request("POST", &target, "Content-Length: 5\r\n", b"hello");
                let response = server.exchange(bytes)?.expect_status(201)?;
                response.expect_header("Location", &format!("/files/{name}"))?;
            }
            Ok(())
        },
    },
    Check {
        id: "parser/absolute-form-needs-host",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A URL as target does not take the place of the `Host` header.",
        curl: "curl -i -H 'Host:' --request-target http://localhost/ {url}/",
        why: "The header is asked for in each HTTP/1.1 request, whatever its target looks like (RFC 9112 §3.2.2).",
        hints: &["Check the header by itself."],
        run: |subject| {
            refuses(subject, ["GET http://localhost/echo/a HTTP/1.1\r\nAccept: */*\r\n\r\n"])
        },
    },
    Check {
        id: "parser/asterisk-is-for-options",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`*` as target is refused with 400, unless the method is OPTIONS.",
        curl: "curl -i --request-target '*' {url}/",
        why: "Only a question about the server as a whole goes without a path (RFC 9112 §3.2.4).",
        hints: &["Which forms of target are allowed depends on the method."],
        run: |subject| {
            let methods = ["GET", "POST", "DELETE"];
            refuses(subject, methods.map(|method| with_line(&format!("{method} * HTTP/1.1"))))
        },
    },
    Check {
        id: "parser/fragment-in-target",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A `#` in the target is refused with 400.",
        curl: r"printf 'GET /about#top HTTP/1.1\r\nHost: x\r\n\r\n' | nc {host} {port}",
        why: "The fragment stays with the client (RFC 9110 §7.1). A server that cuts it off and one that takes it for a part of the path see two different resources.",
        hints: &["httparse lets it pass: look for it yourself."],
        run: |subject| {
            let targets = ["/about#top", "/#", "/echo/a?x#y", "http://localhost/echo/a#b"];
            refuses(subject, targets.map(|target| with_line(&format!("GET {target} HTTP/1.1"))))
        },
    },
    Check {
        id: "parser/non-ascii-target",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A byte beyond ASCII in the target is refused with 400, be it UTF-8 or not.",
        curl: r"printf 'GET /echo/\303\251 HTTP/1.1\r\nHost: x\r\n\r\n' | nc {host} {port}",
        why: "A URL is ASCII: other characters are sent as percent escapes (RFC 3986 §2.1). A raw byte is read in one way here and in another there, and an invalid request line gets 400 (RFC 9112 §3.2).",
        hints: &["Ask that each byte of the target is visible ASCII, before it becomes text."],
        run: |subject| {
            let raw = b"GET /echo/\xff HTTP/1.1\r\nHost: localhost\r\n\r\n";
            let cut_off = b"GET /echo/\xc3 HTTP/1.1\r\nHost: localhost\r\n\r\n";
            refuses(subject, [with_line("GET /echo/\u{e9} HTTP/1.1")])?;
            refuses(subject, [raw, cut_off])
        },
    },
];

/// Each target is the path `/echo/a`.
fn answers_a(subject: &Subject, targets: &[&str]) -> Result<(), Failure> {
    let server = subject.start()?;
    for target in targets {
        let response = server.exchange_and_next(with_line(&format!("GET {target} HTTP/1.1")))?;
        response.expect_status(200)?.expect_body("a")?;
    }
    Ok(())
}
