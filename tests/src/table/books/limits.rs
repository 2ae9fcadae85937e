//! How much the server stores: one book, and all books together.

use super::{JSON, NO_BOOK, add, expect_no_books, id_of_new, list};
use crate::requests::request;
use crate::{Basis, Check, Failure, Need, Response, Server, Stages, Target, ensure, in_parallel};

/// The longest body of a `POST /books`, in bytes.
const MAX_BOOK: usize = 64 * 1024;

/// 32 books of 32 KiB have exactly 1 MiB, the limit for all books together.
const BOOK: usize = 32 * 1024;
const BOOKS: usize = 32;

/// Room that a check leaves below the limit, in bytes.
const ROOM: usize = 200;

/// The number of clients that add books at the same time, and of the books that each of them sends.
const CLIENTS: usize = 8;
const BOOKS_EACH: usize = 8;

/// Checks of the two limits.
pub const CHECKS: &[Check] = &[
    Check {
        id: "books/largest",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "A book of exactly 64 KiB gets 201, and GET of it returns all of its text.",
        why: "A limit that is off by one refuses a book that it should accept.",
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
        basis: Basis::Course,
        rfc: &["9110 §15.5.14"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "A book of 64 KiB and one byte gets 413, and so does one of 1 MiB. Nothing is stored.",
        why: "Books stay in memory as long as the server runs. Without a limit, a few clients can fill it.",
        hints: &[
            "A file of 16 MiB is on the disk, but a book is in memory. So it needs a lower limit.",
            "Check the length of the body before you parse it.",
        ],
        run: |target| {
            let server = target.start_without_past()?;
            add(&server, book_of(MAX_BOOK + 1))?.expect_status(413)?;
            let body = book_of(1024 * 1024);
            let headers = format!("{JSON}Content-Length: {}\r\n", body.len());
            let bytes = request("POST", "/books", &headers, body.as_bytes());
            server.connect()?.send_and_read(bytes)?.expect_status(413)?;
            expect_no_books(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/too-large-in-chunks",
        basis: Basis::Course,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        needs: &[Need::Fresh],
        expect: "A book of 32 KiB in chunks gets 201, and one of 64 KiB and one byte gets 413 and is not stored.",
        why: "A body in chunks has no Content-Length, so a limit on that header does not apply to it.",
        hints: &["Measure the body that has arrived, not the length that was announced."],
        run: |target| {
            let server = target.start_without_past()?;
            add_in_chunks(&server, &book_of(BOOK))?.expect_status(201)?;
            add_in_chunks(&server, &book_of(MAX_BOOK + 1))?.expect_status(413)?;
            expect_count(&server, 1)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "books/shelf-full",
        basis: Basis::Course,
        rfc: &["9110 §15.6.4"],
        stages: Stages::since(4),
        needs: &[Need::Fresh],
        expect: "Books of exactly 1 MiB in all get 201. The next ones get 503, and the stored books can still be read.",
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
        expect: "Books that are refused (400 or 503) take no room: after them, books of exactly 1 MiB in all still get 201.",
        why: "If refused books counted, one client could use up the limit for everyone with requests that store nothing.",
        hints: &["Add to the sum only where you add the book."],
        run: refused_take_no_room,
        ..Check::DEFAULT
    },
    Check {
        id: "books/shelf-full-at-once",
        basis: Basis::Course,
        stages: Stages::since(5),
        needs: &[Need::Fresh],
        expect: "If eight clients add books of 2 MiB in all at the same time, exactly 1 MiB is stored: each gets 201 or 503, and the list has 32 books.",
        why: "If two threads both see room for the last book and both add one, they exceed the limit.",
        hints: &["Check for room and add the book while you hold the same lock."],
        run: shelf_full_at_once,
        ..Check::DEFAULT
    },
];

/// A valid book whose JSON has `length` bytes, or as few as possible.
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
        add(&server, book)?.expect_status(503)?;
    }
    expect_count(&server, BOOKS)?;
    server.get(&format!("/books/{first}"))?.expect_status(200)?;
    Ok(())
}

fn refused_take_no_room(target: &Target) -> Result<(), Failure> {
    let server = target.start_without_past()?;
    for _ in 0..=BOOKS {
        add(&server, "[".repeat(BOOK))?.expect_status_among(NO_BOOK)?;
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
