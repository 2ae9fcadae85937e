//! Bodies that nobody wants.

use crate::pipeline::NEXT;
use crate::{Basis, Check, Failure, FailureKind, Stages, Target, bytes, ensure};

/// All checks of this file.
pub const CHECKS: &[Check] = &[
    Check {
        id: "sessions/body-is-no-request",
        basis: Basis::Must,
        rfc: &["9112 §11.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "A body that looks like a request is a body; the request behind it is answered.",
        why: "An attacker who hides a request in somebody else's body, and gets it answered, has that person's rights: request smuggling.",
        hints: &["The length alone says what is body. Never look for a request in there."],
        run: |target| {
            target
                .start()?
                .exchange_and_next(with_smuggled_body("POST /", ""))?
                .expect_status(200)?
                .expect_body(SMUGGLED)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/get-with-a-body",
        basis: Basis::Must,
        rfc: &["9112 §6"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "The body of a GET request is skipped, and the request behind it is answered.",
        why: "The method does not say whether there is a body, the header does. Some search APIs use GET with a body.",
        hints: &["Read the body, or skip it, before the next request, whatever the method is."],
        run: |target| skips_body_of(target, "GET /echo/first", "", 200),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/head-with-a-body",
        basis: Basis::Must,
        rfc: &["9112 §6"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "The body of a HEAD request is skipped, and the request behind it is answered.",
        why: "The answer to HEAD has no body; the request may have one. A server that mixes the two up answers the body.",
        hints: &["HEAD changes what you send, not what you read."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send([with_smuggled_body("HEAD /about", "").as_bytes(), NEXT].concat())?;
            client.read_response_to("HEAD")?.expect_status(200)?;
            client.read_response()?.expect_body("next")?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/body-to-405",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "The body of a request that is answered with 405 is skipped, and the request behind it is answered.",
        why: "A refusal does not stop the client: its body is on the way already, and arrives before the next request.",
        hints: &["An early answer is fine; an unread body in front of the next request is not."],
        run: |target| skips_body_of(target, "POST /about", "", 405),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/body-to-404",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "The body of a request that is answered with 404 is skipped, and the request behind it is answered.",
        why: "Whatever the answer is, the body belongs to its request.",
        hints: &[
            "Do it in one place, for all routes: between reading a head and reading the next.",
        ],
        run: |target| skips_body_of(target, "POST /nowhere", "", 404),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/body-to-415",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "The body of a request that is answered with 415 is skipped, and the request behind it is answered.",
        why: "The handler gives up before it looks at the body; the connection must not.",
        hints: &[
            "A handler that returns early leaves the body where it is, unless somebody else takes it away.",
        ],
        run: |target| skips_body_of(target, "POST /books", "Content-Type: text/plain\r\n", 415),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/large-unwanted-body",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "A body of 1 MB that nobody wants is skipped to its end, and the request behind it is answered.",
        why: "What a single read brings is not the whole body. The rest comes later, and must not be taken for a request.",
        hints: &[
            "Count the bytes that you skip; what lies in the buffer is only the first part of them.",
        ],
        run: |target| {
            let head = "POST /about HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n";
            let request = [head.as_bytes(), &vec![b'\n'; 1_000_000]].concat();
            target.start()?.exchange_and_next(request)?.expect_status(405)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/unwanted-body-comes-late",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "A body that nobody wants is skipped also where it comes after its head, in pieces.",
        why: "An empty buffer does not mean that the body is over. Only its length says so.",
        hints: &[
            "Wait for the bytes that Content-Length announces, although you will not use them.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            let head_length = with_smuggled_body("GET /echo/first", "").len() - SMUGGLED.len();
            let request = with_smuggled_body("GET /echo/first", "");
            let (head, body) = request.split_at(head_length);
            client.send_in_pieces([head, &body[..4], &body[4..]])?.send(NEXT)?;
            client.read_response()?.expect_status(200)?.expect_body("first")?;
            client.read_response()?.expect_body("next")?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/unknown-method-with-a-body",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(7),
        expect: "The body of a request with an unknown method is never answered, whether the connection goes on or not.",
        why: "Where a body ends does not depend on the method, known or not.",
        hints: &[
            "Skip the body, or close: both are safe. To go on as if there were no body is not.",
        ],
        run: |target| {
            let server = target.start()?;
            let request = with_smuggled_body("BREW /", "");
            let answers =
                server.connect()?.send([request.as_bytes(), NEXT].concat())?.read_to_end()?;
            ensure(
                bytes::find(&answers, b"smuggled").is_none(),
                "the body was answered as if it were a request",
            )
        },
        ..Check::DEFAULT
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
    target: &Target,
    method_and_target: &str,
    headers: &str,
    status: u16,
) -> Result<(), Failure> {
    let request = with_smuggled_body(method_and_target, headers);
    target.start()?.exchange_and_next(request)?.expect_status(status)?;
    Ok(())
}
