//! Books that are none.

use super::{add, error_message, expect_no_books};
use crate::{Basis, Check, Failure, Need, Server, Stages, Target, ensure};

/// More levels than any book needs, and enough to exhaust a stack. Each takes two bytes of a book,
/// which has 64 KiB.
const DEEP: usize = 30_000;

/// Checks of books that are refused.
pub const CHECKS: &[Check] = &[
    Check {
        id: "books/not-json",
        basis: Basis::Must,
        rfc: &["9110 §15.5"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "What is not JSON is refused with 400, and a JSON object says under \"error\" in which line and column.",
        why: "A client that is told where the mistake is can find it.",
        hints: &["The error of your parser knows line and column. Pass it on."],
        run: |target| {
            let server = target.start_without_past()?;
            let response = add(&server, "{\n  \"title\": \"Emma\",\n  \"year\": oops\n}")?;
            let message = error_message(&response.expect_status(400)?)?;
            ensure(
                message.contains("line 3") && message.contains("column"),
                format!("expected \"line 3\" and a column in the error, but got {message:?}"),
            )?;
            expect_no_books(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/not-quite-json",
        basis: Basis::Must,
        rfc: &["8259 §2"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "What is nearly JSON is not JSON: nothing at all, a half, single quotes, a comma too many, something behind the end, NaN.",
        why: "A parser that is generous here stores what the next one cannot read.",
        hints: &[
            "Look for the strict mode of your parser, and make sure that it reads to the end.",
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
        basis: Basis::Must,
        rfc: &["8259 §8.1"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "A book that is not UTF-8 is refused with 400.",
        why: "JSON between programs is UTF-8. Nobody can repair a title that is not.",
        hints: &[
            "Give the parser bytes, or check them before. Do not replace what is wrong in them.",
        ],
        run: |target| {
            let server = target.start_without_past()?;
            for book in [b"{\"title\": \"\xff\"}".as_slice(), b"\xff\xfe{\0}\0"] {
                error_message(&add(&server, book)?.expect_status(400)?)?;
            }
            expect_no_books(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/not-an-object",
        basis: Basis::Must,
        rfc: &["8259 §2"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "JSON that is not an object is refused with 400: an array, a string, a number, null.",
        why: "All of these are JSON, and none has a place for an id.",
        hints: &["Ask what the parser found before you put something into it."],
        run: |target| refused(target, &["[1, 2]", "[{}]", r#""Emma""#, "1815", "null", "true"]),
        ..Check::DEFAULT
    },
    Check {
        id: "books/says-where",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "Where the JSON is no object, the error names line and column too.",
        why: "All errors in one form are easier to read, for people and for programs.",
        hints: &["Parse into an object from the start: then it is the parser that complains."],
        run: |target| {
            let server = target.start()?;
            let message = error_message(&add(&server, "[1, 2]")?.expect_status(400)?)?;
            ensure(
                message.contains("line 1") && message.contains("column"),
                format!("expected \"line 1\" and a column in the error, but got {message:?}"),
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/deep-nesting",
        basis: Basis::Must,
        rfc: &["8259 §9"],
        stages: Stages::since(4),
        expect: "A book with 30,000 levels is answered, usually with 400, and the server keeps running.",
        why: "A parser that calls itself for each level runs out of stack, and that ends the program. It may set a limit.",
        hints: &["Some parsers have a limit for the depth, and some let you set one."],
        run: |target| {
            let server = target.start()?;
            let arrays = format!(r#"{{"a":{}{}}}"#, "[".repeat(DEEP), "]".repeat(DEEP));
            let objects = r#"{"a":"#.repeat(DEEP / 3);
            let unclosed = "[".repeat(2 * DEEP);
            for book in [arrays, objects, unclosed] {
                add(&server, book)?.expect_status_among(&[201, 400])?;
            }
            server.get("/echo/hello")?.expect_status(200)?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/other-type",
        basis: Basis::Must,
        rfc: &["9110 §15.5.16"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "A book that is sent as something else than application/json is refused with 415.",
        why: "A form on any web site can send text/plain here from a visitor's browser, but not application/json.",
        hints: &[
            "curl says application/x-www-form-urlencoded where it is not told otherwise.",
            "Compare the whole name: application/json is the beginning of others.",
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
        basis: Basis::Must,
        rfc: &["9110 §8.3"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "A book without a Content-Type is refused with 415, and so is one with an empty one.",
        why: "To guess the type is to be talked into the wrong one.",
        hints: &["No header is one more value that is not application/json."],
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
        expect: "Whatever is wrong with a new book, the answer is JSON with an \"error\" in it.",
        why: "The client is a program. It reads JSON already, and would have to learn HTML for the errors alone.",
        hints: &["Give this part of the server an answer of its own for errors."],
        run: |target| {
            let server = target.start()?;
            error_message(&add(&server, "[]")?.expect_status(400)?)?;
            error_message(&server.post("/books", "{}")?.expect_status(415)?)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/missing-is-json",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "That a book is missing is said in JSON too, with an \"error\" in it.",
        why: "A client that parses each answer as JSON trips over a page that people are meant to read.",
        hints: &["The routes of the books are one family: give all their errors the same form."],
        run: |target| {
            let response = target.start_without_past()?.get("/books/999")?.expect_status(404)?;
            error_message(&response)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];

/// Each of these is refused with a reason, and none of them is stored.
fn refused(target: &Target, books: &[&str]) -> Result<(), Failure> {
    let server = target.start_without_past()?;
    for book in books {
        error_message(&add(&server, book)?.expect_status(400)?)?;
    }
    expect_no_books(&server)
}

fn unsupported(server: &Server, headers: &str) -> Result<(), Failure> {
    server.post_with("/books", headers, r#"{"title": "Emma"}"#)?.expect_status(415)?;
    Ok(())
}
