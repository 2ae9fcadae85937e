//! What the method asks for.

use crate::{Basis, Check, Failure, Need, Response, Server, Stages, Target, ensure};

/// Checks of the methods.
pub const CHECKS: &[Check] = &[
    Check {
        id: "routing/head",
        basis: Basis::Must,
        rfc: &["9110 §9.3.2", "9110 §8.6"],
        stages: Stages::since(3),
        expect: "HEAD gets the status of GET and no body. Content-Type and Content-Length have the same values if both answers have them.",
        why: "A client asks with HEAD what GET would bring. It would take a body for the next answer.",
        hints: &[
            "Answer as if the method were GET, and leave out the body at the very end.",
            "Content-Length says how long the body would be, although you do not send it.",
        ],
        run: |target| {
            let server = target.start()?;
            for path in ["/", "/about", "/echo/abc", "/echo/", "/user-agent", "/nowhere"] {
                answers_head_like_get(&server, path)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/wrong-method",
        rfc: &["9110 §15.5.6"],
        stages: Stages::since(3),
        expect: "DELETE and PUT of a known path get 405, and so does POST /about.",
        why: "404 would say that there is no such page. 405 says that the method is wrong, not the path.",
        hints: &["Find the path first, then the method: only both together are a route."],
        run: |target| {
            let server = target.start()?;
            for path in ["/", "/about", "/echo/abc", "/user-agent"] {
                for method in ["DELETE", "PUT"] {
                    server.method(method, path)?.expect_status(405)?;
                }
            }
            server.method("POST", "/about")?.expect_status(405)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/allow-is-true",
        basis: Basis::Must,
        rfc: &["9110 §10.2.1", "9110 §15.5.6"],
        stages: Stages::since(3),
        expect: "Each 405 has Allow. It lists GET if the path answers GET, and no method that gets 405 or 501.",
        why: "The client can choose from this list. A list that is missing or wrong leaves it guessing.",
        hints: &[
            "Send Allow with each 405.",
            "Write the list next to the arms of the match that it is about.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut refusals = 0;
            for path in ["/", "/about", "/echo/abc", "/user-agent"] {
                for method in ["DELETE", "PUT", "PATCH", "POST"] {
                    let response = server.method(method, path)?;
                    if response.status == 405 {
                        refusals += 1;
                        allow_is_true(&server, path, &response)?;
                    }
                }
            }
            // A server may answer 501 instead, or allow them all (RFC 9110 §9.1).
            if refusals == 0 {
                Err(Failure::skipped("needs a method that gets 405"))
            } else {
                Ok(())
            }
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/unknown-path-first",
        rfc: &["9110 §15.5.5"],
        stages: Stages::since(3),
        expect: "DELETE, PUT, OPTIONS, TRACE and POST of a path that does not exist get 404.",
        why: "405 would say that the path exists and takes other methods.",
        hints: &["Look for the path first. If it does not exist, the method no longer matters."],
        run: |target| {
            let server = target.start()?;
            for method in ["DELETE", "PUT", "OPTIONS", "TRACE"] {
                server.method(method, "/nowhere")?.expect_status(404)?;
            }
            server.post("/nowhere", "a body")?.expect_status(404)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/always-a-length",
        rfc: &["9110 §8.3", "9110 §8.6"],
        stages: Stages::since(3),
        expect: "Each answer has Content-Length, and Content-Type if it has a body: 200, 404, 400 and 405.",
        why: "A body without a length ends when the connection does. A client then cannot see that a part is missing.",
        hints: &["Make all answers in one function: then none can forget a header."],
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
                let answer = answer.expect_some_header("Content-Length")?;
                if !answer.body.is_empty() {
                    answer.expect_some_header("Content-Type")?;
                }
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/error-pages",
        stages: Stages::since(3),
        expect: "The answers 400, 404, 405 and 505 have this reason phrase, such as Not Found, in the status line, and an HTML page with <!DOCTYPE html>, the status and the phrase.",
        why: "A person sees the page and nothing else. It should say what went wrong.",
        hints: &[
            "Make the page from the status and its reason phrase: one function for all errors.",
            "Errors of the parser need this page as much as those of the routes.",
        ],
        run: has_error_pages,
        ..Check::DEFAULT
    },
    Check {
        id: "routing/wrong-method-on-files-and-books",
        rfc: &["9110 §15.5.6", "9110 §10.2.1"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "DELETE of /, of a file and of /books gets 405, and Allow lists GET, HEAD and POST. PUT of a book gets 405, and Allow lists GET and HEAD.",
        why: "Allow is what a client can try next, so it has to be right for each path.",
        hints: &["Each path has its own list of methods. One list for all is wrong for most."],
        run: |target| {
            let server = target.launch().stored("notes.txt", "some bytes").start()?;
            for path in ["/", "/files/notes.txt", "/books"] {
                let response = server.method("DELETE", path)?.expect_status(405)?;
                response.expect_listed("Allow", &["GET", "HEAD", "POST"])?;
            }
            let response = server.method("PUT", "/books/1")?.expect_status(405)?;
            response.expect_listed("Allow", &["GET", "HEAD"])?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/head-of-files-and-books",
        rfc: &["9110 §9.3.2"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "HEAD of a file, of books and of /sleep/1 gets the status of GET and no body. For a file of 10 bytes, Content-Length is 10.",
        why: "Download tools ask with HEAD for the size before they begin.",
        hints: &["You know the length of a file without reading it."],
        run: |target| {
            let server = target.launch().stored("notes.txt", "some bytes").start()?;
            let json = "Content-Type: application/json\r\n";
            server.post_with("/books", json, r#"{"title":"Emma"}"#)?;
            for path in ["/files/missing", "/books", "/books/1", "/books/9", "/sleep/1"] {
                answers_head_like_get(&server, path)?;
            }
            answers_head_like_get(&server, "/files/notes.txt")?;
            server.head("/files/notes.txt")?.expect_header("Content-Length", "10")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];

/// The status is the same, and so are the type and the length.
///
/// RFC 9110 §9.3.2: "a server MAY omit header fields for which a value is determined only while generating the
/// content".
fn answers_head_like_get(server: &Server, path: &str) -> Result<(), Failure> {
    let (head, get) = (server.head(path)?, server.get(path)?);
    let (status, wanted) = (head.status, get.status);
    ensure(status == wanted, format!("HEAD {path} gets {status}, but GET gets {wanted}"))?;
    for name in ["Content-Type", "Content-Length"] {
        if let (Some(came), Some(wanted)) = (head.header(name), get.header(name)) {
            let message = format!("HEAD {path} gets {name}: {came}, but GET gets {wanted}");
            ensure(came == wanted, message)?;
        }
    }
    Ok(())
}

fn allow_is_true(server: &Server, path: &str, refusal: &Response) -> Result<(), Failure> {
    let allowed = refusal.clone().expect_some_header("Allow")?.list("Allow");
    for method in &allowed {
        let status = server.method(method, path)?.status;
        let message = format!("Allow for {path} lists {method}, but {method} gets {status}");
        ensure(![405, 501].contains(&status), message)?;
    }
    let answers_get = ![405, 501].contains(&server.get(path)?.status);
    let lists_get = allowed.iter().any(|method| method == "GET");
    ensure(lists_get || !answers_get, format!("Allow for {path} lacks GET: {allowed:?}"))
}

fn has_error_pages(target: &Target) -> Result<(), Failure> {
    let server = target.start()?;
    let other_version = "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n";
    let answers = [
        (404, "Not Found", server.get("/nowhere")?),
        (405, "Method Not Allowed", server.method("DELETE", "/")?),
        (400, "Bad Request", server.get("nonsense")?),
        (505, "HTTP Version Not Supported", server.exchange(other_version)?),
    ];
    for (status, reason, answer) in answers {
        let answer = answer.expect_error_page(status)?;
        let came = &answer.reason;
        ensure(came == reason, format!("expected the reason {reason}, but got {came:?}"))?;
    }
    Ok(())
}
