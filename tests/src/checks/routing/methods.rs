//! What the method asks for.

use crate::{Check, Failure, Server, Stages, ensure};

/// Checks of the methods.
pub const CHECKS: &[Check] = &[
    Check {
        id: "routing/head",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "HEAD gives the same status and headers as GET, and no body.",
        curl: "curl -I {url}/about; curl -I {url}/nowhere",
        why: "A client asks with HEAD what GET would bring (RFC 9110 §9.3.2). One byte of body would be taken for the next answer.",
        hints: &[
            "Answer as if it were a GET, and leave the body out at the very end.",
            "Content-Length stays that of the body that is not sent.",
        ],
        run: |subject| {
            let server = subject.start()?;
            for target in ["/", "/about", "/echo/abc", "/echo/", "/user-agent", "/nowhere"] {
                answers_head_like_get(&server, target)?;
            }
            Ok(())
        },
    },
    Check {
        id: "routing/head-of-files-and-books",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "HEAD of a file, of a page and of the books gives the headers of GET, and no body.",
        curl: "curl -I {url}/files/notes.txt; curl -I {url}/books",
        why: "Download tools ask for the size with HEAD before they begin (RFC 9110 §9.3.2).",
        hints: &["The length of a file is known without reading it."],
        run: |subject| {
            let server = subject.launch().stored("notes.txt", "some bytes").start()?;
            let json = "Content-Type: application/json\r\n";
            server.post_with("/books", json, r#"{"title":"Emma"}"#)?.expect_status(201)?;
            let targets = [
                "/files/notes.txt",
                "/files/missing",
                "/books",
                "/books/1",
                "/books/9",
                "/sleep/1",
            ];
            targets.iter().try_for_each(|target| answers_head_like_get(&server, target))
        },
    },
    Check {
        id: "routing/wrong-method",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "Another method on a known path gives 405, and Allow says which ones there are.",
        curl: "curl -i -X DELETE {url}/about",
        why: "405 without Allow leaves a client guessing (RFC 9110 §15.5.6).",
        hints: &["First find the path, then the method: only both together are a route."],
        run: |subject| {
            let server = subject.start()?;
            for target in ["/", "/about", "/echo/abc", "/user-agent"] {
                for method in ["DELETE", "PUT"] {
                    let response = server.method(method, target)?.expect_status(405)?;
                    response.expect_listed("Allow", &["GET", "HEAD"])?;
                }
            }
            server.method("POST", "/about")?.expect_error_page(405)?;
            Ok(())
        },
    },
    Check {
        id: "routing/wrong-method-on-files-and-books",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "Another method on a file or on the books gives 405, and Allow has POST where there is one.",
        curl: "curl -i -X DELETE {url}/files/notes.txt; curl -i -X DELETE {url}/books",
        why: "Allow is what a client can try next: it has to be right for each path (RFC 9110 §10.2.1).",
        hints: &["Each path has its own list of methods. One list for all is wrong for most."],
        run: |subject| {
            let server = subject.launch().stored("notes.txt", "some bytes").start()?;
            for target in ["/", "/files/notes.txt", "/books"] {
                let response = server.method("DELETE", target)?.expect_status(405)?;
                response.expect_listed("Allow", &["GET", "HEAD", "POST"])?;
            }
            let response = server.method("PUT", "/books/1")?.expect_status(405)?;
            response.expect_listed("Allow", &["GET", "HEAD"])?;
            Ok(())
        },
    },
    Check {
        id: "routing/allow-is-true",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "No method that Allow names is refused with 405.",
        curl: "curl -i -X DELETE {url}/echo/abc; curl -i -X POST -d x {url}/echo/abc",
        why: "A list that promises what the server then refuses is worse than none (RFC 9110 §10.2.1).",
        hints: &["Write the list beside the arms of the match that it speaks of."],
        run: |subject| {
            let server = subject.start()?;
            for target in ["/", "/about", "/echo/abc", "/user-agent"] {
                for method in server.method("DELETE", target)?.list("Allow") {
                    let status = server.method(&method, target)?.status;
                    ensure(status != 405, format!("{target} allows {method} and refuses it"))?;
                }
            }
            Ok(())
        },
    },
    Check {
        id: "routing/unknown-path-first",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "A path that does not exist gives 404 for other methods too, TRACE and OPTIONS among them.",
        curl: "curl -i -X DELETE {url}/nowhere; curl -i -X TRACE {url}/nowhere",
        why: "405 would say that the path exists and takes other methods (RFC 9110 §15.5.6).",
        hints: &["Look for the path first. If it does not exist, the method no longer matters."],
        run: |subject| {
            let server = subject.start()?;
            for method in ["DELETE", "PUT", "OPTIONS", "TRACE"] {
                server.method(method, "/nowhere")?.expect_error_page(404)?;
            }
            server.post("/nowhere", "a body")?.expect_error_page(404)?;
            Ok(())
        },
    },
    Check {
        id: "routing/always-a-length",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "Every answer with a body has Content-Type and Content-Length, those that tell of errors too.",
        curl: "curl -i {url}/nowhere; curl -i -X DELETE {url}/; curl -i {url}/echo/%",
        why: "A body without length ends where the connection does, and a cut is then not seen (RFC 9112 §6.3).",
        hints: &["One function should make all answers: then none can forget a header."],
        run: |subject| {
            let server = subject.start()?;
            let answers = [
                server.get("/")?,
                server.get("/echo/abc")?,
                server.get("/user-agent")?,
                server.get("/nowhere")?,
                server.get("/echo/%")?,
                server.method("DELETE", "/")?,
            ];
            for answer in answers {
                answer.expect_some_header("Content-Length")?.expect_some_header("Content-Type")?;
            }
            Ok(())
        },
    },
];

/// Status line and headers are the same, but for the time of day.
fn answers_head_like_get(server: &Server, target: &str) -> Result<(), Failure> {
    let (head, get) = (server.head(target)?, server.get(target)?);
    let (head, get) = (head.head_without_date(), get.head_without_date());
    ensure(head == get, format!("HEAD {target} gives {head:?}, but GET gives {get:?}"))
}
