//! The access log.

use crate::bytes::readable;
use crate::{Check, Failure, FailureKind, Need, Server, Stages, Target, ensure};

/// Checks of the access log.
pub const CHECKS: &[Check] = &[
    Check {
        id: "cli/access-log",
        stages: Stages::since(3),
        needs: &[Need::Output],
        expect: "Each request adds one line to stderr, with the client's address, the request line, the status and the number of bytes in the body.",
        why: "When somebody asks later what went wrong, the log is all that is left of a request.",
        hints: &["Log after you have sent the answer: then you know its status and its length."],
        run: |target| {
            let server = target.start()?;
            logs(&server, "GET /echo/12345 HTTP/1.1")?;
            logs(&server, "GET /nowhere?at=all HTTP/1.1")?;
            logs(&server, "GET nonsense HTTP/1.1")?;
            let lines = server.stderr()?.lines().count();
            ensure(lines == 3, format!("three requests made {lines} lines"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/access-log-escapes",
        stages: Stages::since(3),
        needs: &[Need::Output],
        expect: "The log has no control character in it, even if a request line has some.",
        why: "A client that can write an escape sequence into a log can clear, colour or forge what its reader sees.",
        hints: &[
            "Bytes from a client are data. Never print them to a terminal as they are.",
            "`escape_ascii` and `escape_debug` turn an escape character into visible ones.",
        ],
        run: |target| {
            let server = start_with_log(target)?;
            server.exchange("GET /\x1b[2Jgone\x07 HTTP/1.1\r\nHost: x\r\n\r\n")?;
            server.exchange(b"GET /\xc2\x9b2Jgone\x00\x7f\x9b HTTP/1.1\r\nHost: x\r\n\r\n")?;
            let log = server.wait_for_stderr(|log| log.matches('\n').count() == 3)?;
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
        stages: Stages::since(3),
        needs: &[Need::Output],
        expect: "A request with a carriage return in its first line makes one line in the log, not two.",
        why: "With a line break in a request line, a client could write log lines about others.",
        hints: &["The request line ends at the first line break, even if that is not \\r\\n."],
        run: |target| {
            let server = start_with_log(target)?;
            let forged = "GET /a\r127.0.0.1:1 \"GET /forged HTTP/1.1\" 200 1\r\nHost: x\r\n\r\n";
            server.exchange(forged)?;
            let log = server.wait_for_stderr(|log| log.matches('\n').count() == 2)?;
            let lines = log.trim_end().split(['\r', '\n']).count();
            ensure(lines == 2, format!("two requests made {lines} lines: {log:?}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/quiet",
        stages: Stages::since(4),
        needs: &[Need::Option("--quiet"), Need::Output],
        expect: "With --quiet, requests print nothing to stderr; without it, the same requests do.",
        why: "A line for each request takes longer than the request. Measurements need a silent server.",
        hints: &["Look at the option before each line of the log, not only before the first."],
        run: |target| {
            let (quiet, loud) = (target.start_with(["--quiet"])?, start_with_log(target)?);
            let paths = ["/", "/nowhere", "/echo/abc", "/echo/%"];
            for path in paths {
                quiet.get(path)?;
                loud.get(path)?;
            }
            // A line may come after its answer. Once these are here, those would be here, too.
            loud.wait_for_stderr(|log| log.matches('\n').count() > paths.len())?;
            let log = quiet.stderr()?;
            ensure(log.is_empty(), format!("expected nothing on stderr, but got {log:?}"))
        },
        ..Check::DEFAULT
    },
];

/// Starts a server and sees it log a request. A server without a log fails `cli/access-log`, and no more.
fn start_with_log(target: &Target) -> Result<Server, Failure> {
    let server = target.start()?;
    server.get("/echo/first")?;
    match server.wait_for_stderr(|log| log.contains("/echo/first") && log.ends_with('\n')) {
        Ok(_) => Ok(server),
        Err(failure) if failure.kind == FailureKind::Timeout => {
            Err(Failure::skipped("needs an access log"))
        }
        Err(failure) => Err(failure),
    }
}

/// A request with this line makes a line in the log that says everything about it.
fn logs(server: &Server, request_line: &str) -> Result<(), Failure> {
    let mut client = server.connect()?;
    let peer = client.address()?.to_string();
    client.send(format!("{request_line}\r\nHost: localhost\r\nConnection: close\r\n\r\n"))?;
    let response = client.read_response()?;
    let log = server.wait_for_stderr(|log| log.contains(request_line) && log.ends_with('\n'))?;
    let line = log.lines().find(|line| line.contains(request_line)).unwrap_or_default();
    let rest = line.replace(&peer, "").replace(request_line, "");
    let words: Vec<&str> = rest.split_whitespace().collect();
    let (status, length) = (response.status.to_string(), response.body.len().to_string());
    ensure(
        line.contains(&peer) && words.contains(&&*status) && words.contains(&&*length),
        format!("expected {peer}, {status} and {length} in the line {line:?}"),
    )
}
