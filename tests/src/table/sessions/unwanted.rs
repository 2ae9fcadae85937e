//! Bodies that nobody wants.
//!
//! RFC 9112 §9.3: "A server MUST read the entire request message body or close the connection after sending
//! its response; otherwise, the remaining data on a persistent connection would be misinterpreted as the
//! next request." The first check accepts both. The others ask for a connection that goes on.

use crate::pipeline::NEXT;
use crate::{Basis, Check, Failure, FailureKind, Need, Stages, Target, ensure};

/// All checks of this file.
pub const CHECKS: &[Check] = &[
    Check {
        id: "sessions/body-is-no-request",
        basis: Basis::Must,
        rfc: &["9112 §9.3", "9112 §6.3"],
        stages: Stages::since(7),
        expect: "A body that looks like a request is never answered, whether the method is GET, POST, DELETE or unknown. The server may close after its answer.",
        why: "An attacker who hides a request in somebody else's body, and gets it answered, has that person's rights: request smuggling.",
        hints: &[
            "The length alone says what is body. It does not depend on the method or the path.",
            "Skip the body, or close: both are safe. To go on as if there were no body is not.",
        ],
        run: |target| {
            let server = target.start()?;
            for method_and_path in ["GET /", "POST /", "DELETE /", "POST /nowhere", "BREW /"] {
                let request = with_smuggled_body(method_and_path, "");
                let mut client = server.connect()?;
                client.send([request.as_bytes(), NEXT].concat())?;
                let answers = client.read_until_gone()?;
                expect_at_most_two(&answers, method_and_path)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/post-then-next-request",
        rfc: &["9112 §6.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::PostEcho, Need::KeepAlive],
        expect: "A body that looks like a request comes back as the answer to the POST, and the request behind it is answered.",
        why: "A body may contain anything. Only its length says where it ends.",
        hints: &["Never look for a request in a body."],
        run: |target| {
            let request = with_smuggled_body("POST /", "");
            let response = target.start()?.exchange_and_next(request)?;
            response.expect_status(200)?.expect_body(SMUGGLED)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/get-with-a-body",
        rfc: &["9112 §6", "9112 §9.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::KeepAlive],
        expect: "A GET with a body is answered with 200, and the request behind it is answered too.",
        why: "The method does not tell whether there is a body, the header does. Some search APIs use GET with a body.",
        hints: &["Read the body, or skip it, before the next request, whatever the method is."],
        run: |target| skips_body_of(target, "GET /echo/first", "", 200),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/head-with-a-body",
        rfc: &["9112 §6", "9112 §9.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::KeepAlive],
        expect: "A HEAD request with a body is answered with 200, and the request behind it is answered too.",
        why: "The answer to HEAD has no body; the request may have one. A server that confuses the two answers the body.",
        hints: &["HEAD changes what you send, not what you read."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send([with_smuggled_body("HEAD /about", "").as_bytes(), NEXT].concat())?;
            client.read_response_to("HEAD")?.expect_status(200)?;
            client.read_response()?.expect_body("next")?;
            client.expect_no_more_answers()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/body-to-405",
        rfc: &["9112 §9.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::KeepAlive],
        expect: "A POST with a body to `/about` is answered with 405, and the request behind it is answered too.",
        why: "A refusal does not stop the client: its body is on the way already, and arrives before the next request.",
        hints: &["You may answer early, but skip the body before you read the next request."],
        run: |target| skips_body_of(target, "POST /about", "", 405),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/body-to-404",
        rfc: &["9112 §9.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::KeepAlive],
        expect: "A POST with a body to an unknown path is answered with 404, and the request behind it is answered too.",
        why: "Whatever the answer is, the body belongs to its request.",
        hints: &[
            "Skip bodies in one place, for all routes: between reading a head and reading the next.",
        ],
        run: |target| skips_body_of(target, "POST /nowhere", "", 404),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/body-to-415",
        rfc: &["9112 §9.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::KeepAlive],
        expect: "A book of the wrong type is answered with 415, and the request behind it is answered too.",
        why: "The handler gives up before it looks at the body; the connection must not.",
        hints: &[
            "If a handler returns early, somebody else has to take the body out of the buffer.",
        ],
        run: |target| skips_body_of(target, "POST /books", "Content-Type: text/plain\r\n", 415),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/large-unwanted-body",
        rfc: &["9112 §9.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::KeepAlive],
        expect: "A body of 1 MB to `/about` is answered with 405, and the request behind it is answered too.",
        why: "A single read does not return the whole body. The rest comes later, and must not be taken for a request.",
        hints: &["Count the bytes that you skip; the buffer contains only the first of them."],
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
        rfc: &["9112 §9.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::KeepAlive],
        expect: "The body of a GET arrives after its head, in pieces: the GET is answered with 200, and the request behind it is answered too.",
        why: "An empty buffer does not mean that the body is over. Only its length says so.",
        hints: &[
            "Wait for the bytes that Content-Length announces, although you will not use them.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            let request = with_smuggled_body("GET /echo/first", "");
            let (head, body) = request.split_at(request.len() - SMUGGLED.len());
            client.send_in_pieces([head, &body[..4], &body[4..]])?.send(NEXT)?;
            client.read_response()?.expect_status(200)?.expect_body("first")?;
            client.read_response()?.expect_body("next")?;
            client.expect_no_more_answers()
        },
        ..Check::DEFAULT
    },
];

/// A body that nobody may answer.
pub const SMUGGLED: &str = "GET /echo/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

fn with_smuggled_body(method_and_path: &str, headers: &str) -> String {
    let length = SMUGGLED.len();
    format!(
        "{method_and_path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n{headers}\r\n{SMUGGLED}"
    )
}

/// One answer to the request with the body, and at most one to [`NEXT`]. A body may come back as a body.
pub fn expect_at_most_two(answers: &[u8], request: &str) -> Result<(), Failure> {
    ensure(answers.starts_with(b"HTTP/1."), format!("{request} got no answer"))?;
    let count = answers.windows(9).filter(|window| window == b"HTTP/1.1 ").count();
    ensure(count <= 2, format!("the body of {request} was answered as if it were a request"))
}

fn skips_body_of(
    target: &Target,
    method_and_path: &str,
    headers: &str,
    status: u16,
) -> Result<(), Failure> {
    let request = with_smuggled_body(method_and_path, headers);
    target.start()?.exchange_and_next(request)?.expect_status(status)?;
    Ok(())
}
