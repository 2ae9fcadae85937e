//! Where one request ends and the next one begins.

use crate::{Check, Client, Failure, Stages, Subject, ensure};

/// Checks of requests one behind the other.
pub const CHECKS: &[Check] = &[
    Check {
        id: "sessions/two-requests-in-one-packet",
        holds: Stages::since(7),
        fails: Stages::between(3, 6),
        claim: "Two requests that arrive in one packet are both answered.",
        curl: r"printf 'GET /echo/first HTTP/1.1\r\nHost: x\r\n\r\nGET /echo/next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' | nc {host} {port}",
        why: "A client may send its next request before the answer to the last one (RFC 9112 §9.3.2). A server that throws away what it has read too far loses that request, and the client waits for an answer that never comes.",
        hints: &[
            "One read may bring more than one request.",
            "The buffer belongs to the connection: take from its front what the request took, and keep the rest.",
        ],
        run: |subject| {
            let first = "GET /echo/first HTTP/1.1\r\nHost: localhost\r\n\r\n";
            subject.start()?.exchange_and_next(first)?.expect_status(200)?.expect_body("first")?;
            Ok(())
        },
    },
    Check {
        id: "sessions/one-request-and-a-half",
        holds: Stages::since(7),
        fails: Stages::between(3, 6),
        claim: "The beginning of a request that arrives with the one before it is not lost.",
        curl: r"(printf 'GET /echo/first HTTP/1.1\r\nHost: x\r\n\r\nGET /ec'; sleep 1; printf 'ho/second HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n') | nc {host} {port}",
        why: "TCP knows nothing of requests: a packet ends anywhere. Bytes behind a request begin the next one (RFC 9112 §9.3.2).",
        hints: &[
            "Answer the first request before you read on.",
            "Start the next request with what is left in the buffer, and only then read.",
        ],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            client.send("GET /echo/first HTTP/1.1\r\nHost: localhost\r\n\r\nGET /ec")?;
            client.read_response()?.expect_status(200)?.expect_body("first")?;
            client.send("ho/second HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
            client.read_response()?.expect_status(200)?.expect_body("second")?;
            Ok(())
        },
    },
    Check {
        id: "sessions/body-then-next-request",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "A body ends where its length says, and what follows is the next request.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /echo/next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' | nc {host} {port}",
        why: "Nothing but its length separates a body from the next request (RFC 9112 §6.3). A byte too many or too few, and all that follows is misread.",
        hints: &[
            "Take exactly Content-Length bytes behind the head, even where the buffer holds more.",
        ],
        run: |subject| {
            let post = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello";
            subject.start()?.exchange_and_next(post)?.expect_status(200)?.expect_body("hello")?;
            Ok(())
        },
    },
    Check {
        id: "sessions/answers-in-order",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "Pipelined requests are answered in their order, even where the first takes longest.",
        curl: r"printf 'GET /sleep/500 HTTP/1.1\r\nHost: x\r\n\r\nGET /echo/next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' | nc {host} {port}",
        why: "An answer does not name its request: the client counts. So answers come in the order of the requests (RFC 9112 §9.3.2).",
        hints: &[
            "Finish one request, answer included, before you begin the next one of that connection.",
        ],
        run: |subject| {
            let slow = "GET /sleep/200 HTTP/1.1\r\nHost: localhost\r\n\r\n";
            let first = subject.start()?.exchange_and_next(slow)?.expect_status(200)?;
            ensure(first.body != b"next", "the second request was answered first")
        },
    },
    Check {
        id: "sessions/many-requests-in-one-packet",
        holds: Stages::since(7),
        fails: Stages::between(3, 6),
        claim: "Two hundred requests that arrive together get two hundred answers, in order.",
        curl: r"(for i in $(seq 200); do printf 'GET /echo/%s HTTP/1.1\r\nHost: x\r\n\r\n' $i; done) | nc -w 2 {host} {port}",
        why: "More requests than one read can hold: the end of a buffer cuts through the middle of one of them. All of them have to be answered, in order (RFC 9112 §9.3.2).",
        hints: &[
            "After an answer, look into the buffer first: a whole request may lie there, and no further byte will come.",
        ],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            let request = |n| format!("GET /echo/{n} HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client.send((0..200).map(request).collect::<String>())?;
            for number in 0..200 {
                client.read_response()?.expect_status(200)?.expect_body(number.to_string())?;
            }
            Ok(())
        },
    },
    Check {
        id: "sessions/split-at-every-byte",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "A POST and a GET, cut in two at any byte, are answered alike, time after time over one connection.",
        curl: r"(printf 'POST / HTTP/1.1\r\nHost: x\r\nContent-Le'; sleep 1; printf 'ngth: 5\r\n\r\nhelloGET /echo/second HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n') | nc {host} {port}",
        why: "Networks cut where they like, also between \\r and \\n or within a number. What a request means depends on its bytes alone, not on how they arrive (RFC 9112 §2.2).",
        hints: &[
            "Before the blank line nothing is decided: parse the head again when more has come, or go on where you were.",
            "A parser has three outcomes: complete, not yet, never. The second is no error.",
        ],
        run: split_at_every_byte,
    },
    Check {
        id: "sessions/byte-by-byte",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "A POST and a GET that arrive byte by byte are both answered.",
        curl: r#"(for piece in G ET ' /echo' /a ' HTTP/1' '.1\r' '\n' Host ': x\r\n' '\r' '\n'; do printf '%b' "$piece"; sleep 0.1; done) | nc -w 2 {host} {port}"#,
        why: "The extreme of a slow network, and the simplest way to find a parser that counts on getting a line in one piece. The stream has no pieces (RFC 9112 §2.2).",
        hints: &[
            "Append what was read to the buffer, then try to parse the buffer: the size of a read never matters.",
        ],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            client.send_slowly(PAIR)?;
            answers_pair(&mut client)
        },
    },
];

/// Two requests, one with a body.
const PAIR: &str = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello\
                    GET /echo/second HTTP/1.1\r\nHost: localhost\r\n\r\n";

fn split_at_every_byte(subject: &Subject) -> Result<(), Failure> {
    let server = subject.start()?;
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
