//! What a signal does to open connections.

use super::{expect_clean_exit, expect_no_more_service};
use crate::table::quick::OPEN_REQUEST;
use crate::{Basis, Check, Client, Failure, FailureKind, Need, Server, Stages, Target, ensure};
use std::time::Duration;

/// Far longer than the check waits for anything: an exit sooner than that does not come from the timeout.
const LONG_TIMEOUT: [&str; 2] = ["--timeout", "60"];

/// A server that stays open for so long after an answer did not mean to close.
const A_WHILE: Duration = Duration::from_millis(300);

/// Checks of open connections.
pub const CHECKS: &[Check] = &[
    Check {
        id: "shutdown/silent-clients",
        basis: Basis::Course,
        stages: Stages::since(7),
        fails_on: Stages::only(6),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--timeout"), Need::Signals],
        expect: "Two clients that have sent nothing get a plain close, and the server exits with 0, long before its timeout of 60 s.",
        why: "A browser may hold an unused connection open for minutes. No request is lost with it.",
        hints: &[
            "A worker that waits for a first byte has to notice the shutdown: wait in short pieces, and look at the flag in between.",
        ],
        run: |target| {
            let server = target.start_with(LONG_TIMEOUT)?;
            let mut silent = [server.connect()?, server.connect()?];
            server.get("/echo/a")?.expect_status(200)?;
            stops_and_closes(&server, &mut silent)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "shutdown/idle-sessions",
        basis: Basis::Course,
        rfc: &["9112 §9.5"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout"), Need::Signals],
        expect: "Three sessions that are idle after an answer get a plain close, and the server exits with 0, long before its timeout of 60 s.",
        why: "A server may close a session between two requests at any time, and clients expect that.",
        hints: &[
            "A session waits for its next request as a new client does for its first. Both waits can end in the same way.",
        ],
        run: |target| {
            let server = target.start_with(LONG_TIMEOUT)?;
            let mut idle = [server.connect()?, server.connect()?, server.connect()?];
            for client in &mut idle {
                client.send("GET /echo/a HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
                client.read_response()?.expect_status(200)?;
            }
            stops_and_closes(&server, &mut idle)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "shutdown/answer-says-close",
        basis: Basis::Should,
        rfc: &["9112 §9.6"],
        stages: Stages::since(7),
        needs: &[Need::PostEcho, Need::Signals],
        expect: "If the server answers a request that was under way at SIGTERM and then closes the connection at once, the answer says Connection: close.",
        why: "Without it, the client would send its next request on a connection that is about to end, and that request would be lost.",
        hints: &[
            "Ask after the handler has run whether the server has to stop: the signal may have come meanwhile.",
        ],
        run: says_close,
        ..Check::DEFAULT
    },
    Check {
        id: "shutdown/no-further-request",
        basis: Basis::Course,
        stages: Stages::since(7),
        needs: &[Need::Signals],
        expect: "A session has a request under way when the signal comes. It gets 200 for that one, and no answer to the next.",
        why: "If each answer may be followed by another request, a busy session keeps the server running.",
        hints: &["After an answer that says close, read no further request from that connection."],
        run: serves_no_further_request,
        ..Check::DEFAULT
    },
];

fn stops_and_closes(server: &Server, clients: &mut [Client]) -> Result<(), Failure> {
    server.terminate()?;
    for client in clients {
        client.expect_closed()?;
    }
    expect_clean_exit(server)
}

/// A request is under way when the signal comes: the server has accepted its connection before, and has
/// handled the signal since.
fn begin_upload_and_stop(target: &Target) -> Result<(Server, Client), Failure> {
    let server = target.start()?;
    let mut session = server.connect()?;
    session.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\na")?;
    server.get("/")?;
    server.terminate()?;
    expect_no_more_service(&server)?;
    Ok((server, session))
}

/// RFC 9112: “A sender SHOULD send a Connection header field […] containing the ‘close’ connection option when
/// it intends to close a connection.” A server may also keep it open, or end it without an answer.
fn says_close(target: &Target) -> Result<(), Failure> {
    let (_server, mut session) = begin_upload_and_stop(target)?;
    let answer = session.send("b").and_then(Client::read_response);
    let Ok(answer) = answer else {
        return Err(Failure::skipped("this server ends without an answer to the last request"));
    };
    if answer.clone().expect_connection("close").is_ok() {
        return session.expect_gone();
    }
    let stays_open = session.expect_silence(A_WHILE).is_ok();
    ensure(stays_open, "the server ended the connection, but its last answer did not say close")
}

fn serves_no_further_request(target: &Target) -> Result<(), Failure> {
    let (server, mut session) = begin_upload_and_stop(target)?;
    session.send(["b", OPEN_REQUEST].concat())?.read_response()?.expect_status(200)?;
    let next = session.read_response();
    let is_closed = matches!(next, Err(failure) if failure.kind == FailureKind::Closed);
    ensure(is_closed, "the server did not end the connection after the last answer")?;
    drop(session);
    expect_clean_exit(&server)
}
