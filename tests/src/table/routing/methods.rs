//! What the method asks for.

use crate::{Basis, Check, Failure, Need, Server, Stages, ensure};

/// Checks of the methods.
pub const CHECKS: &[Check] = &[
    Check {
        id: "routing/head",
        basis: Basis::Must,
        rfc: &["9110 §9.3.2"],
        stages: Stages::since(3),
        expect: "HEAD gives the same status and headers as GET, and no body.",
        why: "A client asks with HEAD what GET would bring. One byte of body would be taken for the next answer.",
        hints: &[
            "Answer as if it were a GET, and leave the body out at the very end.",
            "Content-Length stays that of the body that is not sent.",
        ],
        run: |target| {
            let server = target.start()?;
            for target in ["/", "/about", "/echo/abc", "/echo/", "/user-agent", "/nowhere"] {
                answers_head_like_get(&server, target)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/head-of-files-and-books",
        basis: Basis::Must,
        rfc: &["9110 §9.3.2"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "HEAD of a file, of a page and of the books gives the headers of GET, and no body.",
        why: "Download tools ask for the size with HEAD before they begin.",
        hints: &["The length of a file is known without reading it."],
        run: |target| {
            let server = target.launch().stored("notes.txt", "some bytes").start()?;
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
        ..Check::DEFAULT
    },
    Check {
        id: "routing/wrong-method",
        basis: Basis::Must,
        rfc: &["9110 §15.5.6"],
        stages: Stages::since(3),
        expect: "Another method on a known path gives 405, and Allow says which ones there are.",
        why: "405 without Allow leaves a client guessing.",
        hints: &["First find the path, then the method: only both together are a route."],
        run: |target| {
            let server = target.start()?;
            for target in ["/", "/about", "/echo/abc", "/user-agent"] {
                for method in ["DELETE", "PUT"] {
                    let response = server.method(method, target)?.expect_status(405)?;
                    response.expect_listed("Allow", &["GET", "HEAD"])?;
                }
            }
            server.method("POST", "/about")?.expect_error_page(405)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/wrong-method-on-files-and-books",
        basis: Basis::Must,
        rfc: &["9110 §10.2.1"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "Another method on a file or on the books gives 405, and Allow has POST where there is one.",
        why: "Allow is what a client can try next: it has to be right for each path.",
        hints: &["Each path has its own list of methods. One list for all is wrong for most."],
        run: |target| {
            let server = target.launch().stored("notes.txt", "some bytes").start()?;
            for target in ["/", "/files/notes.txt", "/books"] {
                let response = server.method("DELETE", target)?.expect_status(405)?;
                response.expect_listed("Allow", &["GET", "HEAD", "POST"])?;
            }
            let response = server.method("PUT", "/books/1")?.expect_status(405)?;
            response.expect_listed("Allow", &["GET", "HEAD"])?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/allow-is-true",
        basis: Basis::Must,
        rfc: &["9110 §10.2.1"],
        stages: Stages::since(3),
        expect: "No method that Allow names is refused with 405.",
        why: "A list that promises what the server then refuses is worse than none.",
        hints: &["Write the list beside the arms of the match that it speaks of."],
        run: |target| {
            let server = target.start()?;
            for target in ["/", "/about", "/echo/abc", "/user-agent"] {
                for method in server.method("DELETE", target)?.list("Allow") {
                    let status = server.method(&method, target)?.status;
                    ensure(status != 405, format!("{target} allows {method} and refuses it"))?;
                }
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/unknown-path-first",
        basis: Basis::Must,
        rfc: &["9110 §15.5.6"],
        stages: Stages::since(3),
        expect: "A path that does not exist gives 404 for other methods too, TRACE and OPTIONS among them.",
        why: "405 would say that the path exists and takes other methods.",
        hints: &["Look for the path first. If it does not exist, the method no longer matters."],
        run: |target| {
            let server = target.start()?;
            for method in ["DELETE", "PUT", "OPTIONS", "TRACE"] {
                server.method(method, "/nowhere")?.expect_error_page(404)?;
            }
            server.post("/nowhere", "a body")?.expect_error_page(404)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/always-a-length",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(3),
        expect: "Every answer with a body has Content-Type and Content-Length, those that tell of errors too.",
        why: "A body without length ends where the connection does, and a cut is then not seen.",
        hints: &["One function should make all answers: then none can forget a header."],
        run: |target| {
            let server = target.start()?;
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
        ..Check::DEFAULT
    },
];

/// Status line and headers are the same, but for the time of day.
fn answers_head_like_get(server: &Server, target: &str) -> Result<(), Failure> {
    let (head, get) = (server.head(target)?, server.get(target)?);
    let (head, get) = (head.head_without_date(), get.head_without_date());
    ensure(head == get, format!("HEAD {target} gives {head:?}, but GET gives {get:?}"))
}
