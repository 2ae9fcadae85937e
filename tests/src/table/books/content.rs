//! What a book may be made of, and how it is written out.

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
        expect: "A book is any JSON object: whatever is in it comes back, nested or null, and an empty one is good too.",
        why: "A server that keeps only the fields it knows loses those that its clients have added since.",
        hints: &["Keep the object as a map from names to values of any kind."],
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
        basis: Basis::Must,
        rfc: &["9110 §8.6"],
        stages: Stages::since(4),
        expect: "Letters beyond ASCII survive, written out or escaped, and Content-Length counts their bytes.",
        why: "A length counted in characters cuts off the end of the body: no JSON is left.",
        hints: &["Encode first, then count."],
        run: |target| {
            let server = target.start()?;
            for title in ["Gödel, Escher, Bach 🎼", r"G\u00f6del, Escher, Bach \ud83c\udfbc"] {
                let response = add(&server, format!(r#"{{"title": "{title}"}}"#))?;
                let book = response.expect_status(201)?.json()?;
                let same = book["title"] == "Gödel, Escher, Bach 🎼";
                ensure(same, format!("the title is another one: {}", book["title"]))?;
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
        expect: "Books are written over several lines, each level two spaces further to the right.",
        why: "People read these answers, with curl and in chapters.",
        hints: &["Libraries for JSON have a second way to write: look for `pretty` or `indent`."],
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
        basis: Basis::Must,
        rfc: &["9110 §8.3.1"],
        stages: Stages::since(4),
        expect: "The type application/json; charset=utf-8 is JSON too, in any case of letters.",
        why: "A type may have parameters, and many clients add this one.",
        hints: &[
            "Compare what stands before the first semicolon, without the spaces around it.",
            "The case of letters does not matter in a type.",
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
        basis: Basis::Must,
        rfc: &["9112 §8"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "A book that is cut off midway is not stored, even where the part is a book by itself.",
        why: "That the part makes sense does not make it what the client wanted to say.",
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

/// After an opening bracket at the end of a line, lines begin two spaces further to the right.
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
