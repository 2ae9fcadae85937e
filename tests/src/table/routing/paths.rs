//! Which answer belongs to which path.

use crate::{Basis, Check, Need, Stages, ensure};

/// Checks of the paths.
pub const CHECKS: &[Check] = &[
    Check {
        id: "routing/home",
        rfc: &["9110 §8.3"],
        stages: Stages::since(3),
        expect: "GET / gets 200, the type text/html; charset=utf-8, and a body with <!DOCTYPE html> in it.",
        why: "The path decides what a client gets. Content-Type decides how a browser shows it.",
        hints: &["A page is text/html; say charset=utf-8 with it, or a browser guesses."],
        run: |target| {
            let response = target.start()?.get("/")?.expect_status(200)?;
            response
                .expect_type("text/html; charset=utf-8")?
                .expect_body_containing("<!DOCTYPE html>")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/about",
        stages: Stages::since(3),
        expect: "GET /about gets 200, the type text/html, and another body than GET /.",
        why: "Two paths and two answers: that is the difference between a server and a recording.",
        hints: &["Compare the path with each that you know, and only then give up."],
        run: |target| {
            let server = target.start()?;
            let home = server.get("/")?;
            let about = server.get("/about")?.expect_status(200)?;
            let about = about.expect_type("text/html")?;
            ensure(home.body != about.body, "both paths give the same page")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/unknown-path",
        rfc: &["9110 §15.5.5"],
        stages: Stages::since(3),
        expect: "Paths without a route get 404: /nowhere, /aboutx, /echo, /echoabc, /user-agent/x and /ABOUT.",
        why: "404 says that the address is wrong, not the server.",
        hints: &[
            "The last arm of the match is for all other paths.",
            "/aboutx begins with /about, but is another path.",
        ],
        run: |target| {
            let server = target.start()?;
            for path in ["/nowhere", "/aboutx", "/echo", "/echoabc", "/user-agent/x", "/ABOUT"] {
                server.get(path)?.expect_status(404)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/echo",
        stages: Stages::since(3),
        expect: "GET /echo/abc gets 200, the type text/plain, and the body abc.",
        why: "A part of a path can be an argument. As text/html, a browser would run the scripts in it.",
        hints: &["Cut /echo/ off the front of the path. The rest is the answer."],
        run: |target| {
            let response = target.start()?.get("/echo/abc")?.expect_status(200)?;
            response.expect_type("text/plain")?.expect_body("abc")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/echo-empty",
        rfc: &["9112 §6.3"],
        stages: Stages::since(3),
        expect: "GET /echo/ gets 200, an empty body and Content-Length: 0.",
        why: "Without Content-Length: 0, a client waits for a body until the connection closes.",
        hints: &["An empty body has a length, too. Do not leave out its header."],
        run: |target| {
            let response = target.start()?.get("/echo/")?.expect_status(200)?;
            response.expect_header("Content-Length", "0")?.expect_body("")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/user-agent",
        rfc: &["9110 §5.3"],
        stages: Stages::since(3),
        expect: "GET /user-agent gets 200, the type text/plain, and the value of the header User-Agent, which is not the first header.",
        why: "Headers come in any order. A client may put others before the one that you look for.",
        hints: &["Look up the header by its name, not by the number of its line."],
        run: |target| {
            let server = target.start()?;
            let headers =
                "Accept: */*\r\nX-Other: 1\r\nUser-Agent: my browser/1.0\r\nX-Last: 2\r\n";
            let response = server.get_with("/user-agent", headers)?.expect_status(200)?;
            response.expect_type("text/plain")?.expect_body("my browser/1.0")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/user-agent-absent",
        rfc: &["9110 §10.1.5"],
        stages: Stages::since(3),
        expect: "Without the header User-Agent, GET /user-agent gets 200 and an empty body.",
        why: "No client has to say who it is. Do not unwrap what may be missing.",
        hints: &["A lookup returns an `Option`. Decide what `None` means here."],
        run: |target| {
            let server = target.start()?;
            server.get("/user-agent")?.expect_status(200)?.expect_body("")?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/query",
        rfc: &["3986 §3.4"],
        stages: Stages::since(3),
        expect: "GET /about with any query gets 200 and the body of /about. GET /echo/abc?x=1 gets abc.",
        why: "The path ends at the first question mark, and links carry queries of all kinds.",
        hints: &["Cut the target at `?` before you look up the path, and before you decode it."],
        run: |target| {
            let server = target.start()?;
            let about = server.get("/about")?;
            for path in ["/about?x=1", "/about?", "/about?a/b?c", "/about?a=%20"] {
                server.get(path)?.expect_status(200)?.expect_body(&about.body)?;
            }
            server.get("/echo/abc?x=1")?.expect_body("abc")?;
            server.get("/echo/what%3F?x=1")?.expect_body("what?")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/echo-decodes",
        rfc: &["3986 §2.1"],
        stages: Stages::since(3),
        expect: "Percent escapes in a path are decoded once, with capital or small digits, and a plus stays a plus: GET /echo/caf%C3%A9%20%2541+b gets café %41+b.",
        why: "A URL cannot contain spaces or accents, so they travel as %20 and %C3%A9. To decode twice turns data into syntax.",
        hints: &[
            "`%` and two hexadecimal digits stand for one byte.",
            "A plus means a space only in forms, not in paths.",
        ],
        run: |target| {
            let server = target.start()?;
            server.get("/echo/caf%C3%A9%20%2541+b")?.expect_body("café %41+b")?;
            server.get("/echo/%c3%a9%2f%3F%2B%5C")?.expect_body("é/?+\\")?;
            server.get("/%65cho/abc")?.expect_status(200)?.expect_body("abc")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/echo-any-byte",
        rfc: &["3986 §2.1"],
        stages: Stages::since(3),
        expect: "GET /echo/%00%FF%0D%0A%80 gets these five bytes, and the server goes on running.",
        why: "Escapes may stand for any bytes. A server that makes a string of them panics or changes them.",
        hints: &["Keep the decoded text as `Vec<u8>`."],
        run: |target| {
            let server = target.start()?;
            server.get("/echo/%00%FF%0D%0A%80")?.expect_body(b"\x00\xff\r\n\x80")?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/user-agent-any-case",
        basis: Basis::Must,
        rfc: &["9110 §5.1"],
        stages: Stages::since(3),
        needs: &[Need::Route("/user-agent")],
        expect: "GET /user-agent gets the value of uSER-aGENT, user-agent and USER-AGENT.",
        why: "Header names are case-insensitive, and clients write them in different ways.",
        hints: &["`eq_ignore_ascii_case` compares without regard to case."],
        run: |target| {
            let server = target.start()?;
            for header in ["uSER-aGENT: odd", "user-agent: odd", "USER-AGENT: odd"] {
                server.get_with("/user-agent", &format!("{header}\r\n"))?.expect_body("odd")?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/user-agent-space",
        basis: Basis::Must,
        rfc: &["9110 §5.5", "9112 §5.1"],
        stages: Stages::since(3),
        needs: &[Need::Route("/user-agent")],
        expect: "GET /user-agent gets the value of User-Agent without the spaces and tabs around it; there need be none.",
        why: "The white space around a value is not part of it, and clients send more or less of it.",
        hints: &["`trim_ascii` also removes bytes that no value may have. Refuse those elsewhere."],
        run: |target| {
            let server = target.start()?;
            for header in ["User-Agent:odd", "User-Agent:   odd  ", "User-Agent: \t odd \t "] {
                server.get_with("/user-agent", &format!("{header}\r\n"))?.expect_body("odd")?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
];
