//! Requests that are not complete, or not complete yet.

use crate::pipeline::NEXT;
use crate::{Basis, Check, Failure, FailureKind, Need, Server, Stages, ensure, in_parallel};
use std::time::{Duration, Instant};

/// Checks of parts of requests.
pub const CHECKS: &[Check] = &[
    Check {
        id: "sessions/partial-head-waits",
        basis: Basis::Must,
        rfc: &["9112 §9.5"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout")],
        expect: "A part of a head gets neither an answer nor a close before the timeout.",
        why: "What is not complete is not wrong yet: the rest may be on its way. A parser that takes \"more is needed\" for an error refuses every client on a slow network.",
        hints: &[
            "Between \"complete\" and \"invalid\" there is a third outcome: wait for more bytes.",
            "Only the deadline ends that wait.",
        ],
        run: |target| {
            let parts = [
                "G",
                "GET /echo/a HT",
                "GET /echo/a HTTP/1.1",
                "GET /echo/a HTTP/1.1\r",
                "GET /echo/a HTTP/1.1\r\nHo",
                "GET /echo/a HTTP/1.1\r\nHost: localhost\r\n\r",
            ];
            let server = target.start_with(["--timeout", "0.5"])?;
            in_parallel(parts.len(), |number| waits_for_timeout(&server, parts[number]))?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/partial-body-waits",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout")],
        expect: "A part of a body, with a length or in chunks, gets neither an answer nor a close before the timeout.",
        why: "An answer to half a body would be an answer to another request than the client sends.",
        hints: &["Answer when the last byte of the body is there, and not before."],
        run: |target| {
            let mut parts = vec!["Content-Length: 5\r\n\r\n", "Content-Length: 5\r\n\r\nhell"];
            if target.stage().number() >= 7 {
                let chunked = [
                    "Transfer-Encoding: chunked\r\n\r\n",
                    "Transfer-Encoding: chunked\r\n\r\n5",
                    "Transfer-Encoding: chunked\r\n\r\n5\r\nhe",
                    "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
                ];
                parts.extend(chunked);
            }
            let server = target.start_with(["--timeout", "0.5"])?;
            in_parallel(parts.len(), |number| {
                let head = "POST / HTTP/1.1\r\nHost: localhost\r\n";
                waits_for_timeout(&server, &format!("{head}{}", parts[number]))
            })?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/half-closed-client",
        basis: Basis::Must,
        rfc: &["9112 §9.6"],
        stages: Stages::since(7),
        expect: "A client that sends its request and shuts its side down gets its answer.",
        why: "The end of input says that no further request will come, not that nobody reads. Each side closes its own direction.",
        hints: &[
            "Look at the end of input when you want to read the next request, not before.",
            "A read of 0 bytes ends the loop over requests. What was answered by then has been sent.",
        ],
        run: |target| {
            let server = target.start()?;
            let targets: &[&str] = if target.stage().number() >= 4 {
                &["/echo/a", "/sleep/200"]
            } else {
                &["/echo/a"]
            };
            for target in targets {
                let mut client = server.connect()?;
                client.send(format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n"))?;
                client.finish()?.read_response()?.expect_status(200)?;
                client.expect_closed()?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/half-closed-client-with-two-requests",
        basis: Basis::Must,
        rfc: &["9112 §9.3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Closed],
        expect: "All requests that a client sent before it shut its side down are answered; then the server closes.",
        why: "A client that pipes three requests into a connection and closes the pipe expects three answers.",
        hints: &["Serve what the buffer holds before you act on the end of input."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            for text in ["a", "b"] {
                client.send(format!("GET /echo/{text} HTTP/1.1\r\nHost: localhost\r\n\r\n"))?;
            }
            client.finish()?;
            client.read_response()?.expect_body("a")?;
            client.read_response()?.expect_body("b")?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/cut-off-second-request",
        basis: Basis::Must,
        rfc: &["9112 §8"],
        stages: Stages::since(7),
        expect: "Where the input ends in the middle of a request, nothing of it is served, and the server closes at once.",
        why: "Half a request is not a request. The missing half may change its meaning.",
        hints: &["An end of input while a request is incomplete: close, or answer 400 and close."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send("GET /echo/a HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
            client.send(&NEXT[..NEXT.len() - 2])?.finish()?;
            client.read_response()?.expect_status(200)?;
            let rest = client.read_to_end()?;
            ensure(
                rest.is_empty() || rest.starts_with(b"HTTP/1.1 400 "),
                "half a request was answered with something else than 400",
            )
        },
        ..Check::DEFAULT
    },
];

/// Nothing happens before the timeout; after it the request may be refused.
fn waits_for_timeout(server: &Server, part: &str) -> Result<(), Failure> {
    let start = Instant::now();
    let mut client = server.connect()?;
    let answer = client.send(part)?.read_to_end()?;
    let waited = start.elapsed();
    ensure(
        waited + TICK >= TIMEOUT && (answer.is_empty() || answer.starts_with(b"HTTP/1.1 408 ")),
        format!("{part:?} was not waited for: the connection ended after {waited:?}"),
    )
}

/// What the servers of these checks get as their `--timeout`.
const TIMEOUT: Duration = Duration::from_millis(500);

/// Clocks of a network stack and of a program may tick differently.
const TICK: Duration = Duration::from_millis(20);
