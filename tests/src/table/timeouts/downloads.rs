//! Long downloads: slow ones are completed, and the server drops those that nobody reads.

use crate::requests::request;
use crate::{Basis, Check, Client, Failure, Need, Server, Stages, Target, ensure};
use std::thread;
use std::time::{Duration, Instant};

/// The timeout of the servers, in seconds, and the same as a duration.
const TIMEOUT: &str = "1";
const LIMIT: Duration = Duration::from_secs(1);

/// More than the buffers of both sides hold, so that the server has to wait for its client.
const LARGE: u64 = 64 * 1024 * 1024;

/// A slow download reads one piece after each pause, so that it takes more than twice the timeout. The
/// system lets a server write on when a third of its buffer is free, which is several pieces.
const PIECES: usize = 100;
const PIECE: usize = 128 * 1024;
const PAUSE: Duration = Duration::from_millis(25);

/// Checks of long downloads.
pub const CHECKS: &[Check] = &[
    Check {
        id: "timeouts/slow-download-is-completed",
        basis: Basis::Course,
        stages: Stages::since(5),
        needs: &[Need::Option("--timeout"), Need::Folder],
        expect: "A client that reads slowly but steadily gets every byte of its file, although the download takes more than twice the timeout.",
        why: "With a timeout for the whole answer, nobody with a slow line could download a large file. It matters only that bytes still go out.",
        hints: &[
            "Count the timeout from the last byte that went out, not from the first.",
            "A write may take only a part of your bytes. Where does the next write continue?",
        ],
        run: completes_a_slow_download,
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/download-that-stops-is-dropped",
        basis: Basis::Course,
        stages: Stages::since(6),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--timeout"),
            Need::Option("--workers"),
            Need::Folder,
        ],
        expect: "A client reads for longer than the timeout and then stops. After the timeout, its worker or its place is free: the next client gets 200.",
        why: "Each byte that goes out moves the deadline, but only by the timeout. Otherwise clients that disappear without a close would keep their workers.",
        hints: &[
            "Move the deadline only when a write has taken something.",
            "The client that stopped causes no event. What looks at its deadline?",
        ],
        run: drops_a_download_that_stops,
        ..Check::DEFAULT
    },
];

/// Bytes that differ from place to place.
fn pattern() -> Vec<u8> {
    (0..PIECES * PIECE).map(|place| (place * 31 + place / 251).to_le_bytes()[0]).collect()
}

fn completes_a_slow_download(target: &Target) -> Result<(), Failure> {
    let file = pattern();
    let launch = target.launch().where_taken("--timeout", TIMEOUT);
    let server = launch.stored("large.bin", file.clone()).start()?;
    let mut client = begin_to_read(&server)?;
    let begin = Instant::now();
    client.read_response_head()?.expect_status(200)?;
    for (number, piece) in file.chunks(PIECE).enumerate() {
        let is_right = client.read_exact(piece.len())? == piece;
        ensure(is_right, format!("the bytes from {} on are wrong", number * PIECE))?;
        thread::sleep(PAUSE);
    }
    ensure(begin.elapsed() > 2 * LIMIT, "the download took too little time to prove anything")
}

fn begin_to_read(server: &Server) -> Result<Client, Failure> {
    let mut client = server.connect()?;
    client.limit_receive_buffer(PIECE)?;
    client.send(request("GET", "/files/large.bin", "", b""))?;
    Ok(client)
}

fn drops_a_download_that_stops(target: &Target) -> Result<(), Failure> {
    let launch = target.launch().where_taken("--timeout", TIMEOUT);
    let launch = launch.where_taken("--workers", "1").where_taken("--max-connections", "1");
    let server = launch.start()?;
    server.store_zeros("large.bin", LARGE)?;
    let mut client = begin_to_read(&server)?;
    let begin = Instant::now();
    while begin.elapsed() < LIMIT * 3 / 2 {
        client.read_exact(PIECE)?;
        thread::sleep(PAUSE);
    }
    // We do not compare how long that takes: the server's last write may be older than our last read.
    server.wait_until_served()
}
