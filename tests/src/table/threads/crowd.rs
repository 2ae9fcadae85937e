//! Crowds of slow clients. A thread for each client copes with them, and so does an event loop. A pool does
//! not: each slow client holds a worker until its deadline, and there are more slow clients than workers.

use crate::requests::request;
use crate::{Basis, Check, Client, Failure, FailureKind, Need, Server, Stages, Target};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Twice as many slow clients as workers.
const WORKERS: &str = "4";
const CROWD: usize = 8;

/// Clients that stay after a refusal. If four workers read on for two seconds each, that takes 16 s.
const STAYING: usize = 32;

/// More than the buffers of both sides take, so that the server has to wait for its client.
const LARGE: u64 = 64 * 1024 * 1024;

/// Between two bytes of a slow client.
const PAUSE: Duration = Duration::from_millis(5);

/// One thread serves everybody, or a pool has fewer workers than there are slow clients.
const TOO_FEW_THREADS: Stages = Stages::only(4).and(Stages::between(6, 7));

/// A thread for each client, or an event loop.
const HOLDS: Stages = Stages::only(5).and(Stages::EVENT_LOOP);

/// Checks with a crowd of slow clients. No worker is free before the server's timeout of 30 s.
pub const CHECKS: &[Check] = &[
    Check {
        id: "threads/crowd-reads-nothing",
        basis: Basis::Course,
        stages: HOLDS,
        fails_on: TOO_FEW_THREADS,
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--workers"), Need::Folder],
        expect: "While eight clients ask for 64 MiB each and read nothing, another client gets 200, even if a pool has only four workers.",
        why: "A write blocks when the buffers between both sides are full. Four clients that do not read then hold four workers until the write timeout.",
        hints: &[
            "Count the threads that wait in a write, and those that are left for others.",
            "A pool cannot pass this. A thread for each client can, and so can an event loop.",
        ],
        run: |target| {
            let server = start_with_large_file(target)?;
            let _crowd = crowd(|| server.begin("/files/large.bin"))?;
            expect_answer(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "threads/crowd-reads-a-trickle",
        basis: Basis::Course,
        stages: HOLDS,
        fails_on: TOO_FEW_THREADS,
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--workers"), Need::Folder],
        expect: "While eight clients ask for 64 MiB each and read a few bytes at a time, another client gets 200, even if a pool has only four workers.",
        why: "Each write makes some progress, so the write timeout never passes. Four slow downloads can hold four workers for hours.",
        hints: &[
            "The write timeout counts from one write to the next, not from the first to the last.",
            "A worker that waits for one client serves nobody else. How could one thread wait for many clients at once?",
        ],
        run: |target| {
            let server = start_with_large_file(target)?;
            let mut crowd = crowd(|| begin_to_read(&server))?;
            let read = |client: &mut Client| client.has_something_to_read().map(drop);
            while_they(&mut crowd, read, || expect_answer(&server))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "threads/crowd-drips-heads",
        basis: Basis::Course,
        stages: HOLDS,
        fails_on: TOO_FEW_THREADS,
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--workers")],
        expect: "While eight clients send their heads a byte at a time, another client gets 200, even if a pool has only four workers.",
        why: "A client needs only a byte now and then to hold a worker until the deadline of the head. This attack is called slowloris.",
        hints: &[
            "The deadline frees the worker in the end, but the next slow client takes it.",
            "An incomplete head needs a buffer, but no thread.",
        ],
        run: |target| {
            let server = start(target)?;
            let mut crowd = crowd(|| begin_with(&server, b"GET /echo/a HTTP/1.1\r\nX: "))?;
            let drip = |client: &mut Client| client.send("a").map(drop);
            while_they(&mut crowd, drip, || expect_answer(&server))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "threads/crowd-stops-in-bodies",
        basis: Basis::Course,
        stages: HOLDS,
        fails_on: TOO_FEW_THREADS,
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--workers")],
        expect: "While eight clients have stopped in the middle of their bodies, another client gets 200, even if a pool has only four workers.",
        why: "A phone in a tunnel does this without any bad intention. A worker waits for the rest of the body until the deadline.",
        hints: &[
            "Which thread reads the body, and what else could it do while no byte comes?",
            "An incomplete body needs a buffer, but no thread.",
        ],
        run: |target| {
            let server = start(target)?;
            let half = request("POST", "/", "Content-Length: 10\r\n", b"abc");
            let _crowd = crowd(|| begin_with(&server, &half))?;
            expect_answer(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "threads/crowd-stays-after-refusal",
        basis: Basis::Course,
        rfc: &["9112 §9.6"],
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--workers")],
        expect: "While 32 clients stay connected after a malformed request, another client gets 200, and does not have to wait for two seconds for each of them, even if a pool has only four workers.",
        why: "A careful close means to read on until the client has closed, for up to two seconds. A worker that does this serves nobody else.",
        hints: &[
            "The answer is out, and the thread is still busy. With what?",
            "A connection that only has to be drained needs no thread of its own.",
        ],
        run: |target| {
            let server = start(target)?;
            let stay = |_| begin_with(&server, b"nonsense\r\n\r\n");
            let _crowd = (0..STAYING).map(stay).collect::<Result<Vec<_>, _>>()?;
            expect_answer(&server)
        },
        ..Check::DEFAULT
    },
];

fn start(target: &Target) -> Result<Server, Failure> {
    target.launch().where_taken("--workers", WORKERS).start()
}

fn start_with_large_file(target: &Target) -> Result<Server, Failure> {
    let server = start(target)?;
    server.store_zeros("large.bin", LARGE)?;
    Ok(server)
}

fn crowd(begin: impl Fn() -> Result<Client, Failure>) -> Result<Vec<Client>, Failure> {
    (0..CROWD).map(|_| begin()).collect()
}

fn begin_with(server: &Server, bytes: &[u8]) -> Result<Client, Failure> {
    let mut client = server.connect()?;
    client.send(bytes)?;
    Ok(client)
}

fn begin_to_read(server: &Server) -> Result<Client, Failure> {
    let mut client = server.connect_slowly()?;
    client.send(request("GET", "/files/large.bin", "", b""))?;
    Ok(client)
}

/// Runs `work` while each client of the crowd takes a step every few milliseconds.
pub fn while_they(
    crowd: &mut [Client],
    step: impl Fn(&mut Client) -> Result<(), Failure> + Sync,
    work: impl FnOnce() -> Result<(), Failure>,
) -> Result<(), Failure> {
    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                for client in crowd.iter_mut() {
                    // The server may have closed some of them: they slow nobody down any more.
                    let _ = step(client);
                }
                thread::sleep(PAUSE);
            }
        });
        let result = work();
        is_done.store(true, Ordering::Relaxed);
        result
    })
}

/// The crowd came first, so it holds all workers.
fn expect_answer(server: &Server) -> Result<(), Failure> {
    server.get("/echo/a")?.expect_status(200)?;
    Ok(())
}
