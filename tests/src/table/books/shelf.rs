//! Books that are added, listed and found.

use super::{JSON, add, id_of_new, list};
use crate::{Basis, Check, Failure, Need, Stages, ensure};
use serde_json::json;

/// Checks of books that are good.
pub const CHECKS: &[Check] = &[
    Check {
        id: "books/add",
        basis: Basis::Must,
        rfc: &["9110 §15.3.2"],
        stages: Stages::since(4),
        expect: "POST /books answers 201 with the Location of the new book, and with the book as it is now, its id in it.",
        why: "The client learns where its book is and what the server made of it.",
        hints: &["Parse the body, put the id into the object, and write the object out again."],
        run: |target| {
            let server = target.start()?;
            let response = add(&server, r#"{"title": "Emma", "year": 1815}"#)?
                .expect_status(201)?
                .expect_header("Content-Type", "application/json")?;
            let book = response.json()?;
            let id = book["id"].clone();
            ensure(id.is_u64(), format!("expected an integer as the id, but got {id}"))?;
            response.expect_header("Location", &format!("/books/{id}"))?;
            let wanted = json!({ "title": "Emma", "year": 1815, "id": id });
            ensure(book == wanted, format!("expected the book {wanted}, but got {book}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/ids-grow",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "Each new book has a greater id than those before it, also where two books are equal.",
        why: "An id that is given twice leads two people to one book.",
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
        expect: "An id that the client sends along is overwritten.",
        why: "Who may choose the id may take the place of somebody else's book.",
        hints: &["Put your id in after parsing, in the place of any other, whatever its type."],
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
        expect: "Before the first book, the list is an empty JSON array.",
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
        expect: "GET /books lists all books, each with its id.",
        why: "The list is the only way to find a book whose id nobody remembers.",
        hints: &["Keep the books with their ids; the list is then all there is to write."],
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
            ensure(books == wanted, format!("expected the books {wanted:?}, but got {books:?}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/one",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "GET of the Location of a book gives exactly what the answer to its POST gave.",
        why: "What was answered is what is stored, or one of the two is wrong.",
        hints: &["The number at the end of the path is the id."],
        run: |target| {
            let server = target.start()?;
            id_of_new(&server, r#"{"title": "Emma"}"#)?;
            let new = add(&server, r#"{"title": "Persuasion"}"#)?.expect_status(201)?;
            let location = new.header("Location").unwrap_or_default();
            server
                .get(&location)?
                .expect_status(200)?
                .expect_header("Content-Type", "application/json")?
                .expect_body(&new.body)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/missing",
        basis: Basis::Must,
        rfc: &["9110 §15.5.5"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "An id that no book has is 404, be it a number or not.",
        why: "What follows the slash can be anything: no part of it is worth a crash.",
        hints: &[
            "Where the text is no number, there is no such book either.",
            "An index made of an id can be out of range on both sides: 0 - 1 is no index.",
        ],
        run: |target| {
            let server = target.start_without_past()?;
            server.get("/books/1")?.expect_status(404)?;
            let id = id_of_new(&server, r#"{"title": "Emma"}"#)?;
            let next = (id + 1).to_string();
            let huge = "9".repeat(30);
            for id in [&next, "0", "-1", "+1", "1.0", "emma", "", &huge, "18446744073709551615"] {
                server.get(&format!("/books/{id}"))?.expect_status(404)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/head",
        basis: Basis::Must,
        rfc: &["9110 §9.3.2"],
        stages: Stages::since(4),
        expect: "HEAD of the list and of a book answers with the head that GET has, and no body.",
        why: "HEAD works wherever GET does.",
        hints: &["Leave the body out in the one place where answers are written."],
        run: |target| {
            let server = target.start()?;
            let id = id_of_new(&server, r#"{"title": "Emma"}"#)?;
            for target in ["/books".to_string(), format!("/books/{id}")] {
                let (get, head) = (server.get(&target)?.expect_status(200)?, server.head(&target)?);
                same_head(&get.head_without_date(), &head.head_without_date())?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/other-methods",
        basis: Basis::Must,
        rfc: &["9110 §15.5.6"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "DELETE of the list and POST to a book are refused with 405, and Allow says what is possible.",
        why: "Who is told which methods there are need not guess.",
        hints: &["The list and a single book are two routes with two sets of methods."],
        run: |target| {
            let server = target.start_without_past()?;
            let id = id_of_new(&server, r#"{"title": "Emma"}"#)?;
            let response = server.method("DELETE", "/books")?.expect_status(405)?;
            response.expect_listed("Allow", &["GET", "HEAD", "POST"])?;
            let target = format!("/books/{id}");
            for response in [server.method("PUT", &target)?, server.post_with(&target, JSON, "{}")?]
            {
                response.expect_status(405)?.expect_listed("Allow", &["GET", "HEAD"])?;
            }
            ensure(list(&server)?.len() == 1, "the book has not survived, or is no longer alone")
        },
        ..Check::DEFAULT
    },
];

fn same_head(get: &str, head: &str) -> Result<(), Failure> {
    ensure(get == head, "the head of the answer to HEAD is not that of the answer to GET")
}
