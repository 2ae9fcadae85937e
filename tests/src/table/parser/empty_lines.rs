//! Empty lines before a request.

use super::{refuses, with_line};
use crate::{Basis, Check, Client, Failure, FailureKind, Need, Server, Stages, Target, ensure};
use std::time::{Duration, Instant};

/// All checks of this file.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/empty-line-before-a-request",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Closed],
        expect: "One empty line before a request is ignored, wherever it is cut in two.",
        why: "Some old clients end a body with a line end that they do not count. A server should ignore at least one.",
        hints: &["Take \\r\\n off the front of the buffer before you parse."],
        run: |target| {
            let server = target.start()?;
            let request = format!("\r\n{}", with_line("GET /echo/a HTTP/1.1"));
            server.exchange_and_next(&request)?.expect_status(200)?.expect_body("a")?;
            for at in 1..3 {
                let mut client = server.connect()?;
                client.send_in_pieces([&request[..at], &request[at..]])?;
                client.read_response()?.expect_status(200)?.expect_body("a")?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/empty-line-between-requests",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "A line end that follows a body and is not counted in its length does not disturb the next request.",
        why: "This is where the stray line comes from: a client that ends its form with \\r\\n behind the last byte.",
        hints: &["Skip the line before each request, not only before the first."],
        run: |target| {
            let post = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello\r\n";
            target.start()?.exchange_and_next(post)?.expect_status(200)?.expect_body("hello")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/empty-line-then-silence",
        basis: Basis::Must,
        rfc: &["9112 §2.2", "9112 §9.5"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout")],
        expect: "An empty line, or the `\\r` of one, does not begin a request: if nothing follows, the server closes after the timeout, without a 408.",
        why: "The client has sent all that it wanted, and a line end that does not count. It would take a 408 for the answer to its next request.",
        hints: &[
            "Skip the empty line before you decide whether a request has begun.",
            "A `\\r` may become an empty line. Only another byte after it shows that it does not.",
        ],
        run: closes_without_a_word,
        ..Check::DEFAULT
    },
    Check {
        id: "parser/empty-line-does-not-delay-the-end",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout"), Need::Signals],
        expect: "A session with nothing but an empty line, or its `\\r`, after the last request is idle: SIGTERM closes it at once, not after the timeout.",
        why: "A stray line end is ignored, so there is no request to wait for. One such client would keep the server from ending.",
        hints: &["Ask the parser whether a request has begun, not the buffer whether it is empty."],
        run: does_not_delay_the_end,
        ..Check::DEFAULT
    },
    Check {
        id: "parser/several-empty-lines",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        expect: "Several empty lines before a request are ignored or refused with 400. An empty line that is a line feed alone is refused.",
        why: "A server should ignore at least one empty line, and may ignore more. It may also accept a line feed alone, but then two parsers can disagree about where a line ends.",
        hints: &["Skip \\r\\n, and nothing else, before you parse."],
        run: |target| {
            let server = target.start()?;
            let request = with_line("GET /echo/a HTTP/1.1\r\nConnection: close");
            server.exchange(format!("\r\n\r\n{request}"))?.expect_status_among(&[200, 400])?;
            refuses(target, [format!("\n{request}"), "\n".into(), "\r\n\n".into()])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/endless-empty-lines",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout")],
        expect: "A client that sends nothing but empty lines is disconnected.",
        why: "Each line is a sign of life, and none is a request: without a limit, one client keeps a worker as long as it likes.",
        hints: &["Empty lines must neither restart the deadline nor be skipped without end."],
        run: endless_empty_lines,
        ..Check::DEFAULT
    },
];

/// What may be left of an empty line that belongs to nothing.
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

/// Sends a request and this behind its body, in one write, and reads the answer.
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
