//! Workers and sessions: a client that waits is worth more than an idle connection.

use super::start;
use crate::checks::closing::DRAIN;
use crate::checks::quick::{OPEN_REQUEST, ask};
use crate::checks::{in_some_attempt, pool};
use crate::{Check, Failure, Server, Stages, Subject, ensure, in_parallel};
use std::thread;
use std::time::{Duration, Instant};

/// What is expected of the pool and the sessions together.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pool/silent-clients-give-way",
        holds: Stages::since(7),
        fails: Stages::only(6),
        claim: "With two workers and ten clients that say nothing, a new client is answered long before the timeout.",
        curl: "{program} --workers 2 & for i in $(seq 10); do sleep 60 | nc localhost 4221 & done; time curl -i localhost:4221/about",
        why: "A pool has few workers, and a silent client costs its owner nothing. As many of them as there are workers would take the server down.",
        hints: &[
            "Wait for the first byte in short pieces, and look around after each: does anybody wait for a worker?",
            "A connection without a byte can be closed at any time: nothing is lost (RFC 9112 §9.5).",
        ],
        run: |subject| {
            let server = start_with_two_workers(subject)?;
            let _silent = in_parallel(10, |_| server.connect())?;
            expect_quick_answer(&server)
        },
    },
    Check {
        id: "pool/idle-sessions-give-way",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "With two workers and ten sessions that are idle after an answer, a new client is answered long before the timeout.",
        curl: "{program} --workers 2 & for i in $(seq 10); do (printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n'; sleep 60) | nc localhost 4221 & done; time curl -i localhost:4221/about",
        why: "Every browser keeps its connections open for a while. A worker that waits for one of them must not let others wait (RFC 9112 §9.5).",
        hints: &[
            "Between two requests nothing is under way: a server may close there at any time.",
        ],
        run: |subject| {
            let server = start_with_two_workers(subject)?;
            let _idle = in_parallel(10, |_| {
                let mut client = server.connect()?;
                client.send(OPEN_REQUEST)?.read_response()?.expect_status(200)?;
                Ok(client)
            })?;
            expect_quick_answer(&server)
        },
    },
    Check {
        id: "pool/idle-clients-leave-the-queue",
        holds: Stages::since(7).but_not_the_event_loop(),
        fails: Stages::only(6),
        claim: "With one worker, a queue of two and six clients that say nothing, a new client is answered long before the timeout.",
        curl: "{program} --workers 1 --queue 2 & for i in $(seq 6); do sleep 60 | nc localhost 4221 & done; sleep 1; curl -i localhost:4221/about",
        why: "If silent clients fill the queue, every client that has something to say is refused.",
        hints: &["A silent client gives way in the queue too, not only at a worker."],
        run: |subject| {
            let launch = subject.launch().options(["--workers", "1", "--queue", "2"]);
            let server = launch.options(["--timeout", "10"]).start()?;
            let _silent = in_parallel(6, |_| server.connect())?;
            let start = Instant::now();
            server.wait_until_served()?;
            expect_much_less_than_the_timeout(start.elapsed())
        },
    },
    Check {
        id: "pool/idle-clients-cost-nothing",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "With two workers and ten clients that say nothing, the server hardly computes.",
        curl: "{program} --workers 2 & for i in $(seq 10); do sleep 60 | nc localhost 4221 & done; top",
        why: "A worker that looks at its idle connection again and again, without a wait in between, keeps a processor busy with nothing.",
        hints: &[
            "Wait for a byte with a time limit: 10 ms is long for a processor, and short for a client.",
        ],
        run: |subject| {
            let server = start_with_two_workers(subject)?;
            let _silent = in_parallel(10, |_| server.connect())?;
            server.get("/about")?.expect_status(200)?;
            server.expect_rest()
        },
    },
    Check {
        id: "pool/busy-session-takes-turns",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A session that sends one request right after the other does not keep the only worker to itself.",
        curl: "{program} --workers 1 & yes localhost:4221/about | head -100000 | xargs curl -s -o /dev/null & curl -i localhost:4221/about",
        why: "Such a session is never idle for 100 ms, so nobody else would get the worker.",
        hints: &[
            "After an answer, look whether others wait: if so, the session goes to the back of the queue.",
        ],
        run: busy_session_takes_turns,
    },
    Check {
        id: "pool/idle-session-keeps-its-answer",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A session that gives way gets the rest of its large answer, although it sends more bytes at that moment.",
        curl: "{program} --workers 1 & head -c 1M /dev/zero > files/large.bin; sleep 9 | nc localhost 4221 & (printf 'GET /files/large.bin HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n'; sleep 0.5; printf 'GET /') | nc localhost 4221 | (sleep 1; wc -c)",
        why: "The server has written the whole answer, but the client has not read it yet. If the server closes the socket now, more bytes from the client bring a reset, and a reset destroys the rest of the answer (RFC 9112 §9.6).",
        hints: &["Close an idle session like any other: half-close, then read on for a while."],
        run: idle_session_keeps_its_answer,
    },
];

/// In bytes: more than the client's system takes before the client reads, and less than both sides take.
const LARGE: usize = 1024 * 1024;

/// An idle session gives way within this time, or the check asks for less.
const GIVES_WAY: Duration = Duration::from_millis(400);

/// The timeout is what a quick answer is compared with.
const TIMEOUT: Duration = Duration::from_secs(10);

fn start_with_two_workers(subject: &Subject) -> Result<Server, Failure> {
    let timeout = TIMEOUT.as_secs().to_string();
    subject.launch().where_taken("--workers", "2").where_taken("--timeout", &timeout).start()
}

fn expect_quick_answer(server: &Server) -> Result<(), Failure> {
    let start = Instant::now();
    server.get("/about")?.expect_status(200)?;
    expect_much_less_than_the_timeout(start.elapsed())
}

fn expect_much_less_than_the_timeout(waited: Duration) -> Result<(), Failure> {
    ensure(
        waited < TIMEOUT / 10,
        format!("the answer took {waited:?}, which is near the timeout of {TIMEOUT:?}"),
    )
}

/// The other client leaves with its answer, so that the worker is free again. On a busy machine the
/// session may be idle for 100 ms, and is then closed: it goes on over a new connection.
fn busy_session_takes_turns(subject: &Subject) -> Result<(), Failure> {
    let server = start(subject, 1, 8)?;
    let mut busy = server.connect()?;
    ask(&mut busy)?;
    let mut other = server.begin("/about")?;
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
fn idle_session_keeps_its_answer(subject: &Subject) -> Result<(), Failure> {
    in_some_attempt("to be quicker than two seconds", || {
        let content = vec![b'a'; LARGE];
        let server = pool::launch(subject, 1, 8).stored("large.bin", &*content).start()?;
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
