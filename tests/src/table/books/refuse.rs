//! Bodies that are not books.

use super::{NO_BOOK, add, error_message, expect_json_error, expect_no_books};
use crate::{Basis, Check, Failure, Need, Server, Stages, Target, ensure};

/// More levels than any book needs, and enough to exhaust a stack. Each takes two bytes of the 64 KiB of a
/// book.
const DEEP: usize = 30_000;

/// Checks of books that are refused.
pub const CHECKS: &[Check] = &[
    Check {
        id: "books/not-json",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "POST /books with a body that is not JSON gets 400 or 422, and nothing is stored.",
        why: "Parsing can fail. The client has to learn that it made a mistake.",
        hints: &["The parser returns an error. Answer it with 400."],
        run: |target| refused(target, &["{\n  \"title\": \"Emma\",\n  \"year\": oops\n}"]),
        ..Check::DEFAULT
    },
    Check {
        id: "books/not-quite-json",
        basis: Basis::Course,
        rfc: &["8259 §2"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "Bodies that are nearly JSON get 400 or 422, and nothing is stored: empty, cut short, with single quotes, a comma too many, NaN or more after the end.",
        why: "If a generous parser accepts such a book, the next program may be unable to read it.",
        hints: &[
            "Look for the strict mode of your parser, and make sure that it reads up to the end.",
        ],
        run: |target| {
            refused(
                target,
                &[
                    "",
                    " ",
                    "{",
                    r#"{"title": "Emma""#,
                    "{'title': 'Emma'}",
                    r#"{"title": "Emma",}"#,
                    r#"{title: "Emma"}"#,
                    r#"{"title": "Emma"} {"title": "Persuasion"}"#,
                    r#"{"price": NaN}"#,
                    r#"{"price": 01}"#,
                    "title=Emma",
                ],
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/not-text",
        basis: Basis::Course,
        rfc: &["8259 §8.1"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "A book that is not UTF-8 gets 400 or 422, and is not stored.",
        why: "Programs exchange JSON in UTF-8. Nobody can repair a title in another encoding.",
        hints: &["Pass bytes to the parser, or check them before. Do not replace wrong ones."],
        run: |target| {
            let server = target.start_without_past()?;
            for book in [b"{\"title\": \"\xff\"}".as_slice(), b"\xff\xfe{\0}\0"] {
                add(&server, book)?.expect_status_among(NO_BOOK)?;
            }
            expect_no_books(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/not-an-object",
        basis: Basis::Course,
        rfc: &["8259 §3", "9110 §15.5.21"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "JSON that is not an object gets 400 or 422, and is not stored: an array, a string, a number, null.",
        why: "All of these are JSON, but they have no place for an id.",
        hints: &["Check the kind of value that the parser found before you add the id."],
        run: |target| refused(target, &["[1, 2]", "[{}]", r#""Emma""#, "1815", "null", "true"]),
        ..Check::DEFAULT
    },
    Check {
        id: "books/deep-nesting",
        basis: Basis::Course,
        rfc: &["8259 §9"],
        stages: Stages::since(4),
        expect: "A book with 30,000 levels gets 201, 400 or 422, and GET / still gets an answer.",
        why: "A parser that calls itself for each level runs out of stack, which ends the program. It may set a limit.",
        hints: &["Some parsers limit the depth, and some let you set a limit."],
        run: |target| {
            let server = target.start()?;
            let arrays = format!(r#"{{"a":{}{}}}"#, "[".repeat(DEEP), "]".repeat(DEEP));
            let objects = r#"{"a":"#.repeat(DEEP / 3);
            let unclosed = "[".repeat(2 * DEEP);
            for book in [arrays, objects, unclosed] {
                add(&server, book)?.expect_status_among(&[201, 400, 422])?;
            }
            server.get("/")?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/other-type",
        basis: Basis::Course,
        rfc: &["9110 §15.5.16"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "POST /books with another Content-Type than application/json gets 415, and nothing is stored.",
        why: "Any web site can make a visitor's browser send a form here as text/plain, but not as application/json.",
        hints: &[
            "curl sends application/x-www-form-urlencoded unless you name another type.",
            "Compare the whole name: other types begin with application/json.",
        ],
        run: |target| {
            let types = [
                "text/plain",
                "application/x-www-form-urlencoded",
                "text/json",
                "application/jsonp",
                "application/json-patch+json",
                "text/plain; a=application/json",
            ];
            let server = target.start_without_past()?;
            for name in types {
                unsupported(&server, &format!("Content-Type: {name}\r\n"))?;
            }
            expect_no_books(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/no-type",
        basis: Basis::Course,
        rfc: &["9110 §8.3"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "POST /books without a Content-Type, or with an empty one, gets 415, and nothing is stored.",
        why: "A server that guesses the type can be tricked into the wrong one.",
        hints: &["Treat a missing header like any other value that is not application/json."],
        run: |target| {
            let server = target.start_without_past()?;
            unsupported(&server, "")?;
            unsupported(&server, "Content-Type:\r\n")?;
            expect_no_books(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/errors-are-json",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "Each error that POST /books answers is application/json with a text under \"error\".",
        why: "The client is a program that reads JSON already. It should not have to read HTML for the errors alone.",
        hints: &["Write one function that makes the error answers for this part of the server."],
        run: |target| {
            let server = target.start()?;
            expect_json_error(add(&server, "[]")?)?;
            expect_json_error(add(&server, "{")?)?;
            expect_json_error(server.post("/books", "{}")?)?;
            expect_json_error(add(&server, format!("{{}}{}", " ".repeat(100_000)))?)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/missing-is-json",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "GET /books/999 gets an error as application/json with a text under \"error\".",
        why: "A client that parses each answer as JSON cannot read a page that was written for people.",
        hints: &["The routes of the books belong together: use one form for all their errors."],
        run: |target| expect_json_error(target.start_without_past()?.get("/books/999")?),
        ..Check::DEFAULT
    },
    Check {
        id: "books/says-where",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "For a body that is not JSON, or not an object, the text under \"error\" names the line and says `column`.",
        why: "A client that learns where the mistake is can find it.",
        hints: &[
            "The error of your parser knows line and column. Pass it on.",
            "Parse into an object from the start: then the parser reports other values, too.",
        ],
        run: |target| {
            let server = target.start()?;
            let wrong = "{\n  \"title\": \"Emma\",\n  \"year\": oops\n}";
            for (book, line) in [(wrong, "line 3"), ("[1, 2]", "line 1")] {
                let message = error_message(&add(&server, book)?.expect_status_among(NO_BOOK)?)?;
                ensure(
                    message.contains(line) && message.contains("column"),
                    format!("expected {line:?} and a column in the error, but got {message:?}"),
                )?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
];

/// Each of these is refused, and none of them is stored.
fn refused(target: &Target, books: &[&str]) -> Result<(), Failure> {
    let server = target.start_without_past()?;
    for book in books {
        add(&server, book)?.expect_status_among(NO_BOOK)?;
    }
    expect_no_books(&server)
}

fn unsupported(server: &Server, headers: &str) -> Result<(), Failure> {
    server.post_with("/books", headers, r#"{"title": "Emma"}"#)?.expect_status(415)?;
    Ok(())
}
