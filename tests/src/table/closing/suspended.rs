//! A server loses no answer if it is suspended and resumed (Ctrl-Z and `fg`).
//!
//! The two signals interrupt a read or write that has a time limit, even if no handler runs.

use super::DRAIN;
use crate::bytes::find_difference;
use crate::requests::request;
use crate::table::in_some_attempt;
use crate::{Check, Client, Failure, Need, Server, Stages, Target, ensure};
use std::thread;
use std::time::{Duration, Instant};

/// The signals interrupt only a read or write that waits at that moment. One of several tries hits.
const TRIES: usize = 5;

/// Usually the server is back in its read or write after this time.
const PAUSE: Duration = Duration::from_millis(10);

/// In bytes: more than a server accepts, so that it refuses the body.
const TOO_LARGE: &str = "Content-Length: 999999999\r\n";

/// In bytes: more than fits into the buffers of both sides, so that the server has to wait for us.
const LARGE: u32 = 24 * 1024 * 1024;

/// Checks of a server that is suspended and resumed.
pub const CHECKS: &[Check] = &[
    Check {
        id: "closing/suspended-while-draining",
        rfc: &["9112 §9.6"],
        stages: Stages::since(4),
        needs: &[Need::Signals],
        expect: "A client whose upload is too large gets 413 and a close without a reset, although the server is suspended and resumed while the client still sends.",
        why: "Ctrl-Z and `fg`, a debugger or a sleeping laptop interrupt the wait for the client. The server should then go on waiting.",
        hints: &[
            "A read with a time limit may fail with `ErrorKind::Interrupted`. Does your drain end then?",
            "After an interruption, read again: nothing has happened to the connection.",
        ],
        run: drains_on,
        ..Check::DEFAULT
    },
    Check {
        id: "closing/suspended-while-answering",
        stages: Stages::since(4),
        needs: &[Need::Folder, Need::Signals],
        expect: "A file of 24 MiB arrives with status 200 and all its bytes, although the server is suspended and resumed in the middle.",
        why: "The signals interrupt a write that waits for a slow client. If the answer ends there, the client has half a file, and may not even notice.",
        hints: &[
            "A write with a time limit may fail with `ErrorKind::Interrupted`, and `io::copy` may pass that on.",
            "Read a piece of the file, and write all of it: `write_all` tries again after an interruption.",
        ],
        run: |target| {
            let content: Vec<u8> = (0..LARGE / 4).flat_map(u32::to_be_bytes).collect();
            let server = target.launch().stored("large.bin", &*content).start()?;
            let mut client = server.begin("/files/large.bin")?;
            suspend_often(&server, || read_some(&mut client))?;
            let answer = client.read_response()?.expect_status(200)?;
            let difference = find_difference(&content, &answer.body);
            ensure(difference.is_none(), format!("expected another file: {difference:?}"))
        },
        ..Check::DEFAULT
    },
];

fn drains_on(target: &Target) -> Result<(), Failure> {
    in_some_attempt("to be quicker than two seconds", || {
        let server = target.start()?;
        let mut client = server.connect()?;
        client.send(request("POST", "/", TOO_LARGE, b""))?.wait_for_answer()?;
        let begin = Instant::now();
        let sent = suspend_often(&server, || client.send([b'a'; 1024]).map(drop));
        let answer = sent.and_then(|()| client.read_response()?.expect_status(413));
        let closed = client.expect_closed();
        if begin.elapsed() > DRAIN {
            return Ok(false);
        }
        answer.and(closed).map(|()| true)
    })
}

/// Takes a step, then suspends and resumes the server, and again.
fn suspend_often(
    server: &Server,
    mut step: impl FnMut() -> Result<(), Failure>,
) -> Result<(), Failure> {
    for _ in 0..TRIES {
        step()?;
        thread::sleep(PAUSE);
        server.suspend()?;
        server.resume()?;
    }
    thread::sleep(PAUSE);
    Ok(())
}

/// Reads so much that the server can write again, and then has to wait again.
fn read_some(client: &mut Client) -> Result<(), Failure> {
    client.wait_for_answer()?;
    client.has_something_to_read().map(drop)
}
