//! Where one request ends and the next one begins.

use crate::{Basis, Check, Client, Failure, FailureKind, Stages, Target, ensure};

/// Checks of requests one behind the other.
pub const CHECKS: &[Check] = &[
    Check {
        id: "sessions/two-requests-in-one-packet",
        basis: Basis::Must,
        rfc: &["9112 §9.3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Closed],
        expect: "Two requests that arrive in one packet are both answered.",
        why: "A client may send its next request before the answer to the last one. A server that throws away what it has read too far loses that request, and the client waits for an answer that never comes.",
        hints: &[
            "One read may bring more than one request.",
            "The buffer belongs to the connection: take from its front what the request took, and keep the rest.",
        ],
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
        expect: "The beginning of a request that arrives with the one before it is not lost.",
        why: "TCP knows nothing of requests: a packet ends anywhere. Bytes behind a request begin the next one.",
        hints: &[
            "Answer the first request before you read on.",
            "Start the next request with what is left in the buffer, and only then read.",
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
        expect: "A body ends where its length says, and what follows is the next request.",
        why: "Nothing but its length separates a body from the next request. A byte too many or too few, and all that follows is misread.",
        hints: &[
            "Take exactly Content-Length bytes behind the head, even where the buffer holds more.",
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
        expect: "Pipelined requests are answered in their order, even where the first takes longest.",
        why: "An answer does not name its request: the client counts. So answers come in the order of the requests.",
        hints: &[
            "Finish one request, answer included, before you begin the next one of that connection.",
        ],
        run: |target| {
            let slow = "GET /sleep/200 HTTP/1.1\r\nHost: localhost\r\n\r\n";
            let first = target.start()?.exchange_and_next(slow)?.expect_status(200)?;
            ensure(first.body != b"next", "the second request was answered first")
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
        expect: "Two hundred requests that arrive together get two hundred answers, in order.",
        why: "More requests than one read can hold: the end of a buffer cuts through the middle of one of them. All of them have to be answered, in order.",
        hints: &[
            "After an answer, look into the buffer first: a whole request may lie there, and no further byte will come.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            let request = |n| format!("GET /echo/{n} HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client.send((0..200).map(request).collect::<String>())?;
            for number in 0..200 {
                client.read_response()?.expect_status(200)?.expect_body(number.to_string())?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/split-at-every-byte",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Unmet],
        expect: "A POST and a GET, cut in two at any byte, are answered alike, time after time over one connection.",
        why: "Networks cut where they like, also between \\r and \\n or within a number. What a request means depends on its bytes alone, not on how they arrive.",
        hints: &[
            "Before the blank line nothing is decided: parse the head again when more has come, or go on where you were.",
            "A parser has three outcomes: complete, not yet, never. The second is no error.",
        ],
        run: split_at_every_byte,
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/byte-by-byte",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "A POST and a GET that arrive byte by byte are both answered.",
        why: "The extreme of a slow network, and the simplest way to find a parser that counts on getting a line in one piece. The stream has no pieces.",
        hints: &[
            "Append what was read to the buffer, then try to parse the buffer: the size of a read never matters.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send_slowly(PAIR)?;
            answers_pair(&mut client)
        },
        ..Check::DEFAULT
    },
];

/// Two requests, one with a body.
const PAIR: &str = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello\
                    GET /echo/second HTTP/1.1\r\nHost: localhost\r\n\r\n";

fn split_at_every_byte(target: &Target) -> Result<(), Failure> {
    let server = target.start()?;
    let mut client = server.connect()?;
    for at in 1..PAIR.len() {
        client.send_in_pieces([&PAIR[..at], &PAIR[at..]])?;
        let answered = answers_pair(&mut client);
        answered.map_err(|failure| Failure::new(format!("cut after byte {at}: {failure}")))?;
    }
    Ok(())
}

fn answers_pair(client: &mut Client) -> Result<(), Failure> {
    client.read_response()?.expect_status(200)?.expect_body("hello")?;
    client.read_response()?.expect_status(200)?.expect_body("second")?;
    Ok(())
}
