//! Workers and sessions: a client that waits is worth more than an idle connection.

use super::start;
use crate::table::closing::DRAIN;
use crate::table::quick::{OPEN_REQUEST, ask};
use crate::table::{in_some_attempt, pool};
use crate::{
    Basis, Check, Failure, FailureKind, Need, Server, Stages, Target, ensure, in_parallel,
};
use std::thread;
use std::time::{Duration, Instant};

/// Checks of the pool and the sessions together.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pool/silent-clients-give-way",
        basis: Basis::Course,
        stages: Stages::since(7),
        fails_on: Stages::only(6),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--timeout"), Need::Option("--workers")],
        expect: "With two workers and ten clients that send nothing, a new client gets 200 in less than half the timeout of 10 s.",
        why: "A pool has few workers, and a silent client costs an attacker nothing. As many of them as there are workers would stop the server.",
        hints: &[
            "Wait for the first byte in short pieces. After each, look whether anybody waits for a worker.",
            "You may close a connection without a byte at any time: nothing is lost.",
        ],
        run: |target| {
            let server = start_with_two_workers(target)?;
            let _silent = in_parallel(10, |_| server.connect())?;
            expect_quick_answer(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pool/idle-sessions-give-way",
        basis: Basis::Course,
        rfc: &["9112 §9.5"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout"), Need::Option("--workers")],
        expect: "With two workers and ten sessions that are idle after an answer, a new client gets 200 in less than half the timeout of 10 s.",
        why: "Every browser keeps its connections open for a while. A worker that waits for one of them must not let others wait.",
        hints: &["A server may close between two requests at any time: no answer is lost."],
        run: |target| {
            let server = start_with_two_workers(target)?;
            let _idle = in_parallel(10, |_| {
                let mut client = server.connect()?;
                client.send(OPEN_REQUEST)?.read_response()?.expect_status(200)?;
                Ok(client)
            })?;
            expect_quick_answer(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pool/idle-clients-leave-the-queue",
        basis: Basis::Course,
        stages: Stages::since(7).but_not_the_event_loop(),
        fails_on: Stages::only(6),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--queue"), Need::Option("--timeout"), Need::Option("--workers")],
        expect: "With one worker, a queue of two and six clients that send nothing, a new client gets 200 in less than half the timeout of 10 s.",
        why: "If silent clients fill the queue, the server refuses every client that has a request.",
        hints: &["Silent clients have to leave the queue too, not only the workers."],
        run: |target| {
            let launch = target.launch().options(["--workers", "1", "--queue", "2"]);
            let server = launch.options(["--timeout", TIMEOUT_OPTION]).start()?;
            let _silent = in_parallel(6, |_| server.connect())?;
            let begin = Instant::now();
            server.wait_until_served()?;
            expect_much_less_than_the_timeout(begin.elapsed())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pool/idle-clients-cost-nothing",
        basis: Basis::Course,
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout"), Need::Option("--workers"), Need::Measures],
        expect: "With two workers and ten clients that send nothing, the server uses less than a fifth of a processor.",
        why: "A worker that looks at its idle connection again and again, without a wait in between, keeps a processor busy with nothing.",
        hints: &[
            "Wait for a byte with a time limit: 5 ms is long for a processor, and short for a client.",
        ],
        run: |target| {
            let server = start_with_two_workers(target)?;
            let _silent = in_parallel(10, |_| server.connect())?;
            server.get("/echo/a")?.expect_status(200)?;
            server.expect_rest()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pool/busy-session-takes-turns",
        basis: Basis::Course,
        stages: Stages::since(7),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "While a session sends one request right after the other to the only worker, another client gets 200.",
        why: "Such a session is never idle for 100 ms. Without turns, nobody else would get the worker.",
        hints: &[
            "After an answer, look whether others wait: if so, the session goes to the back of the queue.",
        ],
        run: busy_session_takes_turns,
        ..Check::DEFAULT
    },
    Check {
        id: "pool/idle-session-keeps-its-answer",
        basis: Basis::Course,
        rfc: &["9112 §9.6"],
        stages: Stages::since(7),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
            Need::Folder,
        ],
        expect: "A session that gives way gets the rest of its large answer, although it sends more bytes at that moment.",
        why: "The server has written the whole answer, but the client has not read it yet. If the server closes the socket now, more bytes from the client bring a reset, and a reset destroys the rest of the answer.",
        hints: &["Close an idle session like any other: half-close, then read on for a while."],
        run: idle_session_keeps_its_answer,
        ..Check::DEFAULT
    },
];

/// In bytes: more than the client's system takes before the client reads, and less than both sides take.
const LARGE: usize = 1024 * 1024;

/// An idle session gives way within this time, or the check asks for less.
const GIVES_WAY: Duration = Duration::from_millis(400);

/// A server that waits for silent clients frees a worker after this time, which the answer is compared with.
const TIMEOUT: Duration = Duration::from_secs(10);
const TIMEOUT_OPTION: &str = "10";

fn start_with_two_workers(target: &Target) -> Result<Server, Failure> {
    let launch = target.launch().where_taken("--workers", "2");
    launch.where_taken("--timeout", TIMEOUT_OPTION).start()
}

fn expect_quick_answer(server: &Server) -> Result<(), Failure> {
    let begin = Instant::now();
    server.get("/echo/a")?.expect_status(200)?;
    expect_much_less_than_the_timeout(begin.elapsed())
}

fn expect_much_less_than_the_timeout(waited: Duration) -> Result<(), Failure> {
    ensure(
        waited < TIMEOUT / 2,
        format!("the answer took {waited:?}, and the timeout of silent clients is {TIMEOUT:?}"),
    )
}

/// The other client leaves with its answer, so that the worker is free again. On a busy machine the
/// session may be idle for 100 ms, and is then closed: it goes on over a new connection.
fn busy_session_takes_turns(target: &Target) -> Result<(), Failure> {
    let server = start(target, 1, 8)?;
    let mut busy = server.connect()?;
    ask(&mut busy)?;
    let mut other = server.begin("/echo/a")?;
    thread::scope(|scope| {
        let waiting = scope.spawn(move || other.read_response()?.expect_status(200));
        while !waiting.is_finished() {
            if ask(&mut busy).is_err() {
                busy = server.connect()?;
            }
        }
        waiting.join().map_err(|_| Failure::new("the thread that waits panicked"))?
    })?;
    Ok(())
}

/// The other client says nothing. It only waits for the worker, and so the session has to give way.
fn idle_session_keeps_its_answer(target: &Target) -> Result<(), Failure> {
    in_some_attempt("to be quicker than two seconds", || {
        let content = vec![b'a'; LARGE];
        let server = pool::launch(target, 1, 8).stored("large.bin", &*content).start()?;
        let begin = Instant::now();
        let mut client = server.connect()?;
        client
            .send("GET /files/large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")?
            .wait_for_answer()?;
        let _other = server.connect()?;
        thread::sleep(GIVES_WAY);
        client.send_in_pieces("GET /".as_bytes().chunks(1))?;
        let answer = client.read_response().and_then(|answer| answer.expect_status(200));
        if begin.elapsed() > DRAIN {
            return Ok(false);
        }
        ensure(answer?.body == content, "the answer is not the file").map(|()| true)
    })
}
