//! Workers and sessions: an idle connection is worth less than a client that waits.

use super::{OPEN_REQUEST, start};
use crate::{Check, Client, Failure, Server, Stages, Subject, ensure, in_parallel};
use std::time::{Duration, Instant};

/// What holds between the pool and the sessions.
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
        holds: Stages::since(7),
        fails: Stages::only(6),
        claim: "With one worker, a queue of two and six clients that say nothing, a new client is answered long before the timeout.",
        curl: "{program} --workers 1 --queue 2 & for i in $(seq 6); do sleep 60 | nc localhost 4221 & done; sleep 1; curl -i localhost:4221/about",
        why: "A queue full of clients that say nothing refuses all who have something to say.",
        hints: &["Those who are silent give way not only at a worker, but also in the queue."],
        run: |subject| {
            let launch = subject.launch().options(["--workers", "1", "--queue", "2"]);
            let server = launch.options(["--timeout", "10"]).start()?;
            let _silent = in_parallel(6, |_| server.connect())?;
            let start = Instant::now();
            server.wait_until("a client to be served", |server| {
                Ok(server.get("/about")?.expect_status_among(&[200, 503])?.status == 200)
            })?;
            expect_much_less_than_the_timeout(start.elapsed())
        },
    },
    Check {
        id: "pool/idle-clients-cost-nothing",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "While ten idle clients take turns at two workers, the server hardly computes.",
        curl: "{program} --workers 2 & for i in $(seq 10); do sleep 60 | nc localhost 4221 & done; top",
        why: "To look at each connection again and again, without a wait in between, keeps a processor busy with nothing.",
        hints: &[
            "A short wait for each is enough: a millisecond is long for a processor, and short for a client.",
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
        why: "Such a session is never idle for 100 ms, so nothing but taking turns lets others through.",
        hints: &[
            "After an answer, look whether others wait: if so, the session goes to the end of the queue.",
        ],
        run: busy_session_takes_turns,
    },
];

/// The timeout is what a quick answer is compared with.
const TIMEOUT: Duration = Duration::from_secs(10);

fn start_with_two_workers(subject: &Subject) -> Result<Server, Failure> {
    subject.start_with(["--workers", "2", "--timeout", &TIMEOUT.as_secs().to_string()])
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

fn asks(client: &mut Client) -> Result<(), Failure> {
    client.send(OPEN_REQUEST)?.read_response()?.expect_status(200)?;
    Ok(())
}

fn busy_session_takes_turns(subject: &Subject) -> Result<(), Failure> {
    let server = start(subject, 1, 8)?;
    let mut busy = server.connect()?;
    asks(&mut busy)?;
    let mut waiting = server.begin("/about")?;
    let deadline = Instant::now() + subject.patience();
    while !waiting.has_something_to_read()? {
        ensure(Instant::now() < deadline, "the other client waits for as long as this one asks")?;
        asks(&mut busy)?;
    }
    waiting.read_response()?.expect_status(200)?;
    asks(&mut busy)
}
