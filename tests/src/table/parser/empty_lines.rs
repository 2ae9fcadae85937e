//! Empty lines before a request.

use super::{refuses, with_line};
use crate::{Basis, Check, Client, Failure, FailureKind, Need, Server, Stages, Target, ensure};
use std::time::{Duration, Instant};

/// All checks of this file.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/empty-line-before-a-request",
        basis: Basis::Should,
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Status],
        expect: "`GET /` gets the same status with one empty line before it, wherever that line is cut in two.",
        why: "Some old clients send a line end after a body and do not count it. A server should ignore at least one.",
        hints: &["Remove \\r\\n from the front of the buffer before you parse."],
        run: |target| {
            let server = target.start()?;
            let status = server.exchange(with_line("GET / HTTP/1.1"))?.status;
            let request = format!("\r\n{}", with_line("GET / HTTP/1.1"));
            server.exchange(&request)?.expect_status(status)?;
            for at in 1..3 {
                let mut client = server.connect()?;
                client.send_in_pieces([&request[..at], &request[at..]])?;
                client.read_response()?.expect_status(status)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/empty-line-between-requests",
        basis: Basis::Should,
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::PostEcho, Need::Route("/echo/a"), Need::KeepAlive],
        expect: "A POST with a line end after its body, and a GET after that, are both answered with 200.",
        why: "The stray line comes from such clients: they send \\r\\n after the last byte of a form.",
        hints: &["Skip the line before each request, not only before the first."],
        run: |target| {
            let post = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello\r\n";
            target.start()?.exchange_and_next(post)?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/several-empty-lines",
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        expect: "Several empty lines before a request are ignored or refused with 400. An empty line that is a line feed alone is refused.",
        why: "A server may ignore more than one empty line. It may also accept a line feed alone, but then two parsers can disagree about where a line ends.",
        hints: &["Skip \\r\\n, and nothing else, before you parse."],
        run: |target| {
            let server = target.start()?;
            let request = with_line("GET / HTTP/1.1");
            server.exchange(format!("\r\n\r\n{request}"))?.expect_status_among(&[200, 400])?;
            refuses(target, [format!("\n{request}"), "\n".into(), "\r\n\n".into()])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/endless-empty-lines",
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout")],
        expect: "A client that sends nothing but empty lines is disconnected before four times the timeout is over.",
        why: "Each line is a sign of life, and none is a request. Without a limit, one client can occupy a worker as long as it likes.",
        hints: &[
            "Empty lines must not restart the deadline, and you must not skip them without end.",
        ],
        run: endless_empty_lines,
        ..Check::DEFAULT
    },
    Check {
        id: "parser/empty-line-then-silence",
        rfc: &["9112 §2.2", "9112 §9.5"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout"), Need::PostEcho],
        expect: "If only an empty line, or its `\\r`, arrives, the server closes after the timeout, without a 408.",
        why: "The client has sent everything that it wanted, and a line end that does not count. It would take a 408 for the answer to its next request.",
        hints: &[
            "Skip the empty line before you decide whether a request has begun.",
            "A `\\r` may become an empty line. Only another byte after it shows that it does not.",
        ],
        run: closes_without_a_word,
        ..Check::DEFAULT
    },
    Check {
        id: "parser/empty-line-does-not-delay-the-end",
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout"), Need::Signals, Need::PostEcho],
        expect: "After SIGTERM the server closes a session that has sent only an empty line, or its `\\r`, since its last request, and exits with 0.",
        why: "A stray line end is ignored, so there is no request to wait for. Otherwise one such client would keep the server running.",
        hints: &["Ask the parser whether a request has begun, not the buffer whether it is empty."],
        run: does_not_delay_the_end,
        ..Check::DEFAULT
    },
];

/// A stray empty line, and its first half.
const LINE_ENDS: [&str; 2] = ["\r\n", "\r"];

/// How long the server waits. It must not close long before that.
const TIMEOUT: Duration = Duration::from_millis(400);

/// One client after the other: the server may close an idle connection early if another one waits.
fn closes_without_a_word(target: &Target) -> Result<(), Failure> {
    let server = target.start_with(["--timeout", "0.4"])?;
    for line_end in LINE_ENDS {
        let begin = Instant::now();
        server.connect()?.send(line_end)?.expect_closed()?;
        expect_patience_since(begin)?;
        let begin = Instant::now();
        post_and_then(&server, line_end)?.expect_closed()?;
        expect_patience_since(begin)?;
    }
    Ok(())
}

/// Clocks differ by a little.
fn expect_patience_since(begin: Instant) -> Result<(), Failure> {
    let waited = begin.elapsed();
    ensure(
        waited * 10 > TIMEOUT * 9,
        format!("the server closed after {waited:?}, and its timeout is {TIMEOUT:?}"),
    )
}

fn does_not_delay_the_end(target: &Target) -> Result<(), Failure> {
    let server = target.start_with(["--timeout", "60"])?;
    let mut clients = [post_and_then(&server, "\r\n")?, post_and_then(&server, "\r")?];
    server.terminate()?;
    for client in &mut clients {
        client.expect_closed()?;
    }
    let status = server.wait_exit()?;
    ensure(status.code() == Some(0), format!("expected exit code 0, but got {status}"))
}

/// Sends a request and this after its body, in one write, and reads the answer.
fn post_and_then(server: &Server, line_end: &str) -> Result<Client, Failure> {
    let post = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\na";
    let mut client = server.connect()?;
    client.send(format!("{post}{line_end}"))?.read_response()?.expect_status(200)?;
    Ok(client)
}

/// The server ends the connection although the client never stops: for four times the timeout, it
/// sends a line each sixth of it.
fn endless_empty_lines(target: &Target) -> Result<(), Failure> {
    let server = target.start_with(["--timeout", "0.3"])?;
    let mut client = server.connect()?;
    for _ in 0..24 {
        let is_open = client.send("\r\n").is_ok();
        if !is_open || client.expect_silence(Duration::from_millis(50)).is_err() {
            return client.expect_gone();
        }
    }
    Err(Failure::new("the server still reads empty lines after four times its timeout"))
}
