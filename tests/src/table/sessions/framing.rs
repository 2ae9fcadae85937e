//! Where one request ends and the next one begins.

use crate::{Basis, Check, Client, Failure, FailureKind, Need, Stages, Target, ensure};

/// Checks of requests one behind the other.
pub const CHECKS: &[Check] = &[
    Check {
        id: "sessions/two-requests-in-one-packet",
        basis: Basis::Must,
        rfc: &["9112 §9.3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::KeepAlive],
        expect: "Two requests that arrive in one packet are both answered, in order.",
        why: "A client may send its next request before the answer to the last one. A server that reads too far and forgets the rest loses that request, and the client waits for an answer that never comes.",
        hints: &[
            "One read may return more than one request.",
            "The buffer belongs to the connection: take a request from its front, and keep the rest.",
        ],
        // A server may close early, but one that keeps connections has no reason to do so here.
        run: |target| {
            let first = "GET /echo/first HTTP/1.1\r\nHost: localhost\r\n\r\n";
            target.start()?.exchange_and_next(first)?.expect_status(200)?.expect_body("first")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/one-request-and-a-half",
        basis: Basis::Must,
        rfc: &["9112 §9.3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::KeepAlive],
        expect: "If the beginning of a second request arrives with the first one, both are answered once the rest has arrived.",
        why: "TCP knows nothing about requests: a packet may end anywhere. Bytes after a request are the beginning of the next one.",
        hints: &[
            "Answer the first request before you read on.",
            "Begin the next request with the rest of the buffer, and only then read.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send("GET /echo/first HTTP/1.1\r\nHost: localhost\r\n\r\nGET /ec")?;
            client.read_response()?.expect_status(200)?.expect_body("first")?;
            client.send("ho/second HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
            client.read_response()?.expect_status(200)?.expect_body("second")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/body-then-next-request",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::PostEcho, Need::KeepAlive],
        expect: "A POST with a body of 5 bytes, and a GET right after it, are both answered with 200 and the right body.",
        why: "Only its length separates a body from the next request. If a server takes one byte too many or too few, it misreads everything after it.",
        hints: &[
            "Take exactly Content-Length bytes after the head, even if the buffer contains more.",
        ],
        run: |target| {
            let post = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello";
            target.start()?.exchange_and_next(post)?.expect_status(200)?.expect_body("hello")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/answers-in-order",
        basis: Basis::Must,
        rfc: &["9112 §9.3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/sleep/1"), Need::Route("/echo/a"), Need::KeepAlive],
        expect: "A slow request and a fast one in the same packet are answered in this order.",
        why: "An answer does not name its request: the client counts. So answers come in the order of the requests.",
        hints: &[
            "Finish one request, including its answer, before you begin the next one of that connection.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            let slow = "GET /sleep/200 HTTP/1.1\r\nHost: localhost\r\n\r\n";
            let fast = "GET /echo/fast HTTP/1.1\r\nHost: localhost\r\n\r\n";
            client.send([slow, fast].concat())?;
            let first = client.read_response()?.expect_status(200)?;
            ensure(first.body != b"fast", "the second request was answered first")?;
            client.read_response()?.expect_status(200)?.expect_body("fast")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/many-requests-in-one-packet",
        basis: Basis::Must,
        rfc: &["9112 §9.3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::KeepAlive],
        expect: "Fifty requests of 300 bytes that arrive together get fifty answers, in order.",
        why: "One read cannot hold all these requests, so the end of a buffer cuts one of them in two. All of them have to be answered, in order.",
        hints: &[
            "After an answer, look into the buffer first: it may contain a whole request, and no further byte will come.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send((0..50).map(long_request).collect::<String>())?;
            for number in 0..50 {
                client.read_response()?.expect_status(200)?.expect_body(number.to_string())?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/byte-by-byte",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::PostEcho, Need::KeepAlive],
        expect: "A POST and a GET that arrive byte by byte are both answered.",
        why: "This is the slowest possible network. It finds a parser that expects a line in one piece, because a stream has no pieces.",
        hints: &[
            "Append the bytes that you read to the buffer, then try to parse the buffer: the size of a read never matters.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send_slowly(PAIR)?;
            answers_pair(&mut client)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/split-at-every-byte",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::PostEcho, Need::KeepAlive],
        expect: "A POST and a GET behind it get the same two answers, wherever they are cut in two.",
        why: "Networks cut anywhere, also between \\r and \\n or within a number. The meaning of a request depends on its bytes alone, not on how they arrive.",
        hints: &[
            "Before the blank line nothing is decided: parse the head again when more has come, or continue where you were.",
            "A parser has three outcomes: complete, not yet, never. The second is no error.",
        ],
        run: split_at_every_byte,
        ..Check::DEFAULT
    },
];

/// A request that is answered with its number.
fn long_request(number: usize) -> String {
    let padding = "a".repeat(230);
    format!("GET /echo/{number} HTTP/1.1\r\nHost: localhost\r\nX-Padding: {padding}\r\n\r\n")
}

/// Two requests, one with a body.
const PAIR: &str = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello\
                    GET /echo/second HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// Each cut takes a new connection: a server may limit the number of requests over one.
fn split_at_every_byte(target: &Target) -> Result<(), Failure> {
    let server = target.start()?;
    for at in 1..PAIR.len() {
        let mut client = server.connect()?;
        client.send_in_pieces([&PAIR[..at], &PAIR[at..]])?;
        let answered = answers_pair(&mut client);
        answered.map_err(|f| Failure::of(f.kind, format!("cut after byte {at}: {f}")))?;
    }
    Ok(())
}

fn answers_pair(client: &mut Client) -> Result<(), Failure> {
    client.read_response()?.expect_status(200)?.expect_body("hello")?;
    client.read_response()?.expect_status(200)?.expect_body("second")?;
    Ok(())
}
