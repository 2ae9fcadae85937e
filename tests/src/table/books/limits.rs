//! How much the shelf takes: one book, and all books together.

use super::{JSON, add, error_message, expect_no_books, id_of_new, list};
use crate::requests::request;
use crate::{Basis, Check, Failure, Need, Response, Server, Stages, Target, ensure, in_parallel};

/// The longest body of a `POST /books`, in bytes.
const MAX_BOOK: usize = 64 * 1024;

/// 32 books of 32 KiB fill the shelf of 1 MiB to the last byte.
const BOOK: usize = 32 * 1024;
const BOOKS: usize = 32;

/// Room that a check leaves on the shelf, in bytes.
const ROOM: usize = 200;

/// Clients that add books at the same time, and the books that each of them sends.
const CLIENTS: usize = 8;
const BOOKS_EACH: usize = 8;

/// Checks of the two limits.
pub const CHECKS: &[Check] = &[
    Check {
        id: "books/largest",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "A book of exactly 64 KiB is stored.",
        why: "A limit that is off by one refuses a book that it promised to take.",
        hints: &["The limit is the last length that is allowed: refuse only longer books."],
        run: |target| {
            let server = target.start_without_past()?;
            let id = id_of_new(&server, &book_of(MAX_BOOK))?;
            let book = server.get(&format!("/books/{id}"))?.expect_status(200)?.json()?;
            let length = book["text"].as_str().unwrap_or_default().len() + book_of(0).len();
            ensure(length == MAX_BOOK, format!("of {MAX_BOOK} bytes, {length} came back"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/too-large",
        basis: Basis::Must,
        rfc: &["9110 §15.5.14"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "A longer book is refused with 413 and a JSON error, and it is not stored.",
        why: "Books stay in memory as long as the server runs. Without a limit, a few clients can fill it.",
        hints: &[
            "A file of 16 MiB goes to the disk. A book does not, so it needs a lower limit.",
            "Check the length of the body before you parse it.",
        ],
        run: |target| {
            let server = target.start_without_past()?;
            error_message(&add(&server, book_of(MAX_BOOK + 1))?.expect_status(413)?)?;
            let body = book_of(1024 * 1024);
            let headers = format!("{JSON}Content-Length: {}\r\n", body.len());
            let bytes = request("POST", "/books", &headers, body.as_bytes());
            error_message(&server.connect()?.send_and_read(bytes)?.expect_status(413)?)?;
            expect_no_books(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/too-large-in-chunks",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        needs: &[Need::Fresh],
        expect: "A book that arrives in chunks has the same limit.",
        why: "A body in chunks has no Content-Length, so a limit on that header does not apply to it.",
        hints: &["Measure the body that has arrived, not the length that was announced."],
        run: |target| {
            let server = target.start_without_past()?;
            add_in_chunks(&server, &book_of(BOOK))?.expect_status(201)?;
            let refused = add_in_chunks(&server, &book_of(MAX_BOOK + 1))?.expect_status(413)?;
            error_message(&refused)?;
            expect_count(&server, 1)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/shelf-full",
        basis: Basis::Must,
        rfc: &["9110 §15.6.4"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "The shelf takes books of 1 MiB in all. The next one is refused with 503 and a JSON error, and the books on the shelf can still be read.",
        why: "Small books fill the memory too, if there is no limit on all of them. The client did nothing wrong, so the status is a 5xx.",
        hints: &[
            "Keep the sum of the bodies' lengths next to the books.",
            "Adding the new length to the sum must not exceed 1 MiB: equal is still allowed.",
        ],
        run: shelf_full,
        ..Check::DEFAULT
    },
    Check {
        id: "books/refused-take-no-room",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "A book that is refused takes no room on the shelf: a smaller one still fits.",
        why: "If refused books counted, a client could close the shelf for everybody with requests that store nothing.",
        hints: &["Add to the sum in the same place where you add the book, and nowhere else."],
        run: refused_take_no_room,
        ..Check::DEFAULT
    },
    Check {
        id: "books/shelf-full-at-once",
        basis: Basis::Course,
        stages: Stages::since(5),
        needs: &[Need::Fresh],
        expect: "The limit of the shelf holds when many clients add books at the same time.",
        why: "Two threads that both see room for the last book, and both add one, exceed the limit.",
        hints: &["Test for room and add the book while you hold the same lock."],
        run: shelf_full_at_once,
        ..Check::DEFAULT
    },
];

/// A good book whose JSON has `length` bytes, or as few as possible.
fn book_of(length: usize) -> String {
    let frame = r#"{"text":""}"#.len();
    format!(r#"{{"text":"{}"}}"#, "a".repeat(length.saturating_sub(frame)))
}

/// Sends a book as one chunk.
fn add_in_chunks(server: &Server, book: &str) -> Result<Response, Failure> {
    let headers = format!("{JSON}Transfer-Encoding: chunked\r\n");
    let body = format!("{:x}\r\n{book}\r\n0\r\n\r\n", book.len());
    server.exchange(request("POST", "/books", &headers, body.as_bytes()))
}

fn expect_count(server: &Server, wanted: usize) -> Result<(), Failure> {
    let count = list(server)?.len();
    ensure(count == wanted, format!("expected {wanted} books in the list, but got {count}"))
}

fn shelf_full(target: &Target) -> Result<(), Failure> {
    let server = target.start_without_past()?;
    let first = id_of_new(&server, &book_of(BOOK))?;
    for _ in 1..BOOKS {
        add(&server, book_of(BOOK))?.expect_status(201)?;
    }
    for book in [book_of(BOOK), "{}".to_string()] {
        error_message(&add(&server, book)?.expect_status(503)?)?;
    }
    expect_count(&server, BOOKS)?;
    server.get(&format!("/books/{first}"))?.expect_status(200)?;
    Ok(())
}

fn refused_take_no_room(target: &Target) -> Result<(), Failure> {
    let server = target.start_without_past()?;
    for _ in 0..=BOOKS {
        add(&server, "[".repeat(BOOK))?.expect_status(400)?;
    }
    for _ in 1..BOOKS {
        add(&server, book_of(BOOK))?.expect_status(201)?;
    }
    add(&server, book_of(BOOK - ROOM))?.expect_status(201)?;
    add(&server, book_of(ROOM + 1))?.expect_status(503)?;
    add(&server, book_of(ROOM))?.expect_status(201)?;
    expect_count(&server, BOOKS + 1)
}

fn shelf_full_at_once(target: &Target) -> Result<(), Failure> {
    let server = target.start_without_past()?;
    let added = in_parallel(CLIENTS, |_| {
        let books = (0..BOOKS_EACH).map(|_| add(&server, book_of(BOOK)));
        books.collect::<Result<Vec<_>, _>>()
    })?;
    for response in added.into_iter().flatten() {
        response.expect_status_among(&[201, 503])?;
    }
    expect_count(&server, BOOKS)
}
