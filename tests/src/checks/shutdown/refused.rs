//! What a signal does to clients that were refused just before.

use super::expect_clean_exit;
use crate::checks::closing::DRAIN;
use crate::checks::{in_some_attempt, pool};
use crate::requests::request;
use crate::{Check, Client, Failure, Server, Stages, Subject};
use std::thread;
use std::time::{Duration, Instant};

/// A server that does not wait for refused clients ends within this time.
const EXIT: Duration = Duration::from_millis(300);

/// In bytes: what the refused client sends before the signal, and once more after it.
const HALF: usize = 100_000;

/// In milliseconds: what the accepted clients ask for.
const SLEEP: u32 = 300;

/// What is expected for refused clients.
pub const CHECKS: &[Check] = &[Check {
    id: "shutdown/refused-client",
    holds: Stages::since(6),
    fails: Stages::NONE,
    claim: "A client that was refused just before the signal, and takes its time, gets its whole 503 without a reset.",
    curl: "{program} --workers 1 --queue 1 & for i in 1 2; do curl -s localhost:4221/sleep/500 & done; sleep 0.1; (printf 'POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 6\\r\\n\\r\\nabc'; sleep 1.3; printf def) | nc localhost 4221 & sleep 0.1; kill %1; wait",
    why: "If the process ends before the client has sent everything, the system answers the rest with a reset, and a reset can destroy the 503 (RFC 9112 §9.6).",
    hints: &[
        "Who sees to the end of refused connections, and does the exit wait for that?",
        "Wait for them as for the workers. Each takes two seconds at most.",
    ],
    run: loses_no_refusal,
}];

fn loses_no_refusal(subject: &Subject) -> Result<(), Failure> {
    in_some_attempt("to be quicker than two seconds", || {
        let server = pool::launch(subject, 1, 1).start()?;
        let sleeps = format!("/sleep/{SLEEP}");
        let accepted = [server.begin(&sleeps)?, server.begin(&sleeps)?];
        let begin = Instant::now();
        let mut refused = server.connect()?;
        let upload = request("POST", "/", "Content-Length: 200000\r\n", &vec![b'a'; HALF]);
        refused.send(upload)?.wait_for_answer()?;
        server.terminate()?;
        for mut client in accepted {
            client.read_response()?.expect_status(200)?;
        }
        wait_for_early_exit(&server);
        let answer = finish_upload(&mut refused);
        if begin.elapsed() > DRAIN {
            return Ok(false);
        }
        drop(refused);
        answer.and_then(|()| expect_clean_exit(&server)).map(|()| true)
    })
}

/// Only a server that does not wait for the refused client ends now.
fn wait_for_early_exit(server: &Server) {
    let begin = Instant::now();
    while server.is_running() && begin.elapsed() < EXIT {
        thread::sleep(Duration::from_millis(2));
    }
}

/// Each piece arrives apart, so that a reset that one of them brings shows with the next.
fn finish_upload(client: &mut Client) -> Result<(), Failure> {
    client.send_in_pieces(vec![b'a'; HALF].chunks(HALF / 10))?;
    client.read_response()?.expect_status(503)?;
    client.expect_closed()
}
