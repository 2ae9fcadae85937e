//! Workers and sessions: an idle connection is worth less than a client that waits.

use super::start;
use crate::{Check, Client, Failure, Server, Stages, Subject, ensure, in_parallel};
use std::thread;
use std::time::{Duration, Instant};

/// A request whose connection stays open.
const REQUEST: &str = "GET /about HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// For so long a session may be idle before it is given up for another's sake.
const IDLE: Duration = Duration::from_millis(100);

/// How often we try to be quicker than that: a busy machine may hold us up.
const ATTEMPTS: usize = 20;

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
                client.send(REQUEST)?.read_response()?.expect_status(200)?;
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
        id: "pool/idle-session-is-not-given-up-early",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A session that asks again within 100 ms of its last answer is served, although another client waits for its worker.",
        curl: "{program} --workers 1 & curl -v localhost:4221/about localhost:4221/about & curl -i localhost:4221/about",
        why: "A client that is given up between two requests that follow each other has to connect anew each time, and its request may be lost on the way (RFC 9112 §9.5).",
        hints: &[
            "Count the idle time from the last answer, and look at it before you give up a session.",
            "What has arrived already is not idleness: read before you close.",
        ],
        run: |subject| hurries_and_is_served(subject, true),
    },
    Check {
        id: "pool/newcomer-is-not-given-up-early",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A client that sends its first byte within 100 ms of connecting is served, although another one waits for its worker.",
        curl: "{program} --workers 1 & (sleep 0.05; printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n') | nc localhost 4221 & curl -i localhost:4221/about",
        why: "Between a connection and its first byte lies a trip over the network. Who closes at once serves nobody who is far away.",
        hints: &["The idle time of a new connection begins when it is accepted."],
        run: |subject| hurries_and_is_served(subject, false),
    },
    Check {
        id: "pool/idle-session-stays-when-nobody-waits",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "With two workers, two sessions stay open through half a second of idleness when nobody waits.",
        curl: "{program} --workers 2 & (printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n'; sleep 0.5; printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n') | nc localhost 4221",
        why: "A session is worth keeping: it spares the next request a handshake (RFC 9112 §9.3). Without a need, there is no reason to end it.",
        hints: &[
            "All workers being busy is not yet somebody waiting. Ask whether the queue is empty.",
        ],
        run: |subject| {
            let server = start_with_two_workers(subject)?;
            let mut sessions = [server.connect()?, server.connect()?];
            for client in &mut sessions {
                client.send(REQUEST)?.read_response()?.expect_status(200)?;
            }
            sessions[0].expect_silence(5 * IDLE)?;
            for client in &mut sessions {
                client.send(REQUEST)?.read_response()?.expect_status(200)?;
            }
            Ok(())
        },
    },
    Check {
        id: "pool/begun-request-is-not-given-up",
        holds: Stages::since(6),
        fails: Stages::NONE,
        claim: "A client that has sent a part of its head is not given up for another's sake: it has until the timeout.",
        curl: "{program} --workers 1 & (printf 'GET / HT'; sleep 0.5; printf 'TP/1.1\\r\\nHost: localhost\\r\\n\\r\\n') | nc localhost 4221 & curl -i localhost:4221/about",
        why: "A request that has begun is not idleness. A slow client would never get through while the server is busy.",
        hints: &["One byte of a request ends the idle time, and the deadline of the head begins."],
        run: |subject| {
            let server = start(subject, 1, 8)?;
            let mut slow = server.connect()?;
            slow.send("GET /about HT")?;
            let mut waiting = server.begin("/about")?;
            slow.expect_silence(5 * IDLE)?;
            slow.send("TP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
            slow.read_response()?.expect_status(200)?;
            drop(slow);
            waiting.read_response()?.expect_status(200)?;
            Ok(())
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

/// With one worker, a client uses its time well while another one waits for that worker.
fn hurries_and_is_served(subject: &Subject, after_an_answer: bool) -> Result<(), Failure> {
    let server = start(subject, 1, 8)?;
    for _ in 0..ATTEMPTS {
        let begin = Instant::now();
        let mut client = server.connect()?;
        if after_an_answer {
            client.send(REQUEST)?.read_response()?.expect_status(200)?;
        }
        let mut waiting = server.begin("/about")?;
        thread::sleep(IDLE / 2);
        let is_sent = client.send(REQUEST).is_ok();
        let is_in_time = begin.elapsed() < IDLE;
        let is_served = is_sent && client.read_response().is_ok();
        ensure(is_served || !is_in_time, "the client was given up before 100 ms of idleness")?;
        if is_served {
            drop(client);
            waiting.read_response()?.expect_status(200)?;
            return Ok(());
        }
    }
    Err(Failure::skipped("this machine is too busy for a request within 100 ms"))
}

fn asks(client: &mut Client) -> Result<(), Failure> {
    client.send(REQUEST)?.read_response()?.expect_status(200)?;
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
