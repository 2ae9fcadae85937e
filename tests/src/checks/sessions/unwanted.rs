//! Bodies that nobody wants.

use crate::pipeline::NEXT;
use crate::{Check, Failure, Stages, Subject, bytes, ensure};

/// All checks of this file.
pub const CHECKS: &[Check] = &[
    Check {
        id: "sessions/body-is-no-request",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "A body that looks like a request is a body; the request behind it is answered.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 34\r\n\r\nGET /echo/no HTTP/1.1\r\nHost: x\r\n\r\nGET /echo/next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' | nc {host} {port}",
        why: "An attacker who hides a request in somebody else's body, and gets it answered, has that person's rights: request smuggling (RFC 9112 §11.2).",
        hints: &["The length alone says what is body. Never look for a request in there."],
        run: |subject| {
            subject
                .start()?
                .exchange_and_next(with_smuggled_body("POST /", ""))?
                .expect_status(200)?
                .expect_body(SMUGGLED)?;
            Ok(())
        },
    },
    Check {
        id: "sessions/get-with-a-body",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "The body of a GET request is skipped, and the request behind it is answered.",
        curl: "curl -v -X GET -d 'GET /echo/no HTTP/1.1' {url}/echo/first --next {url}/echo/next",
        why: "The method does not say whether there is a body, the header does (RFC 9112 §6). Some search APIs use GET with a body.",
        hints: &["Read the body, or skip it, before the next request, whatever the method is."],
        run: |subject| skips_body_of(subject, "GET /echo/first", "", 200),
    },
    Check {
        id: "sessions/head-with-a-body",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "The body of a HEAD request is skipped, and the request behind it is answered.",
        curl: r"printf 'HEAD /about HTTP/1.1\r\nHost: x\r\nContent-Length: 34\r\n\r\nGET /echo/no HTTP/1.1\r\nHost: x\r\n\r\nGET /echo/next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' | nc {host} {port}",
        why: "The answer to HEAD has no body; the request may have one (RFC 9112 §6). A server that mixes the two up answers the body.",
        hints: &["HEAD changes what you send, not what you read."],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            client.send([with_smuggled_body("HEAD /about", "").as_bytes(), NEXT].concat())?;
            client.read_response_to("HEAD")?.expect_status(200)?;
            client.read_response()?.expect_body("next")?;
            client.expect_closed()
        },
    },
    Check {
        id: "sessions/body-to-405",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "The body of a request that is answered with 405 is skipped, and the request behind it is answered.",
        curl: "curl -v -d 'GET /echo/no HTTP/1.1' {url}/about --next {url}/echo/next",
        why: "A refusal does not stop the client: its body is on the way already, and arrives before the next request (RFC 9112 §6.3).",
        hints: &["An early answer is fine; an unread body in front of the next request is not."],
        run: |subject| skips_body_of(subject, "POST /about", "", 405),
    },
    Check {
        id: "sessions/body-to-404",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "The body of a request that is answered with 404 is skipped, and the request behind it is answered.",
        curl: "curl -v -d 'GET /echo/no HTTP/1.1' {url}/nowhere --next {url}/echo/next",
        why: "Whatever the answer is, the body belongs to its request (RFC 9112 §6.3).",
        hints: &[
            "Do it in one place, for all routes: between reading a head and reading the next.",
        ],
        run: |subject| skips_body_of(subject, "POST /nowhere", "", 404),
    },
    Check {
        id: "sessions/body-to-415",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "The body of a request that is answered with 415 is skipped, and the request behind it is answered.",
        curl: "curl -v -H 'Content-Type: text/plain' -d 'GET /echo/no HTTP/1.1' {url}/books --next {url}/echo/next",
        why: "The handler gives up before it looks at the body; the connection must not (RFC 9112 §6.3).",
        hints: &[
            "A handler that returns early leaves the body where it is, unless somebody else takes it away.",
        ],
        run: |subject| skips_body_of(subject, "POST /books", "Content-Type: text/plain\r\n", 415),
    },
    Check {
        id: "sessions/large-unwanted-body",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "A body of 1 MB that nobody wants is skipped to its end, and the request behind it is answered.",
        curl: "head -c 1000000 /dev/zero | curl -v --data-binary @- {url}/about --next {url}/echo/next",
        why: "What a single read brings is not the whole body. The rest comes later, and must not be taken for a request (RFC 9112 §6.3).",
        hints: &[
            "Count the bytes that you skip; what lies in the buffer is only the first part of them.",
        ],
        run: |subject| {
            let head = "POST /about HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n";
            let request = [head.as_bytes(), &vec![b'\n'; 1_000_000]].concat();
            subject.start()?.exchange_and_next(request)?.expect_status(405)?;
            Ok(())
        },
    },
    Check {
        id: "sessions/unwanted-body-comes-late",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "A body that nobody wants is skipped also where it comes after its head, in pieces.",
        curl: r"(printf 'GET /echo/first HTTP/1.1\r\nHost: x\r\nContent-Length: 34\r\n\r\n'; sleep 1; printf 'GET /echo/no HTTP/1.1\r\nHost: x\r\n\r\nGET /echo/next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n') | nc {host} {port}",
        why: "An empty buffer does not mean that the body is over. Only its length says so (RFC 9112 §6.3).",
        hints: &[
            "Wait for the bytes that Content-Length announces, although you will not use them.",
        ],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            let head_length = with_smuggled_body("GET /echo/first", "").len() - SMUGGLED.len();
            let request = with_smuggled_body("GET /echo/first", "");
            let (head, body) = request.split_at(head_length);
            client.send_in_pieces([head, &body[..4], &body[4..]])?.send(NEXT)?;
            client.read_response()?.expect_status(200)?.expect_body("first")?;
            client.read_response()?.expect_body("next")?;
            client.expect_closed()
        },
    },
    Check {
        id: "sessions/unknown-method-with-a-body",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "The body of a request with an unknown method is never answered, whether the connection goes on or not.",
        curl: "curl -v -X BREW -d 'GET /echo/no HTTP/1.1' {url}/ --next {url}/echo/next",
        why: "Where a body ends does not depend on the method, known or not (RFC 9112 §6.3).",
        hints: &[
            "Skip the body, or close: both are safe. To go on as if there were no body is not.",
        ],
        run: |subject| {
            let server = subject.start()?;
            let request = with_smuggled_body("BREW /", "");
            let answers =
                server.connect()?.send([request.as_bytes(), NEXT].concat())?.read_to_end()?;
            ensure(
                bytes::find(&answers, b"smuggled").is_none(),
                "the body was answered as if it were a request",
            )
        },
    },
];

/// A body that is to be answered by nobody.
const SMUGGLED: &str = "GET /echo/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

fn with_smuggled_body(method_and_target: &str, headers: &str) -> String {
    let length = SMUGGLED.len();
    format!(
        "{method_and_target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n{headers}\r\n{SMUGGLED}"
    )
}

fn skips_body_of(
    subject: &Subject,
    method_and_target: &str,
    headers: &str,
    status: u16,
) -> Result<(), Failure> {
    let request = with_smuggled_body(method_and_target, headers);
    subject.start()?.exchange_and_next(request)?.expect_status(status)?;
    Ok(())
}
