//! Handlers that run at the same time, and what they share.

use super::{AT_ONCE, start};
use crate::requests::request;
use crate::table::ATTEMPTS;
use crate::{
    Basis, Check, Client, Failure, FailureKind, Need, Server, Stages, Target, ensure, in_parallel,
};
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// We send this soon after connecting.
const QUICK: Duration = Duration::from_millis(50);

/// What is expected of handlers.
pub const CHECKS: &[Check] = &[
    Check {
        id: "threads/slow-handler",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--workers")],
        expect: "While the handler of one request takes long, others are answered.",
        why: "A report that takes a minute to compute must not take the whole site down for that minute.",
        hints: &[
            "`thread::sleep` stops the thread that calls it: which one is that?",
            "A lock that is held while a handler runs makes the handlers take turns.",
        ],
        run: |target| {
            let server = start(target)?;
            let mut sleeper = server.begin("/sleep/3000")?;
            server.get("/about")?.expect_status(200)?;
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
        expect: "Eight requests that sleep for 300 ms, all at once, take nearly as long as one.",
        why: "That is what threads are for: the waiting of one is time for the others.",
        hints: &[
            "One after the other they would take 2.4 s. Look for what lets only one of them go on.",
        ],
        run: |target| {
            let server = start(target)?;
            let one = time_of_sleeps(&server, 1)?;
            let eight = time_of_sleeps(&server, AT_ONCE)?;
            ensure(
                eight < 3.0 * one,
                format!("one sleep takes {one:.2} s, and {AT_ONCE} at once take {eight:.2} s"),
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "threads/parallel-books",
        basis: Basis::Course,
        stages: Stages::since(5),
        expect: "Of 100 books that are posted at the same time none is lost, and each has an id of its own.",
        why: "Two threads that both count the books, and both add one after that, give the same id twice: a race that shows once in a while, and only under load.",
        hints: &[
            "Finding the next id and storing the book have to happen under one lock, not under two.",
            "`Mutex` gives the data to one thread at a time. Take it once for the whole of the change.",
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
        expect: "Handlers that panic lose their own connections: requests under way are answered, and so are later ones.",
        why: "A mistake in one handler should cost one answer. In a server with one thread it costs the server.",
        hints: &[
            "A panic unwinds its own thread and drops what that thread owns, the connection too.",
            "What could take the others along: `unwrap` on a poisoned lock, or on a `join`.",
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
    let start = Instant::now();
    in_parallel(count, |_| server.get("/sleep/300")?.expect_status(200))?;
    Ok(start.elapsed().as_secs_f64())
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
    let mut client = connect_quickly(server)?;
    let answer = client.send(request("POST", "/books", &headers, book.as_bytes()))?;
    Ok(id_and_title(&answer.read_response()?.expect_status(201)?.json()?))
}

/// A server may close a connection that is silent for 100 ms while others wait. If a busy machine holds
/// us up for half of that, we connect again.
fn connect_quickly(server: &Server) -> Result<Client, Failure> {
    for _ in 0..ATTEMPTS {
        let start = Instant::now();
        let client = server.connect()?;
        if start.elapsed() < QUICK {
            return Ok(client);
        }
    }
    server.connect()
}

/// What is missing becomes 0 and the empty text, which no book of ours has.
fn id_and_title(book: &Value) -> (u64, String) {
    let title = book["title"].as_str().unwrap_or_default();
    (book["id"].as_u64().unwrap_or(0), title.to_string())
}
