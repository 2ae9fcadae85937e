//! More clients than workers and places in the queue.

use super::workers::expect_all_waiting;
use super::{begin_sleeps, start};
use crate::requests::request;
use crate::{Check, Client, Failure, Response, Server, Stages, Subject, ensure, in_parallel};

/// Longer than any check: a server that is busy for so long is stopped at the end of the check.
const VERY_LONG: u32 = 10_000;

/// Of resident memory, in bytes, a server may take more under overload. Ten threads take as much.
const SOME_MEMORY: u64 = 2 * 1024 * 1024;

/// What is expected when there are too many clients.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pool/refuses-when-full",
        holds: Stages::since(6),
        fails: Stages::only(5),
        claim: "With two workers busy and three connections queued, the next one gets 503 with Retry-After at once, and the others are answered.",
        curl: "{program} --workers 2 --queue 3 & for i in 1 2 3 4 5; do curl -s localhost:4221/sleep/800 & done; sleep 0.3; curl -i localhost:4221/about",
        why: "Waiting in a queue without an end is worse than a refusal: by the time of the answer, the client has given up. 503 tells it to come again (RFC 9110 §15.6.4).",
        hints: &[
            "Who can answer when all workers are busy? The thread that accepts.",
            "A queue that takes nothing more has to give the connection back, for the refusal.",
        ],
        run: |subject| {
            let server = start(subject, 2, 3)?;
            let mut accepted = begin_sleeps(&server, 5, 800)?;
            expect_refusal(server.get("/about")?)?;
            expect_all_waiting(&mut accepted)?;
            expect_all_answered(accepted)
        },
    },
    Check {
        id: "pool/smallest",
        holds: Stages::since(6),
        fails: Stages::only(5),
        claim: "With one worker and a queue of one, one client is served, one waits, a third gets 503, and then both are answered.",
        curl: "{program} --workers 1 --queue 1 & for i in 1 2; do curl -s localhost:4221/sleep/500 & done; sleep 0.2; curl -i localhost:4221/about",
        why: "The smallest pool shows a count that is wrong by one: a queue that takes none, or two.",
        hints: &[
            "The connection that a worker has just taken is in the queue no longer.",
            "A free worker counts as a place: what it is about to take does not wait.",
        ],
        run: |subject| {
            let server = start(subject, 1, 1)?;
            let mut accepted = begin_sleeps(&server, 2, 500)?;
            expect_refusal(server.get("/about")?)?;
            expect_all_waiting(&mut accepted)?;
            expect_all_answered(accepted)?;
            server.wait_until_served()
        },
    },
    Check {
        id: "pool/burst-when-idle",
        holds: Stages::since(6),
        fails: Stages::NONE,
        claim: "An idle server refuses none of as many connections as it has workers and places in the queue, however fast they come.",
        curl: "{program} --workers 4 --queue 4 & for i in 1 2 3 4 5 6 7 8; do curl -si localhost:4221/sleep/50 | head -1 & done; wait",
        why: "Workers need a moment to wake up. A server that counts them as busy until then refuses clients while it has nothing to do.",
        hints: &[
            "Put eight connections into a queue of four before any worker has run: what happens?",
            "There is room as long as fewer wait than there are idle workers and places together.",
        ],
        run: |subject| {
            // A server that has just started is surely idle. One that has just answered may not be yet.
            for _ in 0..5 {
                let server = start(subject, 4, 4)?;
                expect_all_answered(begin_sleeps(&server, 8, 50)?)?;
            }
            Ok(())
        },
    },
    Check {
        id: "pool/refusal-arrives-whole",
        holds: Stages::since(6),
        fails: Stages::NONE,
        claim: "A refused client gets its 503 although nobody reads its request of 100 kB: twenty times in a row, without a reset.",
        curl: "head -c 100000 /dev/zero | curl -i --data-binary @- {url}/   # while all workers are busy",
        why: "A close with unread bytes is a reset, and a reset can destroy the answer on its way (RFC 9112 §9.6).",
        hints: &[
            "The refusal needs the same careful end as any other answer: half-close, then read on.",
            "That end takes time. The thread that accepts has none to spare: who else can see to it?",
        ],
        run: |subject| {
            let server = start(subject, 1, 1)?;
            let _accepted = begin_sleeps(&server, 2, VERY_LONG)?;
            let upload = request("POST", "/", "Content-Length: 100000\r\n", &[b'a'; 100_000]);
            for _ in 0..20 {
                let mut client = server.connect()?;
                expect_refusal(client.send_and_read(&upload)?)?;
                client.expect_closed()?;
            }
            Ok(())
        },
    },
    Check {
        id: "pool/refusals-do-not-wait",
        holds: Stages::since(6),
        fails: Stages::NONE,
        claim: "Refused clients that neither send nor leave do not keep others from being refused, or accepted, at once.",
        curl: "for i in $(seq 20); do sleep 9 | nc {host} {port} & done; time curl -i {url}/about   # while all workers are busy",
        why: "If the thread that accepts waits for the end of a refused connection, the queue was moved and not bounded.",
        hints: &["Nothing that the accepting thread does may wait for a client."],
        run: refusals_do_not_wait,
    },
    Check {
        id: "pool/flat-under-overload",
        holds: Stages::since(6),
        fails: Stages::only(5),
        claim: "At ten times the load that it can serve, a server takes no more threads and hardly more memory.",
        curl: "{program} --workers 4 --queue 8 & for i in $(seq 120); do curl -s localhost:4221/sleep/9000 & done; grep -E 'Threads|VmRSS' /proc/$(pgrep stage0)/status",
        why: "A server that takes memory for each client that asks can be ended by a client that asks often enough.",
        hints: &[
            "Everything that grows with the number of clients needs an end: threads, queues, buffers.",
            "Refused connections that are still being closed are such a thing too.",
        ],
        run: stays_flat,
    },
    Check {
        id: "pool/serves-after-overload",
        holds: Stages::since(6),
        fails: Stages::NONE,
        claim: "After an overload, all clients that were not refused have been answered, and new clients are served again.",
        curl: "{program} --workers 2 --queue 2 & for i in $(seq 60); do curl -s localhost:4221/sleep/300 & done; wait; curl -i localhost:4221/about",
        why: "A count that goes up and does not come down again turns one busy minute into a server that refuses everybody from then on.",
        hints: &["Each way out of a worker has to make its place free again, errors included."],
        run: serves_after_overload,
    },
];

