//! `Expect: 100-continue`: a client asks before it sends its body.

use super::large::LARGEST;
use crate::requests::request;
use crate::{Basis, Check, Client, Failure, Need, Server, Stages, Target, ensure};
use std::time::Duration;

/// Long enough for a server to send what it should not send. A busy server may need longer and pass.
const A_MOMENT: Duration = Duration::from_millis(30);

/// Checks of expectations.
pub const CHECKS: &[Check] = &[
    Check {
        id: "bodies/continue",
        basis: Basis::Must,
        rfc: &["9110 §10.1.1"],
        stages: Stages::since(4),
        needs: &[Need::PostEcho],
        expect: "POST / with Expect: 100-continue gets the status 100 before its body is sent, and then 200 with the body. An immediate 413 or 417 is allowed too.",
        why: "curl asks like this for large bodies, and waits a second if no answer comes.",
        hints: &[
            "An interim response is a status line and a blank line, and has no body.",
            "Write it between the head and the body, as soon as you know that you want the body.",
        ],
        run: |target| gets_continue(target, "Expect: 100-continue\r\n"),
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/continue-in-any-case",
        basis: Basis::Must,
        rfc: &["9110 §10.1.1"],
        stages: Stages::since(4),
        needs: &[Need::PostEcho],
        expect: "expect: 100-CONTINUE has the same effect as Expect: 100-continue.",
        why: "Letter case matters neither in the name of this header nor in its value.",
        hints: &["Compare without regard to the case of ASCII letters."],
        run: |target| gets_continue(target, "expect: 100-CONTINUE\r\n"),
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/continue-not-in-http-1-0",
        basis: Basis::Must,
        rfc: &["9110 §10.1.1", "9110 §15.2"],
        stages: Stages::since(4),
        needs: &[Need::PostEcho],
        expect: "POST / in HTTP/1.0 with Expect: 100-continue gets 200 with the body, and no interim response before it.",
        why: "HTTP/1.0 has no interim responses: such a client would take it for the answer.",
        hints: &[
            "Keep the version of the request, and look at it before you write an interim response.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send(
                "POST / HTTP/1.0\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
            )?;
            silent_until_the_body(client, "hello")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/continue-not-asked",
        basis: Basis::Course,
        rfc: &["9110 §15.2"],
        stages: Stages::since(4),
        expect: "POST / without Expect gets 200 with the body, and no interim response before it.",
        why: "HTTP/1.1 allows it, but simple clients take the first status line for the answer.",
        hints: &["Write the interim response only if the header Expect is there."],
        run: |target| {
            let server = target.start()?;
            silent_until_the_body(ask(&server, "", 5)?, "hello")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/continue-with-body-at-once",
        basis: Basis::Course,
        rfc: &["9110 §10.1.1"],
        stages: Stages::since(4),
        expect: "A client that sends Expect: 100-continue and the body at once gets 200 with the body, without 100 Continue before it.",
        why: "A client need not wait for permission. A body that is already there needs none.",
        hints: &[
            "The bytes after the blank line belong to the body, whatever the client asked for.",
            "Send 100 Continue only if the server has to wait for the body.",
        ],
        run: |target| {
            let server = target.start()?;
            let headers = "Expect: 100-continue\r\nContent-Length: 5\r\n";
            let response = server.exchange(request("POST", "/", headers, b"hello"))?;
            let response = response.expect_status(200)?.expect_body("hello")?;
            ensure(response.interim.is_empty(), "100 Continue came although the body was there")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/continue-with-part-of-the-body",
        basis: Basis::Course,
        rfc: &["9110 §10.1.1"],
        stages: Stages::since(4),
        expect: "A client that sends Expect: 100-continue and one byte of the body with it gets no 100 Continue.",
        why: "A client that has begun to send its body no longer waits for 100 Continue. A server may omit it then, and ours does.",
        hints: &["Ask whether any byte of the body is there, not whether all of them are."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            let headers = "Expect: 100-continue\r\nContent-Length: 5\r\n";
            client.send(request("POST", "/", headers, b"h"))?;
            silent_until_the_body(client, "ello")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/continue-not-for-413",
        basis: Basis::Course,
        rfc: &["9110 §10.1.1"],
        stages: Stages::since(4),
        expect: "A client that sends Expect: 100-continue before a body of more than 16 MiB gets 413 at once, without 100 Continue.",
        why: "This is the purpose of asking: the client never sends the body.",
        hints: &["Check everything in the head before you ask for the body."],
        run: |target| {
            let server = target.start()?;
            let mut client = ask(&server, "Expect: 100-continue\r\n", LARGEST + 1)?;
            client.read_response_head()?.expect_status(413)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/expectation-unknown",
        basis: Basis::Course,
        rfc: &["9110 §10.1.1", "9110 §15.5.18"],
        stages: Stages::since(4),
        expect: "POST / with Expect: 200-ok gets 417 before the body is sent, and so does 100-continued.",
        why: "HTTP allows a server to ignore such a header. But a client that expects something should learn that it will not get it.",
        hints: &["There are three cases: no Expect, the one that you know, and every other."],
        run: |target| {
            let server = target.start()?;
            ask(&server, "Expect: 200-ok\r\n", 5)?.read_response()?.expect_status(417)?;
            ask(&server, "Expect: 100-continued\r\n", 5)?.read_response()?.expect_status(417)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];

/// Sends the head of a `POST /` with these headers and this length, and nothing of its body.
fn ask(server: &Server, headers: &str, length: usize) -> Result<Client, Failure> {
    let headers = format!("{headers}Content-Length: {length}\r\n");
    let mut client = server.connect()?;
    client.send(request("POST", "/", &headers, b""))?;
    Ok(client)
}

/// The first answer is 100, and the body that follows comes back; or it is a refusal.
///
/// "an origin server MUST send either: an immediate response with a final status code, if that status can be
/// determined by examining just the method, target URI, and header fields, or an immediate 100"
fn gets_continue(target: &Target, headers: &str) -> Result<(), Failure> {
    let server = target.start()?;
    let body = vec![b'a'; 100_000];
    let mut client = ask(&server, headers, body.len())?;
    let first = client.read_response_head()?.expect_status_among(&[100, 413, 417])?;
    if first.status == 100 {
        client.send(&body)?.read_response()?.expect_status(200)?.expect_body(&body)?;
    }
    Ok(())
}

/// The server sends nothing before `rest`, which completes the body `hello`, and then its only response.
fn silent_until_the_body(mut client: Client, rest: &str) -> Result<(), Failure> {
    client.expect_silence(A_MOMENT)?;
    let response = client.send(rest)?.read_response()?.expect_status(200)?.expect_body("hello")?;
    ensure(response.interim.is_empty(), "an interim response came before the answer")
}
