//! Requests that are not complete, or not complete yet.

use crate::pipeline::NEXT;
use crate::{Basis, Check, Failure, FailureKind, Need, Server, Stages, ensure, in_parallel};
use std::time::{Duration, Instant};

/// Checks of parts of requests.
pub const CHECKS: &[Check] = &[
    Check {
        id: "sessions/cut-off-second-request",
        basis: Basis::Must,
        rfc: &["9112 §8"],
        stages: Stages::since(7),
        needs: &[Need::KeepAlive],
        expect: "If the input ends before the blank line of the second request, that request is not served: no further answer comes, or an error.",
        why: "Half a request is not a request. The missing half may change its meaning.",
        hints: &["An end of input while a request is incomplete: close, or answer 400 and close."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")?.read_response()?;
            client.send(&NEXT[..NEXT.len() - 2])?.finish()?;
            // "MAY send an error response prior to closing the connection".
            let rest = client.read_until_gone()?;
            let is_error = rest.starts_with(b"HTTP/1.1 4") || rest.starts_with(b"HTTP/1.1 5");
            ensure(rest.is_empty() || is_error, "half a request was served")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/partial-head-waits",
        rfc: &["9112 §9.5"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout")],
        expect: "After a part of a head nothing happens before the timeout: no answer and no close. After it, the server closes, with or without a 408.",
        why: "An incomplete request is not wrong yet: the rest may be on its way. A parser that takes \"more is needed\" for an error refuses every client on a slow network.",
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
        rfc: &["9112 §6.3"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout"), Need::ChunkedEcho],
        expect: "After a part of a body, with a length or in chunks, nothing happens before the timeout. After it, the server closes, with or without a 408.",
        why: "An answer to half a body would answer another request than the one that the client sends.",
        hints: &["Answer when the last byte of the body has arrived, and not before."],
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
        rfc: &["9112 §9.6"],
        stages: Stages::since(7),
        needs: &[Need::Route("/sleep/1"), Need::Route("/echo/a")],
        expect: "A client that sends its request and closes its sending side gets its answer, and then the server closes.",
        why: "The end of input says that no further request will come. It does not say that nobody reads: each side closes its own direction.",
        hints: &[
            "Look at the end of input when you want to read the next request, not before.",
            "A read of 0 bytes ends the loop over requests. Everything before it has been answered by then.",
        ],
        run: |target| {
            let server = target.start()?;
            let paths: &[&str] = if target.stage().number() >= 4 {
                &["/echo/a", "/sleep/200"]
            } else {
                &["/echo/a"]
            };
            for path in paths {
                let mut client = server.connect()?;
                client.send(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"))?;
                client.finish()?.read_response()?.expect_status(200)?;
                client.expect_closed()?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/half-closed-client-with-two-requests",
        rfc: &["9112 §9.3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::KeepAlive],
        expect: "A client that sends two requests and closes its sending side gets both answers, and then the server closes.",
        why: "A program that pipes three requests into a connection and closes the pipe expects three answers.",
        hints: &["Serve the requests in the buffer before you react to the end of input."],
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
];

/// Nothing happens before the timeout. After it the server may refuse the request.
fn waits_for_timeout(server: &Server, part: &str) -> Result<(), Failure> {
    let start = Instant::now();
    let mut client = server.connect()?;
    let answer = client.send(part)?.read_to_end()?;
    let waited = start.elapsed();
    ensure(
        waited + TICK >= TIMEOUT && (answer.is_empty() || answer.starts_with(b"HTTP/1.1 408 ")),
        format!("the server did not wait for the rest of {part:?}: it closed after {waited:?}"),
    )
}

/// The `--timeout` of the servers of these checks.
const TIMEOUT: Duration = Duration::from_millis(500);

/// Clocks of a network stack and of a program may tick differently.
const TICK: Duration = Duration::from_millis(20);
