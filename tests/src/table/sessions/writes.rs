//! How answers go out.

use crate::{Check, Failure, Need, Server, Stages, ensure};
use std::time::{Duration, Instant};

/// Checks of small answers over one connection.
pub const CHECKS: &[Check] = &[
    Check {
        id: "sessions/small-answers-do-not-stall",
        rfc: &["9293 §3.7.4"],
        stages: Stages::since(7),
        needs: &[Need::Route("/echo/a"), Need::KeepAlive],
        expect: "Fifty small answers over one connection do not take longer than over fifty connections, except for a quarter of the stalls that are possible.",
        why: "With two writes and Nagle's algorithm, the second write waits until the first is acknowledged, and the client delays that by 40 ms. This happens with every answer.",
        hints: &["Put head and body into one buffer, and write it in one call."],
        run: |target| does_not_stall(&target.start()?, "/echo/a"),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/small-files-do-not-stall",
        rfc: &["9293 §3.7.4"],
        stages: Stages::since(7),
        needs: &[Need::Folder, Need::KeepAlive],
        expect: "Fifty small files over one connection do not take longer than over fifty connections, except for a quarter of the stalls that are possible.",
        why: "A file is copied after its head: two writes. Without TCP_NODELAY the second one waits for an acknowledgement that the client delays by 40 ms.",
        hints: &[
            "A server knows when its answer is complete, so it does not need Nagle's algorithm.",
            "`set_nodelay(true)` on each accepted connection.",
        ],
        run: |target| {
            let server = target.launch().stored("small", "a small file").start()?;
            does_not_stall(&server, "/files/small")
        },
        ..Check::DEFAULT
    },
];

const ROUND_TRIPS: u32 = 50;

/// The usual delay of an acknowledgement: what a stall costs.
const STALL: Duration = Duration::from_millis(40);

/// Compares one connection with a new one for each request. A new one never stalls, because its end
/// sends everything.
///
/// Not every answer stalls, even if all could: a quarter of them makes the difference.
fn does_not_stall(server: &Server, path: &str) -> Result<(), Failure> {
    let new_connections = time_of(|| each_over_a_new_connection(server, path))?;
    let one_connection = time_of(|| all_over_one_connection(server, path))?;
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

fn each_over_a_new_connection(server: &Server, path: &str) -> Result<(), Failure> {
    for _ in 0..ROUND_TRIPS {
        server.get(path)?.expect_status(200)?;
    }
    Ok(())
}

fn all_over_one_connection(server: &Server, path: &str) -> Result<(), Failure> {
    let mut client = server.connect()?;
    for _ in 0..ROUND_TRIPS {
        client.send(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"))?;
        client.read_response()?.expect_status(200)?;
    }
    Ok(())
}
