//! What a signal does to clients that were refused just before.

use super::expect_clean_exit;
use crate::requests::request;
use crate::table::closing::DRAIN;
use crate::table::{in_some_attempt, pool};
use crate::{Basis, Check, Client, Failure, Need, Server, Stages, Target};
use std::thread;
use std::time::{Duration, Instant};

/// A server that does not wait for refused clients ends within this time.
const EXIT: Duration = Duration::from_millis(300);

/// In bytes: what the refused client sends before the signal, and once more after it.
const HALF: usize = 100_000;

/// Checks of refused clients.
pub const CHECKS: &[Check] = &[Check {
    id: "shutdown/refused-client",
    basis: Basis::Course,
    rfc: &["9112 §9.6"],
    stages: Stages::since(6),
    needs: &[
        Need::Option("--max-connections"),
        Need::Option("--queue"),
        Need::Option("--workers"),
        Need::Signals,
    ],
    expect: "A client was refused just before the signal, and sends the rest of its request after it. It gets its whole 503 and a plain close, without a reset, and the server exits with 0.",
    why: "If the process ends before the client has sent everything, the system answers the rest with a reset, and a reset can destroy the 503.",
    hints: &[
        "Which thread closes refused connections? Does the exit wait for it?",
        "Wait for it as for the workers. Each refused connection takes two seconds at most.",
    ],
    run: loses_no_refusal,
    ..Check::DEFAULT
}];

fn loses_no_refusal(target: &Target) -> Result<(), Failure> {
    in_some_attempt("to be quicker than two seconds", || {
        let server = pool::launch(target, 1, 1).start()?;
        let accepted = pool::begin_uploads(&server, 2)?;
        let begin = Instant::now();
        let mut refused = server.connect()?;
        let upload = request("POST", "/", "Content-Length: 200000\r\n", &vec![b'a'; HALF]);
        refused.send(upload)?.wait_for_answer()?;
        server.terminate()?;
        pool::finish_uploads(accepted)?;
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

/// Each piece arrives by itself. If one of them causes a reset, the next one shows it.
fn finish_upload(client: &mut Client) -> Result<(), Failure> {
    client.send_in_pieces(vec![b'a'; HALF].chunks(HALF / 10))?;
    client.read_response()?.expect_status(503)?;
    client.expect_closed()
}
