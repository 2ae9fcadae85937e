//! What a book may be made of, and how it is written out.

use super::{add, expect_no_books, id_of_new};
use crate::checks::bodies::expect_refused_or_silence;
use crate::requests::request;
use crate::{Check, Failure, Response, Stages, ensure};
use serde_json::{Value, json};

/// Checks of the content of books.
pub const CHECKS: &[Check] = &[
    Check {
        id: "books/any-object",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "A book is any JSON object: whatever is in it comes back, nested or null, and an empty one is good too.",
        curl: "curl -i -H 'Content-Type: application/json' --data '{\"tags\": [\"a\", null, {\"b\": 1.5}], \"lent\": false}' {url}/books",
        why: "A server that keeps only the fields it knows loses those that its clients have added since.",
        hints: &["Keep the object as a map from names to values of any kind."],
        run: |subject| {
            let server = subject.start()?;
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
    },
    Check {
        id: "books/beyond-ascii",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "Letters beyond ASCII survive, written out or escaped, and Content-Length counts their bytes.",
        curl: "curl -i -H 'Content-Type: application/json' --data '{\"title\": \"Gödel, Escher, Bach 🎼\"}' {url}/books",
        why: "A length counted in characters cuts off the end of the body: no JSON is left (RFC 9110 §8.6).",
        hints: &["Encode first, then count."],
        run: |subject| {
            let server = subject.start()?;
            for title in ["Gödel, Escher, Bach 🎼", r"G\u00f6del, Escher, Bach \ud83c\udfbc"] {
                let response = add(&server, format!(r#"{{"title": "{title}"}}"#))?;
                let book = response.expect_status(201)?.json()?;
                let same = book["title"] == "Gödel, Escher, Bach 🎼";
                ensure(same, format!("the title is another one: {}", book["title"]))?;
            }
            Ok(())
        },
    },
    Check {
        id: "books/indented",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "Books are written over several lines, each level two spaces further to the right.",
        curl: "curl -s -H 'Content-Type: application/json' --data '{\"tags\": [\"a\", {\"b\": 1}]}' {url}/books; curl -s {url}/books",
        why: "People read these answers, with curl and in chapters.",
        hints: &["Libraries for JSON have a second way to write: look for `pretty` or `indent`."],
        run: |subject| {
            let server = subject.start_without_past()?;
            let new = add(&server, r#"{"tags":["a",{"b":1}],"title":"Emma"}"#)?;
            expect_indented(&new.expect_status(201)?)?;
            expect_indented(&server.get("/books")?.expect_status(200)?)?;
            expect_indented(&server.get("/books/1")?.expect_status(200)?)
        },
    },
    Check {
        id: "books/type-with-parameter",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "The type application/json; charset=utf-8 is JSON too, in any case of letters.",
        curl: "curl -i -H 'Content-Type: application/json; charset=utf-8' --data '{\"title\": \"Emma\"}' {url}/books",
        why: "A type may have parameters, and many clients add this one (RFC 9110 §8.3.1).",
        hints: &[
            "Compare what stands before the first semicolon, without the spaces around it.",
            "The case of letters does not matter in a type.",
        ],
        run: |subject| {
            let server = subject.start()?;
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
    },
    Check {
        id: "books/cut-off",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "A book that is cut off midway is not stored, even where the part is a book by itself.",
        curl: "printf 'POST /books HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Type: application/json\\r\\nContent-Length: 50\\r\\n\\r\\n{\"title\": \"Emma\"}' | nc -N {host} {port}; curl -i {url}/books",
        why: "That the part makes sense does not make it what the client wanted to say (RFC 9112 §8).",
        hints: &[
            "The end of the connection is not the end of the body: compare with Content-Length.",
        ],
        run: |subject| {
            let server = subject.start_without_past()?;
            let headers = format!("{}Content-Length: 50\r\n", super::JSON);
            let mut client = server.connect()?;
            client.send(request("POST", "/books", &headers, br#"{"title": "Emma"}"#))?;
            expect_refused_or_silence(client.finish()?)?;
            expect_no_books(&server)
        },
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
