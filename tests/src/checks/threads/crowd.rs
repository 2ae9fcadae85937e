//! Crowds of slow clients. A thread for each of them copes, and so does an event loop. A pool does not:
//! each slow client holds a worker until its deadline, and there are more slow clients than workers.

use crate::requests::request;
use crate::{Check, Client, Failure, Server, Stages, Subject};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Twice as many slow clients as workers.
const WORKERS: &str = "4";
const CROWD: usize = 8;

/// An honest client waits this long for its answer. The timeout of the server is thirty times as long.
const PATIENCE: Duration = Duration::from_secs(1);

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
        holds: HOLDS,
        fails: TOO_FEW_THREADS,
        claim: "While eight clients ask for 64 MiB each and read nothing, another client is answered within a second, even if a pool has four workers.",
        curl: "truncate -s 64M files/large.bin; for i in $(seq 8); do curl -s {url}/files/large.bin | sleep 60 & done; sleep 1; curl -i {url}/about   # with --workers 4",
        why: "A write blocks when the buffers between both sides are full. Four clients that do not read then hold four workers until the write timeout.",
        hints: &[
            "Count the threads that wait in a write, and those that are left for others.",
            "A pool cannot pass this. A thread for each client can, and so can an event loop.",
        ],
        run: |subject| {
            let server = start_with_large_file(subject)?;
            let _crowd = crowd(|| server.begin("/files/large.bin"))?;
            expect_quick_answer(&server)
        },
    },
    Check {
        id: "threads/crowd-reads-a-trickle",
        holds: HOLDS,
        fails: TOO_FEW_THREADS,
        claim: "While eight clients ask for 64 MiB each and read a few bytes at a time, another client is answered within a second, even if a pool has four workers.",
        curl: "truncate -s 64M files/large.bin; for i in $(seq 8); do curl -s --limit-rate 10k -o /dev/null {url}/files/large.bin & done; sleep 1; curl -i {url}/about   # with --workers 4",
        why: "Each write makes some progress, so the write timeout never passes. Four slow downloads can hold four workers for hours.",
        hints: &[
            "The write timeout counts from one write to the next, not from the first to the last.",
            "A worker that waits for one client serves nobody else. Who could wait for many clients at once?",
        ],
        run: |subject| {
            let server = start_with_large_file(subject)?;
            let mut crowd = crowd(|| begin_to_read(&server))?;
            let read = |client: &mut Client| client.has_something_to_read().map(drop);
            while_they(&mut crowd, read, || expect_quick_answer(&server))
        },
    },
    Check {
        id: "threads/crowd-drips-heads",
        holds: HOLDS,
        fails: TOO_FEW_THREADS,
        claim: "While eight clients send their heads a byte at a time, another client is answered within a second, even if a pool has four workers.",
        curl: "for i in $(seq 8); do (printf 'GET / HTTP/1.1\\r\\nX: '; while sleep 0.01; do printf a; done) | nc {host} {port} & done; sleep 1; curl -i {url}/about   # with --workers 4",
        why: "A byte now and then is all it costs to hold a worker until the deadline of the head. The attack is called slowloris.",
        hints: &[
            "The deadline frees the worker in the end, but the next slow client takes it.",
            "A head that is not complete needs a buffer, but no thread.",
        ],
        run: |subject| {
            let server = start(subject)?;
            let mut crowd = crowd(|| begin_with(&server, b"GET /about HTTP/1.1\r\nX: "))?;
            let drip = |client: &mut Client| client.send("a").map(drop);
            while_they(&mut crowd, drip, || expect_quick_answer(&server))
        },
    },
    Check {
        id: "threads/crowd-stops-in-bodies",
        holds: HOLDS,
        fails: TOO_FEW_THREADS,
        claim: "While eight clients have stopped in the middle of their bodies, another client is answered within a second, even if a pool has four workers.",
        curl: "for i in $(seq 8); do (printf 'POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 10\\r\\n\\r\\nabc'; sleep 60) | nc {host} {port} & done; sleep 1; curl -i {url}/about   # with --workers 4",
        why: "Phones in tunnels do this without any bad intention. A worker waits for the rest of the body until the deadline.",
        hints: &[
            "Which thread reads the body, and what else could it do while no byte comes?",
            "A body that is not complete needs a buffer, but no thread.",
        ],
        run: |subject| {
            let server = start(subject)?;
            let half = request("POST", "/", "Content-Length: 10\r\n", b"abc");
            let _crowd = crowd(|| begin_with(&server, &half))?;
            expect_quick_answer(&server)
        },
    },
    Check {
        id: "threads/crowd-stays-after-refusal",
        holds: Stages::since(5),
        fails: Stages::only(4),
        claim: "While eight clients stay connected after their 400, another client is answered within a second, even if a pool has four workers.",
        curl: "for i in $(seq 8); do (printf 'nonsense\\r\\n\\r\\n'; sleep 60) | nc {host} {port} & done; curl -i {url}/about   # with --workers 4",
        why: "To close with care means to read on until the client has closed, for up to two seconds (RFC 9112 §9.6). A worker that does so serves nobody else.",
        hints: &[
            "The answer is out, and still the thread is busy: with what?",
            "A connection that only has to be drained needs no thread of its own.",
        ],
        run: |subject| {
            let server = start(subject)?;
            let _crowd = crowd(|| begin_with(&server, b"nonsense\r\n\r\n"))?;
            expect_quick_answer(&server)
        },
    },
];

fn start(subject: &Subject) -> Result<Server, Failure> {
    subject.launch().where_taken("--workers", WORKERS).start()
}

fn start_with_large_file(subject: &Subject) -> Result<Server, Failure> {
    let server = start(subject)?;
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
    honest.patient(PATIENCE).read_response()?.expect_status(200)?;
    Ok(())
}
