//! More clients than workers and places in the queue.

use super::{begin_uploads, expect_all_waiting, finish_uploads, start};
use crate::requests::request;
use crate::{
    Basis, Check, Failure, FailureKind, Need, Response, Server, Stages, Target, ensure, in_parallel,
};

/// In bytes: a server may take this much more memory under overload. Ten threads take as much.
const SOME_MEMORY: u64 = 2 * 1024 * 1024;

/// A pool of a size that the check chooses. The event loop takes as many connections instead.
const POOL: &[Need] =
    &[Need::Option("--max-connections"), Need::Option("--queue"), Need::Option("--workers")];

/// Checks of a server with too many clients.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pool/refuses-when-full",
        basis: Basis::Course,
        rfc: &["9110 §15.6.4"],
        stages: Stages::since(6),
        fails_on: Stages::only(5),
        fails_with: &[FailureKind::Status],
        needs: POOL,
        expect: "With two workers busy and three connections queued, the next client gets 503 with a number of seconds in Retry-After, and the other five are answered later.",
        why: "A queue without a limit is worse than a refusal: when the answer comes, the client has given up. 503 tells it to try again.",
        hints: &[
            "Who can answer when all workers are busy? The thread that accepts.",
            "Look whether the pool is full before you hand it the connection.",
        ],
        run: |target| {
            let server = start(target, 2, 3)?;
            let mut accepted = begin_uploads(&server, 5)?;
            let refusal = server.get("/echo/a")?.expect_status(503)?;
            expect_all_waiting(&mut accepted)?;
            finish_uploads(accepted)?;
            expect_seconds_in_retry_after(&refusal)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pool/smallest",
        basis: Basis::Course,
        stages: Stages::since(6),
        fails_on: Stages::only(5),
        fails_with: &[FailureKind::Status],
        needs: POOL,
        expect: "With one worker and a queue of one, one client is served, one waits, and a third gets 503. The first two are answered later, and then there is room again.",
        why: "The smallest pool shows a count that is wrong by one: a queue that takes no connection, or two.",
        hints: &[
            "A connection that a worker has just taken is no longer in the queue.",
            "An idle worker counts as a place: the connection that it is about to take does not wait.",
        ],
        run: |target| {
            let server = start(target, 1, 1)?;
            let mut accepted = begin_uploads(&server, 2)?;
            server.get("/echo/a")?.expect_status(503)?;
            expect_all_waiting(&mut accepted)?;
            finish_uploads(accepted)?;
            server.wait_until_served()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pool/burst-when-idle",
        basis: Basis::Course,
        stages: Stages::since(6),
        needs: POOL,
        expect: "A server that has just started with four workers and a queue of four answers eight clients that come at the same moment, each with 200.",
        why: "Workers need a moment to wake up. A server that counts them as busy until then refuses clients while it has nothing to do.",
        hints: &[
            "Put eight connections into a queue of four before any worker has run: what happens?",
            "There is room while fewer connections wait than there are idle workers and places together.",
        ],
        run: |target| {
            // A server that has just started is surely idle. One that has just answered may still be busy.
            for _ in 0..5 {
                finish_uploads(begin_uploads(&start(target, 4, 4)?, 8)?)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pool/serves-after-overload",
        basis: Basis::Course,
        stages: Stages::since(6),
        needs: POOL,
        expect: "With two workers and a queue of two, 60 clients at once are answered with 200 or 503, at least four of them with 200. Then the server serves again. This happens twice.",
        why: "A count that goes up and never comes down turns one busy minute into a server that refuses everybody from then on.",
        hints: &["Each way out of a worker has to free its place, errors included."],
        run: serves_after_overload,
        ..Check::DEFAULT
    },
    Check {
        id: "pool/refusals-do-not-wait",
        basis: Basis::Course,
        stages: Stages::since(6),
        needs: POOL,
        expect: "While 20 refused clients neither send nor leave, the next client gets 503, and those in the pool are still answered.",
        why: "If the thread that accepts waits until a refused client has left, all later clients wait with it.",
        hints: &["The accepting thread must never wait for a client."],
        run: refusals_do_not_wait,
        ..Check::DEFAULT
    },
    Check {
        id: "pool/refusal-arrives-whole",
        basis: Basis::Course,
        rfc: &["9112 §9.6"],
        stages: Stages::since(6),
        needs: POOL,
        expect: "A refused client that sends 100 kB gets its 503 and then a plain close: twenty times in a row, without a reset.",
        why: "If unread bytes are left at the close, TCP sends a reset, and a reset can destroy the answer on its way.",
        hints: &[
            "The refusal needs the same careful end as any other answer: half-close, then read on.",
            "That takes time, and the thread that accepts has none. Which other thread can do it?",
        ],
        run: |target| {
            let server = start(target, 1, 1)?;
            let _accepted = begin_uploads(&server, 2)?;
            let upload = request("POST", "/", "Content-Length: 100000\r\n", &[b'a'; 100_000]);
            for _ in 0..20 {
                let mut client = server.connect()?;
                client.send_and_read(&upload)?.expect_status(503)?;
                client.expect_closed()?;
            }
            Ok(())
        },
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
        expect: "With a full pool and ten times as many further clients, the server has as many threads as before, and less than 2 MiB more memory.",
        why: "If each client takes memory, many clients can use up all of it and end the server.",
        hints: &[
            "Everything that grows with the number of clients needs a limit: threads, queues, buffers.",
            "Refused connections that are still being closed grow in number too.",
        ],
        run: stays_flat,
        ..Check::DEFAULT
    },
];

fn expect_seconds_in_retry_after(answer: &Response) -> Result<(), Failure> {
    let seconds = answer.header("Retry-After").unwrap_or_default();
    let is_number = !seconds.is_empty() && seconds.bytes().all(|byte| byte.is_ascii_digit());
    ensure(is_number, format!("expected a number of seconds in Retry-After, but got {seconds:?}"))
}

fn refusals_do_not_wait(target: &Target) -> Result<(), Failure> {
    let server = start(target, 1, 1)?;
    let mut accepted = begin_uploads(&server, 2)?;
    let _refused = in_parallel(20, |_| server.connect())?;
    server.get("/echo/a")?.expect_status(503)?;
    expect_all_waiting(&mut accepted)?;
    finish_uploads(accepted)?;
    server.wait_until_served()
}

fn stays_flat(target: &Target) -> Result<(), Failure> {
    let server = start(target, 4, 8)?;
    let _load = begin_uploads(&server, 12)?;
    let (threads, memory) = usage(&server)?;
    let _ten_times_the_load = begin_uploads(&server, 10 * 12)?;
    let (more_threads, more_memory) = usage(&server)?;
    ensure(more_threads == threads, format!("{threads} threads became {more_threads}"))?;
    ensure(
        more_memory < memory + SOME_MEMORY,
        format!("{memory} bytes of memory became {more_memory}"),
    )
}

/// Threads and memory after all clients so far have been accepted: a later client has its answer.
fn usage(server: &Server) -> Result<(u64, u64), Failure> {
    server.get("/echo/a")?;
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
