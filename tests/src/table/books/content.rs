//! The content of books, and how it is written out.

use super::{add, expect_no_books, id_of_new};
use crate::requests::request;
use crate::table::bodies::expect_refused_or_silence;
use crate::{Basis, Check, Failure, Need, Response, Stages, ensure};
use serde_json::{Value, json};

/// Checks of the content of books.
pub const CHECKS: &[Check] = &[
    Check {
        id: "books/any-object",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "Any JSON object is stored (201), an empty one too, and GET of it returns the same members and the id.",
        why: "A server that keeps only the fields it knows loses those that its clients add later.",
        hints: &["Store the object as a map from names to values of any kind."],
        run: |target| {
            let server = target.start()?;
            let books = [
                json!({}),
                json!({ "tags": ["a", null, { "b": 1.5 }], "lent": false, "": "", "n": -12 }),
                json!({ "deep": { "er": { "and": [[["deeper"]]] } } }),
            ];
            for book in books {
                let id = id_of_new(&server, &book.to_string())?;
                let came = server.get(&format!("/books/{id}"))?.expect_status(200)?.json()?;
                let wanted = with_id(book, id);
                ensure(came == wanted, format!("expected the book {wanted}, but got {came}"))?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/beyond-ascii",
        basis: Basis::Course,
        rfc: &["9110 §8.6"],
        stages: Stages::since(4),
        expect: "A title beyond ASCII, written out or escaped, comes back in the answer to the POST.",
        why: "If Content-Length counts characters instead of bytes, it cuts off the end of the JSON.",
        hints: &["Encode first, then count."],
        run: |target| {
            let server = target.start()?;
            for title in ["Gödel, Escher, Bach 🎼", r"G\u00f6del, Escher, Bach \ud83c\udfbc"] {
                let response = add(&server, format!(r#"{{"title": "{title}"}}"#))?;
                let book = response.expect_status(201)?.json()?;
                let same = book["title"] == "Gödel, Escher, Bach 🎼";
                ensure(same, format!("the title has changed: {}", book["title"]))?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/indented",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "Books are written in several lines, and each level is indented by two more spaces.",
        why: "People read these answers, with curl and in this book.",
        hints: &["Most JSON libraries can do this: look for `pretty` or `indent`."],
        run: |target| {
            let server = target.start_without_past()?;
            let new = add(&server, r#"{"tags":["a",{"b":1}],"title":"Emma"}"#)?;
            expect_indented(&new.expect_status(201)?)?;
            expect_indented(&server.get("/books")?.expect_status(200)?)?;
            expect_indented(&server.get("/books/1")?.expect_status(200)?)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/type-with-parameter",
        basis: Basis::Course,
        rfc: &["9110 §8.3.1", "8259 §11"],
        stages: Stages::since(4),
        expect: "POST /books answers 201 for the type application/json with a parameter charset, and for any letter case.",
        why: "A type may have parameters, and many clients add this one.",
        hints: &[
            "Compare the part before the first semicolon, without the spaces around it.",
            "Letter case does not matter in a type.",
        ],
        run: |target| {
            let server = target.start()?;
            for name in [
                "application/json; charset=utf-8",
                "application/json;charset=UTF-8",
                "application/json ; charset=utf-8",
                "Application/JSON",
            ] {
                let headers = format!("content-type: {name}\r\n");
                let response = server.post_with("/books", &headers, r#"{"title": "Emma"}"#)?;
                response.expect_status(201)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/cut-off",
        basis: Basis::Course,
        rfc: &["9112 §6.3", "9112 §8"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "A book that is cut off gets an error or no answer, and is not stored, even if the part is a complete JSON object.",
        why: "The part makes sense, but the client wanted to send something else.",
        hints: &[
            "The end of the connection is not the end of the body: compare with Content-Length.",
        ],
        run: |target| {
            let server = target.start_without_past()?;
            let headers = format!("{}Content-Length: 50\r\n", super::JSON);
            let mut client = server.connect()?;
            client.send(request("POST", "/books", &headers, br#"{"title": "Emma"}"#))?;
            expect_refused_or_silence(client.finish()?)?;
            expect_no_books(&server)
        },
        ..Check::DEFAULT
    },
];

fn with_id(mut book: Value, id: u64) -> Value {
    book["id"] = id.into();
    book
}

/// After a line that ends in an opening bracket, lines are indented by two more spaces.
fn expect_indented(response: &Response) -> Result<(), Failure> {
    let text = String::from_utf8_lossy(&response.body);
    let mut depth = 0_usize;
    for line in text.lines() {
        let content = line.trim_start();
        depth = depth.saturating_sub(usize::from(content.starts_with(['}', ']'])));
        ensure(
            line.len() - content.len() == 2 * depth,
            format!("expected {} spaces at the beginning of the line {line:?}", 2 * depth),
        )?;
        depth += usize::from(content.ends_with(['{', '[']));
    }
    ensure(text.lines().count() > 5, "expected a line for each member")
}
