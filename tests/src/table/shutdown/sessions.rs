//! What a signal does to connections that are open, and have no request under way.

use super::{expect_clean_exit, expect_no_more_service};
use crate::{Basis, Check, Client, Failure, FailureKind, Need, Server, Stages, Target};

/// Far longer than the check waits for anything: no exit within that is due to the timeout.
const LONG_TIMEOUT: [&str; 2] = ["--timeout", "60"];

/// What is expected of open connections.
pub const CHECKS: &[Check] = &[
    Check {
        id: "shutdown/silent-clients",
        basis: Basis::Course,
        stages: Stages::since(7),
        fails_on: Stages::only(6),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--timeout"), Need::Signals],
        expect: "Clients that have sent nothing do not hold up the exit: their connections are closed at once, not after the timeout.",
        why: "Nothing is lost with a connection that nobody has used. A browser may hold one open for minutes.",
        hints: &[
            "A worker that waits for a first byte has to hear of the end: wait in short pieces, and look in between.",
        ],
        run: |target| {
            let server = target.start_with(LONG_TIMEOUT)?;
            let mut silent = [server.connect()?, server.connect()?];
            server.get("/about")?.expect_status(200)?;
            stops_and_closes(&server, &mut silent)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "shutdown/idle-sessions",
        basis: Basis::Must,
        rfc: &["9112 §9.5"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout"), Need::Signals],
        expect: "Sessions that are idle between two requests are closed at once, not after the timeout, and the server exits with 0.",
        why: "A server may close a session between two requests at any time, and its client has to be ready for that.",
        hints: &["It is the same wait as that for a first byte, and it can end in the same way."],
        run: |target| {
            let server = target.start_with(LONG_TIMEOUT)?;
            let mut idle = [server.connect()?, server.connect()?, server.connect()?];
            for client in &mut idle {
                client.send("GET /about HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
                client.read_response()?.expect_status(200)?;
            }
            stops_and_closes(&server, &mut idle)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "shutdown/answer-says-close",
        basis: Basis::Must,
        rfc: &["9112 §9.6"],
        stages: Stages::since(7),
        needs: &[Need::Signals],
        expect: "An answer that is given after the signal says Connection: close, although the client would have kept the connection.",
        why: "A client that is not told would send its next request into a connection that is about to end.",
        hints: &[
            "Look whether the server is to stop after the handler has run: it may have taken long.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut running = server.connect()?;
            running.send("GET /sleep/1000 HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
            server.get("/about")?.expect_status(200)?;
            server.terminate()?;
            running.read_response()?.expect_status(200)?.expect_header("Connection", "close")?;
            running.expect_closed()?;
            drop(running);
            expect_clean_exit(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "shutdown/no-further-request",
        basis: Basis::Course,
        stages: Stages::since(7),
        needs: &[Need::Signals],
        expect: "After the signal, a session finishes the request under way, and the one after it is not served any more.",
        why: "If each answer may be followed by another request, a busy session keeps the server from its end.",
        hints: &["The answer that says close is the last one of its connection (RFC 9112 §9.6)."],
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

/// The second request comes after the signal, and before the first is answered.
fn serves_no_further_request(target: &Target) -> Result<(), Failure> {
    let server = target.start()?;
    let mut session = server.connect()?;
    session.send("GET /sleep/1000 HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
    server.get("/about")?.expect_status(200)?;
    server.terminate()?;
    expect_no_more_service(&server)?;
    session.send("GET /about HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
    session.read_response()?.expect_status(200)?;
    session.expect_closed()?;
    drop(session);
    expect_clean_exit(&server)
}
