//! The access log.

use crate::bytes::readable;
use crate::{Basis, Check, Client, Failure, Need, Server, Stages, ensure};

/// Checks of the access log.
pub const CHECKS: &[Check] = &[
    Check {
        id: "cli/access-log",
        basis: Basis::Course,
        stages: Stages::since(3),
        needs: &[Need::Output],
        expect: "Each request is one line on stderr: the client, its request line, the status, the bytes of the body.",
        why: "The log is all that is left of a request when somebody asks what went wrong.",
        hints: &["Log when the answer is out: only then are its status and its length known."],
        run: |target| {
            let server = target.start()?;
            logs(&server, "GET /echo/12345 HTTP/1.1", 200)?;
            logs(&server, "GET /nowhere?at=all HTTP/1.1", 404)?;
            logs(&server, "GET nonsense HTTP/1.1", 400)?;
            let lines = server.stderr()?.lines().count();
            ensure(lines == 3, format!("three requests made {lines} lines"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/access-log-escapes",
        basis: Basis::Course,
        stages: Stages::since(3),
        needs: &[Need::Output],
        expect: "Control characters from the client are escaped in the log.",
        why: "A client that can write an escape sequence into a log can clear, colour or forge what its reader sees.",
        hints: &[
            "Bytes that come from a client are data, never text for a terminal.",
            "`escape_ascii` and `escape_debug` turn an escape character into visible ones.",
        ],
        run: |target| {
            let server = target.start()?;
            server.exchange("GET /\x1b[2Jgone\x07 HTTP/1.1\r\nHost: x\r\n\r\n")?;
            server.exchange(b"GET /\xc2\x9b2Jgone\x00\x7f\x9b HTTP/1.1\r\nHost: x\r\n\r\n")?;
            let log = server.wait_for_stderr(|log| log.matches('\n').count() == 2)?;
            let steers = |c: char| c.is_control() && c != '\n';
            ensure(
                !log.contains(steers),
                format!("control characters in the log: {}", readable(log.as_bytes(), 300)),
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/access-log-is-one-line",
        basis: Basis::Course,
        stages: Stages::since(3),
        needs: &[Need::Output],
        expect: "No request makes two lines in the log.",
        why: "A line break in a request line would let a client write log lines about others.",
        hints: &["The request line ends at the first line break, even where that is not \\r\\n."],
        run: |target| {
            let server = target.start()?;
            let forged = "GET /a\r127.0.0.1:1 \"GET /forged HTTP/1.1\" 200 1\r\nHost: x\r\n\r\n";
            server.exchange(forged)?;
            server.wait_for_stderr(|log| log.ends_with('\n'))?;
            logs(&server, "GET /echo/last HTTP/1.1", 200)?;
            let log = server.stderr()?;
            let breaks = |c: char| c == '\r' || c == '\n';
            let lines = log.trim_end().split(breaks).count();
            ensure(lines == 2, format!("two requests made {lines} lines: {log:?}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/quiet",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--quiet"), Need::Output],
        expect: "With --quiet there is no access log.",
        why: "A line a request costs more than the request: measurements need a server that is silent.",
        hints: &["Ask the options before each line of the log, not only before the first."],
        run: |target| {
            let server = target.start_with(["--quiet"])?;
            for target in ["/", "/nowhere", "/echo/abc", "/echo/%"] {
                server.get(target)?;
            }
            let log = server.stderr()?;
            ensure(log.is_empty(), format!("expected nothing on stderr, but got {log:?}"))
        },
        ..Check::DEFAULT
    },
];

/// A request of this line makes a line that has all there is to know about it.
fn logs(server: &Server, request_line: &str, status: u16) -> Result<(), Failure> {
    let mut client: Client = server.connect()?;
    let peer = client.address()?.to_string();
    client.send(format!("{request_line}\r\nHost: localhost\r\nConnection: close\r\n\r\n"))?;
    let response = client.read_response()?.expect_status(status)?;
    let log = server.wait_for_stderr(|log| log.contains(request_line) && log.ends_with('\n'))?;
    let line = log.lines().find(|line| line.contains(request_line)).unwrap_or_default();
    let rest = line.replace(&peer, "").replace(request_line, "");
    let words: Vec<&str> = rest.split_whitespace().collect();
    let (status, length) = (status.to_string(), response.body.len().to_string());
    ensure(
        line.contains(&peer) && words.contains(&&*status) && words.contains(&&*length),
        format!("expected {peer}, {status} and {length} in the line {line:?}"),
    )
}
