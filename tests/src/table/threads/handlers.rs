//! Handlers that run at the same time, and what they share.

use super::{AT_ONCE, start};
use crate::requests::request;
use crate::table::ATTEMPTS;
use crate::{
    Basis, Check, Failure, FailureKind, Need, Response, Server, Stages, Target, ensure, in_parallel,
};
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// While others wait, a server may close a connection that is silent for so long.
const IDLE: Duration = Duration::from_millis(100);

/// Checks of handlers.
pub const CHECKS: &[Check] = &[
    Check {
        id: "threads/slow-handler",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--workers")],
        expect: "While the handler of one request takes ten seconds, another client gets 200, and the first one has no answer by then.",
        why: "A report that takes a minute to compute must not take the whole site down for that minute.",
        hints: &[
            "`thread::sleep` stops the thread that calls it. Which one is that?",
            "If a lock is held while a handler runs, the handlers take turns.",
        ],
        run: |target| {
            let server = start(target)?;
            let mut sleeper = server.begin("/sleep/10000")?;
            server.get("/echo/a")?.expect_status(200)?;
            ensure(!sleeper.has_something_to_read()?, "the quick request waited for the slow one")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "threads/sleeps-overlap",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--workers")],
        expect: "Eight requests that sleep for 300 ms, all at once, take less than four times as long as one.",
        why: "That is what threads are for: while one waits, the others can work.",
        hints: &[
            "One after the other, they would take 2.4 s. Look for the place that only one thread can pass at a time.",
        ],
        run: |target| {
            let server = start(target)?;
            let one = time_of_sleeps(&server, 1)?;
            let eight = time_of_sleeps(&server, AT_ONCE)?;
            ensure(
                eight < 4.0 * one,
                format!("one sleep takes {one:.2} s, and {AT_ONCE} at once take {eight:.2} s"),
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "threads/parallel-books",
        basis: Basis::Course,
        stages: Stages::since(5),
        expect: "100 books that are posted at the same time get 100 different ids, and GET /books lists each of them with its id and title.",
        why: "If two threads both count the books and both add one after that, they give out the same id twice. Such a race shows rarely, and only under load.",
        hints: &[
            "Find the next id and store the book under one lock, not under two.",
            "`Mutex` gives the data to one thread at a time. Lock it once for the whole change.",
        ],
        run: keeps_all_books,
        ..Check::DEFAULT
    },
    Check {
        id: "threads/panic-is-alone",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Unmet],
        needs: &[Need::Option("--workers")],
        expect: "While five handlers panic, a request that runs meanwhile gets 200, and so does a later one. The server is still running.",
        why: "A mistake in one handler should cost one answer. In a server with one thread, it ends the server.",
        hints: &[
            "A panic unwinds its own thread and drops what that thread owns, the connection too.",
            "What else could end with it? Look for `unwrap` on a lock or on a `join`.",
        ],
        run: |target| {
            let server = start(target)?;
            let mut sleeper = server.begin("/sleep/500")?;
            for _ in 0..5 {
                server.begin("/panic")?.expect_gone()?;
            }
            server.get("/books")?.expect_status(200)?;
            sleeper.read_response()?.expect_status(200)?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
];

/// In seconds.
fn time_of_sleeps(server: &Server, count: usize) -> Result<f64, Failure> {
    let begin = Instant::now();
    in_parallel(count, |_| server.get("/sleep/300")?.expect_status(200))?;
    Ok(begin.elapsed().as_secs_f64())
}

fn keeps_all_books(target: &Target) -> Result<(), Failure> {
    let server = target.start()?;
    let posted: BTreeSet<_> =
        in_parallel(100, |number| post_book(&server, number))?.into_iter().collect();
    let ids: BTreeSet<_> = posted.iter().map(|(id, _)| id).collect();
    ensure(ids.len() == 100, format!("100 books got {} different ids", ids.len()))?;
    let list = server.get("/books")?.expect_status(200)?.json()?;
    let listed: BTreeSet<_> = list.as_array().into_iter().flatten().map(id_and_title).collect();
    let missing: Vec<_> = posted.difference(&listed).collect();
    ensure(missing.is_empty(), format!("of 100 books, these are not in the list: {missing:?}"))
}

fn post_book(server: &Server, number: usize) -> Result<(u64, String), Failure> {
    let book = serde_json::json!({ "title": format!("Book {number}") }).to_string();
    let length = book.len();
    let headers = format!("Content-Type: application/json\r\nContent-Length: {length}\r\n");
    let answer = exchange_in_time(server, &request("POST", "/books", &headers, book.as_bytes()))?;
    Ok(id_and_title(&answer.expect_status(201)?.json()?))
}

/// If a busy machine delays the request for so long that the server may close the connection without reading
/// from it, and it does so, we ask again.
fn exchange_in_time(server: &Server, bytes: &[u8]) -> Result<Response, Failure> {
    for _ in 0..ATTEMPTS {
        let begin = Instant::now();
        let mut client = server.connect()?;
        let is_sent = client.send(bytes).is_ok();
        let is_in_time = begin.elapsed() < IDLE;
        match client.read_response() {
            Err(_) if !is_sent || !is_in_time => {}
            result => return result,
        }
    }
    server.exchange(bytes)
}

/// A missing id becomes 0 and a missing title empty: no book of ours has these.
fn id_and_title(book: &Value) -> (u64, String) {
    let title = book["title"].as_str().unwrap_or_default();
    (book["id"].as_u64().unwrap_or(0), title.to_string())
}
