//! What is behind the paths.

use crate::{Check, Stages};

/// The type of all pages.
const HTML: &str = "text/html; charset=utf-8";

/// Checks of the paths.
pub const CHECKS: &[Check] = &[
    Check {
        id: "routing/home",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "GET / gives an HTML page.",
        curl: "curl -i {url}/",
        why: "The path decides what a client gets, and Content-Type how a browser shows it (RFC 9110 §8.3).",
        hints: &["A page is text/html; say charset=utf-8 with it, or a browser guesses."],
        run: |subject| {
            let response = subject.start()?.get("/")?.expect_status(200)?;
            response
                .expect_header("Content-Type", HTML)?
                .expect_body_containing("<!DOCTYPE html>")?;
            Ok(())
        },
    },
    Check {
        id: "routing/about",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "GET /about gives another HTML page.",
        curl: "curl -i {url}/about",
        why: "Two paths and two answers: that is the difference between a server and a recording.",
        hints: &["Compare the path with each one that you know, and only then give up."],
        run: |subject| {
            let server = subject.start()?;
            let home = server.get("/")?;
            let about = server.get("/about")?.expect_status(200)?;
            let about = about.expect_header("Content-Type", HTML)?;
            crate::ensure(home.body != about.body, "both paths give the same page")
        },
    },
    Check {
        id: "routing/echo",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "GET /echo/abc gives abc as text/plain.",
        curl: "curl -i {url}/echo/abc",
        why: "A part of a path can be an argument. Its type is text/plain, or a browser would run what a link tells it to.",
        hints: &["Cut the fixed beginning off the path; what is left is the answer."],
        run: |subject| {
            let response = subject.start()?.get("/echo/abc")?.expect_status(200)?;
            response.expect_header("Content-Type", "text/plain")?.expect_body("abc")?;
            Ok(())
        },
    },
    Check {
        id: "routing/echo-empty",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "GET /echo/ gives an empty body, and says so.",
        curl: "curl -i {url}/echo/",
        why: "Without Content-Length: 0 a client waits for the bytes of a body that never comes (RFC 9112 §6.3).",
        hints: &["An empty body has a length too. Do not leave the header out for it."],
        run: |subject| {
            let response = subject.start()?.get("/echo/")?.expect_status(200)?;
            response.expect_header("Content-Length", "0")?.expect_body("")?;
            Ok(())
        },
    },
    Check {
        id: "routing/echo-decodes",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "Percent escapes in the text are decoded, once, and a plus stays a plus.",
        curl: "curl -i '{url}/echo/caf%C3%A9%20%2541+b'",
        why: "A URL has no room for spaces and accents: they travel as %20 and %C3%A9 (RFC 3986 §2.1). Decoding twice turns data into syntax.",
        hints: &[
            "`%` and two hexadecimal digits, in either case, stand for one byte.",
            "A plus means a space in forms only, not in paths.",
        ],
        run: |subject| {
            let server = subject.start()?;
            server.get("/echo/caf%C3%A9%20%2541+b")?.expect_body("café %41+b")?;
            server.get("/echo/%c3%a9%2f%3F")?.expect_body("é/?")?;
            server.get("/%65cho/abc")?.expect_status(200)?.expect_body("abc")?;
            Ok(())
        },
    },
    Check {
        id: "routing/echo-any-byte",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "Escapes may stand for any bytes, not only for text.",
        curl: "curl -s {url}/echo/%00%FF%0D%0A%80 | od -c",
        why: "What is decoded are bytes. A server that makes a string of them panics or changes them (RFC 3986 §2.1).",
        hints: &["Keep the decoded text as `Vec<u8>`."],
        run: |subject| {
            let server = subject.start()?;
            server.get("/echo/%00%FF%0D%0A%80")?.expect_body(b"\x00\xff\r\n\x80")?;
            server.expect_running()
        },
    },
    Check {
        id: "routing/user-agent",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "GET /user-agent gives the value of that header as text/plain.",
        curl: "curl -i -A 'my browser/1.0' {url}/user-agent",
        why: "Headers come in no fixed order (RFC 9110 §5.3): a client may put others before the one that you look for.",
        hints: &["Look the header up by its name, not by the number of its line."],
        run: |subject| {
            let server = subject.start()?;
            let headers =
                "Accept: */*\r\nX-Other: 1\r\nUser-Agent: my browser/1.0\r\nX-Last: 2\r\n";
            let response = server.get_with("/user-agent", headers)?.expect_status(200)?;
            response.expect_header("Content-Type", "text/plain")?.expect_body("my browser/1.0")?;
            Ok(())
        },
    },
    Check {
        id: "routing/user-agent-any-case",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "The header is found in whatever case its name is written, and without the space around its value.",
        curl: "curl -i -H 'User-Agent:' -H 'uSER-aGENT:   odd   ' {url}/user-agent",
        why: "Names of headers have no case (RFC 9110 §5.1), and the space around a value is not part of it (RFC 9112 §5).",
        hints: &["`eq_ignore_ascii_case` compares without regard to case."],
        run: |subject| {
            let server = subject.start()?;
            for header in ["uSER-aGENT: odd", "user-agent:odd", "USER-AGENT: \t odd \t "] {
                server.get_with("/user-agent", &format!("{header}\r\n"))?.expect_body("odd")?;
            }
            Ok(())
        },
    },
    Check {
        id: "routing/user-agent-absent",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "Without that header, GET /user-agent gives an empty body.",
        curl: "curl -i -H 'User-Agent:' {url}/user-agent",
        why: "No client has to say who it is (RFC 9110 §10.1.5): what may be missing must not be unwrapped.",
        hints: &["A lookup gives an `Option`. Decide what `None` means before the type does."],
        run: |subject| {
            let server = subject.start()?;
            server.get("/user-agent")?.expect_status(200)?.expect_body("")?;
            server.expect_running()
        },
    },
    Check {
        id: "routing/unknown-path",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "Any other path gives 404 and an HTML page.",
        curl: "curl -i {url}/nowhere",
        why: "404 tells a person and a program alike that the address is wrong, and not the server (RFC 9110 §15.5.5).",
        hints: &[
            "The last arm of the match is for all that no other wanted.",
            "/aboutx begins with /about and is not it.",
        ],
        run: |subject| {
            let server = subject.start()?;
            for target in ["/nowhere", "/aboutx", "/echo", "/echoabc", "/user-agent/x", "/ABOUT"] {
                server.get(target)?.expect_error_page(404)?;
            }
            Ok(())
        },
    },
    Check {
        id: "routing/query",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "The query is not part of the path: /about?x=1 is /about.",
        curl: "curl -i '{url}/about?x=1'",
        why: "A path ends at the first question mark (RFC 3986 §3.4), and links carry queries of all kinds.",
        hints: &["Cut the target at `?` before you look the path up, and before you decode it."],
        run: |subject| {
            let server = subject.start()?;
            let about = server.get("/about")?;
            for target in ["/about?x=1", "/about?", "/about?a/b?c", "/about?%zz"] {
                server.get(target)?.expect_status(200)?.expect_body(&about.body)?;
            }
            server.get("/echo/abc?x=1")?.expect_body("abc")?;
            server.get("/echo/what%3F?x=1")?.expect_body("what?")?;
            Ok(())
        },
    },
];