fn expect_refusal(answer: Response) -> Result<(), Failure> {
    let answer = answer.expect_error_page(503)?.expect_header("Connection", "close")?;
    let after = answer.expect_some_header("Retry-After")?.header("Retry-After");
    let seconds = after.unwrap_or_default();
    let is_number = !seconds.is_empty() && seconds.bytes().all(|byte| byte.is_ascii_digit());
    ensure(is_number, format!("expected a number of seconds in Retry-After, but got {seconds:?}"))
}

/// Each client leaves when it has its answer, so that its worker is free for the next.
fn expect_all_answered(clients: Vec<Client>) -> Result<(), Failure> {
    for mut client in clients {
        client.read_response()?.expect_status(200)?;
    }
    Ok(())
}

fn refusals_do_not_wait(subject: &Subject) -> Result<(), Failure> {
    let server = start(subject, 1, 1)?;
    let mut accepted = begin_sleeps(&server, 2, 500)?;
    let _refused = in_parallel(20, |_| server.connect())?;
    expect_refusal(server.get("/about")?)?;
    expect_all_waiting(&mut accepted)?;
    expect_all_answered(accepted)?;
    server.wait_until_served()
}

fn stays_flat(subject: &Subject) -> Result<(), Failure> {
    let server = start(subject, 4, 8)?;
    let _load = begin_sleeps(&server, 12, VERY_LONG)?;
    let (threads, memory) = usage(&server)?;
    let _ten_times_the_load = begin_sleeps(&server, 10 * 12, VERY_LONG)?;
    let (more_threads, more_memory) = usage(&server)?;
    ensure(more_threads == threads, format!("{threads} threads became {more_threads}"))?;
    ensure(
        more_memory < memory + SOME_MEMORY,
        format!("{memory} bytes of memory became {more_memory}"),
    )
}

/// Threads and memory, when all clients so far have been accepted: one that came later has its answer.
fn usage(server: &Server) -> Result<(u64, u64), Failure> {
    server.get("/about")?;
    Ok((server.threads()?, server.resident_memory()?))
}

fn serves_after_overload(subject: &Subject) -> Result<(), Failure> {
    let server = start(subject, 2, 2)?;
    for _ in 0..2 {
        let answers = in_parallel(60, |_| server.get("/sleep/100"))?;
        let count = |status| answers.iter().filter(|answer| answer.status == status).count();
        let (answered, refused) = (count(200), count(503));
        let counts = format!("{answered} of 60 were answered and {refused} refused");
        ensure(answered >= 4 && answered + refused == 60, counts)?;
        server.wait_until_served()?;
    }
    Ok(())
}
