//! What is behind the paths.

use crate::{Basis, Check, Stages};

/// The type of all pages.
const HTML: &str = "text/html; charset=utf-8";

/// Checks of the paths.
pub const CHECKS: &[Check] = &[
    Check {
        id: "routing/home",
        basis: Basis::Must,
        rfc: &["9110 §8.3"],
        stages: Stages::since(3),
        expect: "GET / gives an HTML page.",
        why: "The path decides what a client gets, and Content-Type how a browser shows it.",
        hints: &["A page is text/html; say charset=utf-8 with it, or a browser guesses."],
        run: |target| {
            let response = target.start()?.get("/")?.expect_status(200)?;
            response
                .expect_header("Content-Type", HTML)?
                .expect_body_containing("<!DOCTYPE html>")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/about",
        basis: Basis::Course,
        stages: Stages::since(3),
        expect: "GET /about gives another HTML page.",
        why: "Two paths and two answers: that is the difference between a server and a recording.",
        hints: &["Compare the path with each one that you know, and only then give up."],
        run: |target| {
            let server = target.start()?;
            let home = server.get("/")?;
            let about = server.get("/about")?.expect_status(200)?;
            let about = about.expect_header("Content-Type", HTML)?;
            crate::ensure(home.body != about.body, "both paths give the same page")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/echo",
        basis: Basis::Course,
        stages: Stages::since(3),
        expect: "GET /echo/abc gives abc as text/plain.",
        why: "A part of a path can be an argument. Its type is text/plain, or a browser would run what a link tells it to.",
        hints: &["Cut the fixed beginning off the path; what is left is the answer."],
        run: |target| {
            let response = target.start()?.get("/echo/abc")?.expect_status(200)?;
            response.expect_header("Content-Type", "text/plain")?.expect_body("abc")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/echo-empty",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(3),
        expect: "GET /echo/ gives an empty body, and says so.",
        why: "Without Content-Length: 0 a client waits for the bytes of a body that never comes.",
        hints: &["An empty body has a length too. Do not leave the header out for it."],
        run: |target| {
            let response = target.start()?.get("/echo/")?.expect_status(200)?;
            response.expect_header("Content-Length", "0")?.expect_body("")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/echo-decodes",
        basis: Basis::Must,
        rfc: &["3986 §2.1"],
        stages: Stages::since(3),
        expect: "Percent escapes in the text are decoded, once, and a plus stays a plus.",
        why: "A URL has no room for spaces and accents: they travel as %20 and %C3%A9. Decoding twice turns data into syntax.",
        hints: &[
            "`%` and two hexadecimal digits, in either case, stand for one byte.",
            "A plus means a space in forms only, not in paths.",
        ],
        run: |target| {
            let server = target.start()?;
            server.get("/echo/caf%C3%A9%20%2541+b")?.expect_body("café %41+b")?;
            server.get("/echo/%c3%a9%2f%3F")?.expect_body("é/?")?;
            server.get("/%65cho/abc")?.expect_status(200)?.expect_body("abc")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/echo-any-byte",
        basis: Basis::Must,
        rfc: &["3986 §2.1"],
        stages: Stages::since(3),
        expect: "Escapes may stand for any bytes, not only for text.",
        why: "What is decoded are bytes. A server that makes a string of them panics or changes them.",
        hints: &["Keep the decoded text as `Vec<u8>`."],
        run: |target| {
            let server = target.start()?;
            server.get("/echo/%00%FF%0D%0A%80")?.expect_body(b"\x00\xff\r\n\x80")?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/user-agent",
        basis: Basis::Must,
        rfc: &["9110 §5.3"],
        stages: Stages::since(3),
        expect: "GET /user-agent gives the value of that header as text/plain.",
        why: "Headers come in no fixed order: a client may put others before the one that you look for.",
        hints: &["Look the header up by its name, not by the number of its line."],
        run: |target| {
            let server = target.start()?;
            let headers =
                "Accept: */*\r\nX-Other: 1\r\nUser-Agent: my browser/1.0\r\nX-Last: 2\r\n";
            let response = server.get_with("/user-agent", headers)?.expect_status(200)?;
            response.expect_header("Content-Type", "text/plain")?.expect_body("my browser/1.0")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/user-agent-any-case",
        basis: Basis::Must,
        rfc: &["9110 §5.1", "9112 §5"],
        stages: Stages::since(3),
        expect: "The header is found in whatever case its name is written, and without the space around its value.",
        why: "Names of headers have no case, and the space around a value is not part of it.",
        hints: &["`eq_ignore_ascii_case` compares without regard to case."],
        run: |target| {
            let server = target.start()?;
            for header in ["uSER-aGENT: odd", "user-agent:odd", "USER-AGENT: \t odd \t "] {
                server.get_with("/user-agent", &format!("{header}\r\n"))?.expect_body("odd")?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/user-agent-absent",
        basis: Basis::Must,
        rfc: &["9110 §10.1.5"],
        stages: Stages::since(3),
        expect: "Without that header, GET /user-agent gives an empty body.",
        why: "No client has to say who it is: what may be missing must not be unwrapped.",
        hints: &["A lookup gives an `Option`. Decide what `None` means before the type does."],
        run: |target| {
            let server = target.start()?;
            server.get("/user-agent")?.expect_status(200)?.expect_body("")?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/unknown-path",
        basis: Basis::Must,
        rfc: &["9110 §15.5.5"],
        stages: Stages::since(3),
        expect: "Any other path gives 404 and an HTML page.",
        why: "404 tells a person and a program alike that the address is wrong, and not the server.",
        hints: &[
            "The last arm of the match is for all that no other wanted.",
            "/aboutx begins with /about and is not it.",
        ],
        run: |target| {
            let server = target.start()?;
            for target in ["/nowhere", "/aboutx", "/echo", "/echoabc", "/user-agent/x", "/ABOUT"] {
                server.get(target)?.expect_error_page(404)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/query",
        basis: Basis::Must,
        rfc: &["3986 §3.4"],
        stages: Stages::since(3),
        expect: "The query is not part of the path: /about?x=1 is /about.",
        why: "A path ends at the first question mark, and links carry queries of all kinds.",
        hints: &["Cut the target at `?` before you look the path up, and before you decode it."],
        run: |target| {
            let server = target.start()?;
            let about = server.get("/about")?;
            for target in ["/about?x=1", "/about?", "/about?a/b?c", "/about?%zz"] {
                server.get(target)?.expect_status(200)?.expect_body(&about.body)?;
            }
            server.get("/echo/abc?x=1")?.expect_body("abc")?;
            server.get("/echo/what%3F?x=1")?.expect_body("what?")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];
