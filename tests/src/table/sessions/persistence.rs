//! Whether a connection stays open after an answer.

use crate::pipeline::NEXT;
use crate::table::in_some_attempt;
use crate::{Basis, Check, Failure, FailureKind, Need, Response, Stages, Target, ensure};
use std::thread;
use std::time::{Duration, Instant};

/// Checks of the life of a connection.
pub const CHECKS: &[Check] = &[
    Check {
        id: "sessions/stays-open",
        basis: Basis::Should,
        rfc: &["9112 §9.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Unmet],
        expect: "Five requests for `/`, one after the other over one connection, are all answered.",
        why: "HTTP/1.1 keeps connections open unless one side says otherwise. A new connection costs a round trip before the first byte, and a page has dozens of parts.",
        hints: &[
            "Put a loop around reading a request and answering it.",
            "Leave out `Connection: close`: in HTTP/1.1 the connection stays open by default.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            for _ in 0..5 {
                says_that_it_stays(&client.send(HOME)?.read_response()?)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/http-1-0-closes",
        basis: Basis::Must,
        rfc: &["9112 §9.3"],
        stages: Stages::since(7),
        expect: "After the answer to an HTTP/1.0 request the server closes. It does not answer a request behind it.",
        why: "HTTP/1.0 clients wait for the close: unless they say otherwise, the connection ends with the answer.",
        hints: &[
            "The default depends on the version of the request; the answer's own version does not matter.",
        ],
        run: |target| closes(target, "HTTP/1.0", ""),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/head-then-next-request",
        basis: Basis::Must,
        rfc: &["9110 §9.3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::KeepAlive],
        expect: "After the head of the answer to `HEAD /` the next bytes are the answer to the next request.",
        why: "On a connection that stays open, the client cannot recognise a body that should not be there: it takes it for the next answer.",
        hints: &["Leave the body out, and keep the Content-Length."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n")?.read_response_to("HEAD")?;
            client.send(HOME)?.read_response()?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/continue-then-next-request",
        basis: Basis::Must,
        rfc: &["9110 §10.1.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::PostEcho, Need::KeepAlive],
        expect: "Two uploads that wait for `100 Continue`, and a GET after them, are all answered over one connection.",
        why: "100 is an interim answer: the final one follows, and after it the next request. A client that uploads several files does this over one connection.",
        hints: &[
            "Send the interim answer once for each request that asks for it, and forget it together with that request.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            for _ in 0..2 {
                let headers = "Host: localhost\r\nContent-Length: 5\r\nExpect: 100-continue";
                client.send(format!("POST / HTTP/1.1\r\n{headers}\r\n\r\n"))?;
                let interim = client.read_response_head()?;
                if interim.status == 417 {
                    // "An immediate response with a final status code": this server wants no expectations.
                    return Ok(());
                }
                interim.expect_status(100)?;
                client.send("hello")?.read_response()?.expect_status(200)?.expect_body("hello")?;
            }
            client.send(NEXT)?.read_response()?.expect_status(200)?.expect_body("next")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/http-1-0-keep-alive",
        basis: Basis::May,
        rfc: &["9112 §9.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::KeepAlive],
        expect: "An HTTP/1.0 request with `Connection: Keep-Alive` gets an answer with `Connection: keep-alive`, and the connection stays open.",
        why: "Such a client keeps the connection only if the answer says `Connection: keep-alive` too. The load generator ab is one.",
        hints: &["Answer `Connection: keep-alive` if the version alone would mean a close."],
        run: |target| {
            let request = "GET /echo/first HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n";
            let first = target.start()?.exchange_and_next(request)?.expect_status(200)?;
            first.expect_body("first")?.expect_connection("keep-alive")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/stays-open-after-404",
        rfc: &["9112 §9.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::KeepAlive],
        expect: "After a 404 or a 405 the connection stays open.",
        why: "Both sides know where the next request begins, whatever the status says. Browsers ask for a favicon that may not exist, and go on.",
        hints: &["Close after an error of framing, not after an error of meaning."],
        run: |target| {
            let server = target.start()?;
            for (request_line, status) in [("GET /nowhere", 404), ("DELETE /about", 405)] {
                let request = format!("{request_line} HTTP/1.1\r\nHost: localhost\r\n\r\n");
                says_that_it_stays(&server.exchange_and_next(request)?.expect_status(status)?)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/file-then-next-request",
        rfc: &["9112 §6.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Folder, Need::KeepAlive],
        expect: "After a file of 4 MB, which arrives byte for byte, the connection takes the next request.",
        why: "Only the length tells a client where the file ends and the next answer begins.",
        hints: &[
            "Send as many bytes as you promised: neither the rest of a buffer nor a line end after them.",
        ],
        run: |target| {
            let content: Vec<u8> = (0..1_000_000_u32).flat_map(u32::to_le_bytes).collect();
            let server = target.launch().stored("large", content.clone()).start()?;
            let request = "GET /files/large HTTP/1.1\r\nHost: localhost\r\n\r\n";
            server.exchange_and_next(request)?.expect_status(200)?.expect_body(content)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/outlives-the-timeout",
        rfc: &["9112 §9.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(5, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Option("--timeout"), Need::KeepAlive],
        expect: "A connection lives longer than the timeout as long as requests keep coming.",
        why: "The timeout is for a client that keeps us waiting, not for one that works. Connections that are in use should stay.",
        hints: &[
            "Compute the deadline again before each request, not once when the connection is accepted.",
        ],
        run: |target| {
            in_some_attempt("to pause for less than the timeout", || outlives_the_timeout(target))
        },
        ..Check::DEFAULT
    },
];

/// Returns `false` if a pause became so long that the server may have closed the connection.
fn outlives_the_timeout(target: &Target) -> Result<bool, Failure> {
    let server = target.start_with(["--timeout", "1"])?;
    let start = Instant::now();
    let mut client = server.connect()?;
    while start.elapsed() < 6 * PAUSE {
        client.send(HOME)?.read_response()?;
        let pause = Instant::now();
        thread::sleep(PAUSE);
        if pause.elapsed() > 2 * PAUSE {
            return Ok(false);
        }
    }
    client.send(HOME)?.read_response()?;
    Ok(true)
}

/// Between two requests, in a session that is longer than its timeout of a second.
const PAUSE: Duration = Duration::from_millis(200);

const HOME: &str = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// The connection ends with the answer, although another request is there.
pub fn closes(target: &Target, version: &str, headers: &str) -> Result<(), Failure> {
    let request = format!("GET / {version}\r\nHost: localhost\r\n{headers}\r\n");
    target.start()?.answers_and_closes(request).map(drop)
}

/// The answer does not announce a close.
pub fn says_that_it_stays(response: &Response) -> Result<(), Failure> {
    let options = response.list("Connection");
    let closes = options.iter().any(|option| option.eq_ignore_ascii_case("close"));
    ensure(!closes, "the answer says that the connection closes")
}
