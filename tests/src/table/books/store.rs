//! Books that are added, listed and found.

use super::{JSON, add, id_of_new, list};
use crate::table::files::location;
use crate::{Basis, Check, Need, Stages, ensure};
use serde_json::json;

/// Checks of valid books.
pub const CHECKS: &[Check] = &[
    Check {
        id: "books/add",
        basis: Basis::Course,
        rfc: &["9110 §9.3.3", "9110 §15.3.2"],
        stages: Stages::since(4),
        expect: "POST /books answers 201 with Location: /books/ID, and with the book and its id as application/json.",
        why: "The client learns where its book is, and what the server has stored.",
        hints: &["Parse the body, put the id into the object, and write the object out again."],
        run: |target| {
            let server = target.start()?;
            let response = add(&server, r#"{"title": "Emma", "year": 1815}"#)?
                .expect_status(201)?
                .expect_type("application/json")?;
            let book = response.json()?;
            let id = book["id"].clone();
            ensure(id.is_u64(), format!("expected an integer as the id, but got {id}"))?;
            let location = location(&response)?;
            let is_its = location == format!("/books/{id}");
            ensure(is_its, format!("expected the Location /books/{id}, but got {location}"))?;
            let wanted = json!({ "title": "Emma", "year": 1815, "id": id });
            ensure(book == wanted, format!("expected the book {wanted}, but got {book}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/ids-grow",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "Five equal books, added one after the other, get five ids, each greater than the one before.",
        why: "If two books get the same id, one of them cannot be found.",
        hints: &["Count. A hash of the book or the time of day can be the same twice."],
        run: |target| {
            let server = target.start()?;
            let book = r#"{"title": "Emma"}"#;
            let ids = (0..5).map(|_| id_of_new(&server, book)).collect::<Result<Vec<_>, _>>()?;
            ensure(
                ids.is_sorted_by(|earlier, later| earlier < later),
                format!("expected ids that grow, but got {ids:?}"),
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/id-of-the-client",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "If a new book contains an id, of whatever type, the server replaces it by its own.",
        why: "A client that can choose the id can replace somebody else's book.",
        hints: &["Set the id after parsing, and overwrite any other one, whatever its type."],
        run: |target| {
            let server = target.start_without_past()?;
            let first = id_of_new(&server, r#"{"id": 999, "title": "Emma"}"#)?;
            let second = id_of_new(&server, r#"{"id": "x", "title": "Persuasion"}"#)?;
            ensure(first < second && second < 999, format!("the ids are {first} and {second}"))?;
            server.get("/books/999")?.expect_status(404)?;
            let book = server.get(&format!("/books/{second}"))?.expect_status(200)?.json()?;
            let wanted = json!({ "id": second, "title": "Persuasion" });
            ensure(book == wanted, format!("expected the book {wanted}, but got {book}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/list-empty",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "Before the first book, GET /books answers 200 with an empty JSON array.",
        why: "An empty list is a list. A program that loops over it needs no special case.",
        hints: &["Neither 404 nor null: `[]`."],
        run: |target| {
            let books = list(&target.start_without_past()?)?;
            ensure(books.is_empty(), format!("expected no books, but got {books:?}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/list",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "GET /books answers 200 with an array of all books, each with its id, as application/json.",
        why: "Without the list, nobody could find a book whose id was forgotten.",
        hints: &["Store the books with their ids. Then you only have to write out the list."],
        run: |target| {
            let server = target.start_without_past()?;
            let titles = ["Emma", "Persuasion", "Sanditon"];
            let mut wanted = Vec::new();
            for title in titles {
                let book = json!({ "title": title });
                let id = id_of_new(&server, &book.to_string())?;
                wanted.push(json!({ "id": id, "title": title }));
            }
            let mut books = list(&server)?;
            books.sort_by_key(|book| book["id"].as_u64());
            ensure(books == wanted, format!("expected the books {wanted:?}, but got {books:?}"))?;
            server.get("/books")?.expect_type("application/json")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/one",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "GET of the Location in the answer to a POST answers 200 with exactly the same body.",
        why: "The first answer shows the stored book. If the two differ, one of them is wrong.",
        hints: &["The number at the end of the path is the id."],
        run: |target| {
            let server = target.start()?;
            id_of_new(&server, r#"{"title": "Emma"}"#)?;
            let new = add(&server, r#"{"title": "Persuasion"}"#)?.expect_status(201)?;
            server.get(&location(&new)?)?.expect_status(200)?.expect_body(&new.body)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/missing",
        basis: Basis::Course,
        rfc: &["9110 §15.5.5"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "GET of an id that no book has gets 404. If the id is not a number, 400 is allowed too.",
        why: "A client can write anything after the slash, and none of it may crash the server.",
        hints: &[
            "If the text is not a number, there is no such book.",
            "An index calculated from an id can be out of range on both sides: 0 - 1 is not an index.",
        ],
        run: |target| {
            let server = target.start_without_past()?;
            server.get("/books/1")?.expect_status(404)?;
            let id = id_of_new(&server, r#"{"title": "Emma"}"#)?;
            server.get(&format!("/books/{}", id + 1))?.expect_status(404)?;
            server.get("/books/0")?.expect_status(404)?;
            let huge = "9".repeat(30);
            for id in ["-1", "+1", "1.0", "emma", &huge, "18446744073709551615"] {
                server.get(&format!("/books/{id}"))?.expect_status_among(&[400, 404])?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/head",
        basis: Basis::Must,
        rfc: &["9110 §9.3.2", "9110 §8.6"],
        stages: Stages::since(4),
        expect: "HEAD of the list and of a book has the status of the GET and no body. Content-Type and Content-Length are those of the GET, if both answers have them.",
        why: "Each path that answers GET should answer HEAD in the same way.",
        hints: &["Leave out the body in the one place where answers are written."],
        run: |target| {
            let server = target.start()?;
            let new = add(&server, r#"{"title": "Emma"}"#)?;
            // A server without books has the same status for both methods, too.
            let book = location(&new).unwrap_or("/books/1".to_string());
            for path in ["/books", &book] {
                let get = server.get(path)?;
                server.head(path)?.expect_head_of(&get)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/other-methods",
        basis: Basis::Course,
        rfc: &["9110 §15.5.6"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "DELETE /books gets 405, and Allow lists GET, HEAD and POST. PUT and POST to a book get 405, and Allow lists GET and HEAD. The book stays.",
        why: "A client that learns which methods there are need not guess.",
        hints: &["The list and a single book are two routes with two sets of methods."],
        run: |target| {
            let server = target.start_without_past()?;
            let id = id_of_new(&server, r#"{"title": "Emma"}"#)?;
            let response = server.method("DELETE", "/books")?.expect_status(405)?;
            response.expect_listed("Allow", &["GET", "HEAD", "POST"])?;
            let path = format!("/books/{id}");
            for response in [server.method("PUT", &path)?, server.post_with(&path, JSON, "{}")?] {
                response.expect_status(405)?.expect_listed("Allow", &["GET", "HEAD"])?;
            }
            ensure(list(&server)?.len() == 1, "expected exactly the one book that was added")
        },
        ..Check::DEFAULT
    },
];
