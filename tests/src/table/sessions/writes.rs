//! How answers go out.

use crate::{Basis, Check, Failure, Need, Server, Stages, Target, ensure};
use std::time::{Duration, Instant};

/// Checks of small answers over one connection.
pub const CHECKS: &[Check] = &[
    Check {
        id: "sessions/small-answers-do-not-stall",
        basis: Basis::Must,
        rfc: &["9293 §3.7.4"],
        stages: Stages::since(7),
        needs: &[Need::Folder],
        expect: "Fifty small requests, one after the other over one connection, do not stall.",
        why: "Two writes and Nagle's algorithm: the second write waits until the first is acknowledged, and the client delays that by 40 ms, with every answer.",
        hints: &["Put head and body into one buffer, and write it once."],
        run: |target| does_not_stall(target, "/echo/a"),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/small-files-do-not-stall",
        basis: Basis::Must,
        rfc: &["9293 §3.7.4"],
        stages: Stages::since(7),
        needs: &[Need::Folder],
        expect: "Fifty small files, one after the other over one connection, do not stall.",
        why: "A file is copied behind its head: two writes. Without TCP_NODELAY the second one waits for an acknowledgement that the client delays by 40 ms.",
        hints: &[
            "A server knows when its answer is complete, and has no use for Nagle's algorithm.",
            "`set_nodelay(true)` on each accepted connection.",
        ],
        run: |target| does_not_stall(target, "/files/small"),
        ..Check::DEFAULT
    },
];

const ROUND_TRIPS: u32 = 50;

/// What a stall costs: the usual delay of an acknowledgement.
const STALL: Duration = Duration::from_millis(40);

/// Compares one connection with as many as there are requests: new ones never stall, they end.
///
/// Not every answer stalls, even where all could: a quarter of them makes the difference.
fn does_not_stall(target: &Target, path: &str) -> Result<(), Failure> {
    let server = target.launch().stored("small", "a small file").start()?;
    let new_connections = time_of(|| each_over_a_new_connection(&server, path))?;
    let one_connection = time_of(|| all_over_one_connection(&server, path))?;
    ensure(
        one_connection < new_connections + STALL * (ROUND_TRIPS / 4),
        format!(
            "{ROUND_TRIPS} requests took {one_connection:?} over one connection, \
             and {new_connections:?} over as many connections"
        ),
    )
}

fn time_of(work: impl FnOnce() -> Result<(), Failure>) -> Result<Duration, Failure> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}

fn each_over_a_new_connection(server: &Server, target: &str) -> Result<(), Failure> {
    for _ in 0..ROUND_TRIPS {
        server.get(target)?.expect_status(200)?;
    }
    Ok(())
}

fn all_over_one_connection(server: &Server, target: &str) -> Result<(), Failure> {
    let mut client = server.connect()?;
    for _ in 0..ROUND_TRIPS {
        client.send(format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n"))?;
        client.read_response()?.expect_status(200)?;
    }
    Ok(())
}
