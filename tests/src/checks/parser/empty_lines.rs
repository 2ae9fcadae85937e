//! Empty lines before a request.

use super::{refuses, with_line};
use crate::{Check, Client, Failure, Server, Stages, Subject, ensure};
use std::time::{Duration, Instant};

/// All checks of this file.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/empty-line-before-a-request",
        holds: Stages::since(7),
        fails: Stages::between(3, 6),
        claim: "One empty line before a request is ignored, wherever it is cut in two.",
        curl: r"printf '\r\nGET /echo/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' | nc {host} {port}",
        why: "Some old clients end a body with a line end that they do not count. A server should ignore at least one (RFC 9112 §2.2).",
        hints: &["Take \\r\\n off the front of the buffer before you parse."],
        run: |subject| {
            let server = subject.start()?;
            let request = format!("\r\n{}", with_line("GET /echo/a HTTP/1.1"));
            server.exchange_and_next(&request)?.expect_status(200)?.expect_body("a")?;
            for at in 1..3 {
                let mut client = server.connect()?;
                client.send_in_pieces([&request[..at], &request[at..]])?;
                client.read_response()?.expect_status(200)?.expect_body("a")?;
            }
            Ok(())
        },
    },
    Check {
        id: "parser/empty-line-between-requests",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "A line end that follows a body and is not counted in its length does not disturb the next request.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello\r\nGET /echo/next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' | nc {host} {port}",
        why: "This is where the stray line comes from: a client that ends its form with \\r\\n behind the last byte (RFC 9112 §2.2).",
        hints: &["Skip the line before each request, not only before the first."],
        run: |subject| {
            let post = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello\r\n";
            subject.start()?.exchange_and_next(post)?.expect_status(200)?.expect_body("hello")?;
            Ok(())
        },
    },
    Check {
        id: "parser/empty-line-then-silence",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "An empty line, or the `\\r` of one, does not begin a request: if nothing follows, the server closes after the timeout, without a 408.",
        curl: r"{program} --timeout 1 & (printf 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na\r\n'; sleep 60) | nc localhost 4221",
        why: "The client has sent all that it wanted, and a line end that does not count (RFC 9112 §2.2). It would take a 408 for the answer to its next request (RFC 9112 §9.5).",
        hints: &[
            "Skip the empty line before you decide whether a request has begun.",
            "A `\\r` may become an empty line. Only another byte after it shows that it does not.",
        ],
        run: closes_without_a_word,
    },
    Check {
        id: "parser/empty-line-does-not-delay-the-end",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A session with nothing but an empty line, or its `\\r`, after the last request is idle: SIGTERM closes it at once, not after the timeout.",
        curl: r"{program} --timeout 60 & (printf 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na\r\n'; sleep 90) | nc localhost 4221 & sleep 1; kill %1; time wait %1",
        why: "A stray line end is ignored (RFC 9112 §2.2), so there is no request to wait for. One such client would keep the server from ending.",
        hints: &["Ask the parser whether a request has begun, not the buffer whether it is empty."],
        run: does_not_delay_the_end,
    },
    Check {
        id: "parser/several-empty-lines",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "Several empty lines before a request are ignored or refused with 400. An empty line that is a line feed alone is refused.",
        curl: r"printf '\r\n\r\nGET /echo/a HTTP/1.1\r\nHost: x\r\n\r\n' | nc {host} {port}",
        why: "A server should ignore at least one empty line, and may ignore more. It may also accept a line feed alone, but then two parsers can disagree about where a line ends (RFC 9112 §2.2).",
        hints: &["Skip \\r\\n, and nothing else, before you parse."],
        run: |subject| {
            let server = subject.start()?;
            let request = with_line("GET /echo/a HTTP/1.1\r\nConnection: close");
            server.exchange(format!("\r\n\r\n{request}"))?.expect_status_among(&[200, 400])?;
            refuses(subject, [format!("\n{request}"), "\n".into(), "\r\n\n".into()])
        },
    },
    Check {
        id: "parser/endless-empty-lines",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A client that sends nothing but empty lines is disconnected.",
        curl: r"yes '' | sed 's/$/\r/' | nc {host} {port}",
        why: "Each line is a sign of life, and none is a request: without a limit, one client keeps a worker as long as it likes (RFC 9112 §2.2).",
        hints: &["Empty lines must neither restart the deadline nor be skipped without end."],
        run: endless_empty_lines,
    },
];

/// What may be left of an empty line that belongs to nothing.
const LINE_ENDS: [&str; 2] = ["\r\n", "\r"];

/// How long the server waits. It must not close long before that.
const TIMEOUT: Duration = Duration::from_millis(400);

/// One client after the other: the server may close an idle connection early if another one waits.
fn closes_without_a_word(subject: &Subject) -> Result<(), Failure> {
    let server = subject.start_with(["--timeout", "0.4"])?;
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

fn does_not_delay_the_end(subject: &Subject) -> Result<(), Failure> {
    let server = subject.start_with(["--timeout", "60"])?;
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
fn endless_empty_lines(subject: &Subject) -> Result<(), Failure> {
    let server = subject.start_with(["--timeout", "0.3"])?;
    let mut client = server.connect()?;
    for _ in 0..24 {
        let is_open = client.send("\r\n").is_ok();
        if !is_open || client.expect_silence(Duration::from_millis(50)).is_err() {
            return client.expect_gone();
        }
    }
    Err(Failure::new("the server still reads empty lines after four times its timeout"))
}
