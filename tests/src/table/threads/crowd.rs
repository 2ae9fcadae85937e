//! Crowds of slow clients. A thread for each of them copes, and so does an event loop. A pool does not:
//! each slow client holds a worker until its deadline, and there are more slow clients than workers.

use crate::requests::request;
use crate::{Basis, Check, Client, Failure, FailureKind, Need, Server, Stages, Target};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Twice as many slow clients as workers.
const WORKERS: &str = "4";
const CROWD: usize = 8;

/// An honest client waits this long for its answer. The timeout of the server is thirty times as long.
const TIMEOUT: Duration = Duration::from_secs(1);

/// More than the buffers of both sides take, so that the server has to wait for its client.
const LARGE: u64 = 64 * 1024 * 1024;

/// Between two bytes of a slow client.
const PAUSE: Duration = Duration::from_millis(5);

/// One thread serves everybody, or a pool has fewer workers than there are slow clients.
const TOO_FEW_THREADS: Stages = Stages::only(4).and(Stages::between(6, 7));

/// A thread for each client, or an event loop.
const HOLDS: Stages = Stages::only(5).and(Stages::EVENT_LOOP);

/// What is expected while there is a crowd of slow clients.
pub const CHECKS: &[Check] = &[
    Check {
        id: "threads/crowd-reads-nothing",
        basis: Basis::Course,
        stages: HOLDS,
        fails_on: TOO_FEW_THREADS,
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--workers"), Need::Folder],
        expect: "While eight clients ask for 64 MiB each and read nothing, another client is answered within a second, even if a pool has four workers.",
        why: "A write blocks when the buffers between both sides are full. Four clients that do not read then hold four workers until the write timeout.",
        hints: &[
            "Count the threads that wait in a write, and those that are left for others.",
            "A pool cannot pass this. A thread for each client can, and so can an event loop.",
        ],
        run: |target| {
            let server = start_with_large_file(target)?;
            let _crowd = crowd(|| server.begin("/files/large.bin"))?;
            expect_quick_answer(&server)
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
        expect: "While eight clients ask for 64 MiB each and read a few bytes at a time, another client is answered within a second, even if a pool has four workers.",
        why: "Each write makes some progress, so the write timeout never passes. Four slow downloads can hold four workers for hours.",
        hints: &[
            "The write timeout counts from one write to the next, not from the first to the last.",
            "A worker that waits for one client serves nobody else. Who could wait for many clients at once?",
        ],
        run: |target| {
            let server = start_with_large_file(target)?;
            let mut crowd = crowd(|| begin_to_read(&server))?;
            let read = |client: &mut Client| client.has_something_to_read().map(drop);
            while_they(&mut crowd, read, || expect_quick_answer(&server))
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
        expect: "While eight clients send their heads a byte at a time, another client is answered within a second, even if a pool has four workers.",
        why: "A byte now and then is all it costs to hold a worker until the deadline of the head. The attack is called slowloris.",
        hints: &[
            "The deadline frees the worker in the end, but the next slow client takes it.",
            "A head that is not complete needs a buffer, but no thread.",
        ],
        run: |target| {
            let server = start(target)?;
            let mut crowd = crowd(|| begin_with(&server, b"GET /about HTTP/1.1\r\nX: "))?;
            let drip = |client: &mut Client| client.send("a").map(drop);
            while_they(&mut crowd, drip, || expect_quick_answer(&server))
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
        expect: "While eight clients have stopped in the middle of their bodies, another client is answered within a second, even if a pool has four workers.",
        why: "Phones in tunnels do this without any bad intention. A worker waits for the rest of the body until the deadline.",
        hints: &[
            "Which thread reads the body, and what else could it do while no byte comes?",
            "A body that is not complete needs a buffer, but no thread.",
        ],
        run: |target| {
            let server = start(target)?;
            let half = request("POST", "/", "Content-Length: 10\r\n", b"abc");
            let _crowd = crowd(|| begin_with(&server, &half))?;
            expect_quick_answer(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "threads/crowd-stays-after-refusal",
        basis: Basis::Must,
        rfc: &["9112 §9.6"],
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--workers")],
        expect: "While eight clients stay connected after their 400, another client is answered within a second, even if a pool has four workers.",
        why: "To close with care means to read on until the client has closed, for up to two seconds. A worker that does so serves nobody else.",
        hints: &[
            "The answer is out, and still the thread is busy: with what?",
            "A connection that only has to be drained needs no thread of its own.",
        ],
        run: |target| {
            let server = start(target)?;
            let _crowd = crowd(|| begin_with(&server, b"nonsense\r\n\r\n"))?;
            expect_quick_answer(&server)
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
    let mut client = server.connect()?;
    client.shrink_receive_buffer()?;
    client.send(request("GET", "/files/large.bin", "", b""))?;
    Ok(client)
}

/// Does the work while each client of the crowd takes a step every few milliseconds.
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
                    // A client that was cut off does not slow anybody down any more.
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

/// The crowd came first, so it holds all workers that there are.
fn expect_quick_answer(server: &Server) -> Result<(), Failure> {
    let honest = server.begin("/about")?;
    honest.with_timeout(TIMEOUT).read_response()?.expect_status(200)?;
    Ok(())
}
