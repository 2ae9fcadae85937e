//! More clients than workers and places in the queue.

use super::workers::expect_all_waiting;
use super::{begin_sleeps, start};
use crate::requests::request;
use crate::{
    Basis, Check, Client, Failure, FailureKind, Need, Response, Server, Stages, Target, ensure,
    in_parallel,
};

/// Longer than any check: a server that is busy for so long is stopped at the end of the check.
const VERY_LONG: u32 = 10_000;

/// Of resident memory, in bytes, a server may take more under overload. Ten threads take as much.
const SOME_MEMORY: u64 = 2 * 1024 * 1024;

/// What is expected when there are too many clients.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pool/refuses-when-full",
        basis: Basis::Must,
        rfc: &["9110 §15.6.4"],
        stages: Stages::since(6),
        fails_on: Stages::only(5),
        fails_with: &[FailureKind::Status],
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "With two workers busy and three connections queued, the next one gets 503 with Retry-After at once, and the others are answered.",
        why: "Waiting in a queue without an end is worse than a refusal: by the time of the answer, the client has given up. 503 tells it to come again.",
        hints: &[
            "Who can answer when all workers are busy? The thread that accepts.",
            "A queue that takes nothing more has to give the connection back, for the refusal.",
        ],
        run: |target| {
            let server = start(target, 2, 3)?;
            let mut accepted = begin_sleeps(&server, 5, 800)?;
            expect_refusal(server.get("/about")?)?;
            expect_all_waiting(&mut accepted)?;
            expect_all_answered(accepted)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pool/smallest",
        basis: Basis::Course,
        stages: Stages::since(6),
        fails_on: Stages::only(5),
        fails_with: &[FailureKind::Status],
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "With one worker and a queue of one, one client is served, one waits, a third gets 503, and then both are answered.",
        why: "The smallest pool shows a count that is wrong by one: a queue that takes none, or two.",
        hints: &[
            "The connection that a worker has just taken is in the queue no longer.",
            "A free worker counts as a place: what it is about to take does not wait.",
        ],
        run: |target| {
            let server = start(target, 1, 1)?;
            let mut accepted = begin_sleeps(&server, 2, 500)?;
            expect_refusal(server.get("/about")?)?;
            expect_all_waiting(&mut accepted)?;
            expect_all_answered(accepted)?;
            server.wait_until_served()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pool/burst-when-idle",
        basis: Basis::Course,
        stages: Stages::since(6),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "An idle server refuses none of as many connections as it has workers and places in the queue, however fast they come.",
        why: "Workers need a moment to wake up. A server that counts them as busy until then refuses clients while it has nothing to do.",
        hints: &[
            "Put eight connections into a queue of four before any worker has run: what happens?",
            "There is room as long as fewer wait than there are idle workers and places together.",
        ],
        run: |target| {
            // A server that has just started is surely idle. One that has just answered may not be yet.
            for _ in 0..5 {
                let server = start(target, 4, 4)?;
                expect_all_answered(begin_sleeps(&server, 8, 50)?)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pool/refusal-arrives-whole",
        basis: Basis::Must,
        rfc: &["9112 §9.6"],
        stages: Stages::since(6),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "A refused client gets its 503 although nobody reads its request of 100 kB: twenty times in a row, without a reset.",
        why: "A close with unread bytes is a reset, and a reset can destroy the answer on its way.",
        hints: &[
            "The refusal needs the same careful end as any other answer: half-close, then read on.",
            "That end takes time. The thread that accepts has none to spare: who else can see to it?",
        ],
        run: |target| {
            let server = start(target, 1, 1)?;
            let _accepted = begin_sleeps(&server, 2, VERY_LONG)?;
            let upload = request("POST", "/", "Content-Length: 100000\r\n", &[b'a'; 100_000]);
            for _ in 0..20 {
                let mut client = server.connect()?;
                expect_refusal(client.send_and_read(&upload)?)?;
                client.expect_closed()?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pool/refusals-do-not-wait",
        basis: Basis::Course,
        stages: Stages::since(6),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "Refused clients that neither send nor leave do not keep others from being refused, or accepted, at once.",
        why: "If the thread that accepts waits for the end of a refused connection, the queue was moved and not bounded.",
        hints: &["Nothing that the accepting thread does may wait for a client."],
        run: refusals_do_not_wait,
        ..Check::DEFAULT
    },
    Check {
        id: "pool/flat-under-overload",
        basis: Basis::Course,
        stages: Stages::since(6),
        fails_on: Stages::only(5),
        fails_with: &[FailureKind::Unmet],
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
            Need::Measures,
        ],
        expect: "At ten times the load that it can serve, a server takes no more threads and hardly more memory.",
        why: "A server that takes memory for each client that asks can be ended by a client that asks often enough.",
        hints: &[
            "Everything that grows with the number of clients needs an end: threads, queues, buffers.",
            "Refused connections that are still being closed are such a thing too.",
        ],
        run: stays_flat,
        ..Check::DEFAULT
    },
    Check {
        id: "pool/serves-after-overload",
        basis: Basis::Course,
        stages: Stages::since(6),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "After an overload, all clients that were not refused have been answered, and new clients are served again.",
        why: "A count that goes up and does not come down again turns one busy minute into a server that refuses everybody from then on.",
        hints: &["Each way out of a worker has to make its place free again, errors included."],
        run: serves_after_overload,
        ..Check::DEFAULT
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

fn refusals_do_not_wait(target: &Target) -> Result<(), Failure> {
    let server = start(target, 1, 1)?;
    let mut accepted = begin_sleeps(&server, 2, 500)?;
    let _refused = in_parallel(20, |_| server.connect())?;
    expect_refusal(server.get("/about")?)?;
    expect_all_waiting(&mut accepted)?;
    expect_all_answered(accepted)?;
    server.wait_until_served()
}

fn stays_flat(target: &Target) -> Result<(), Failure> {
    let server = start(target, 4, 8)?;
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

fn serves_after_overload(target: &Target) -> Result<(), Failure> {
    let server = start(target, 2, 2)?;
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
