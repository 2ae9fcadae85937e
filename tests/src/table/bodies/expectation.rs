//! `Expect: 100-continue`: a client asks before it sends its body.

use super::large::LARGEST;
use crate::requests::request;
use crate::{Basis, Check, Client, Failure, Server, Stages, ensure};
use std::time::Duration;

/// Long enough for a server to say something that it should not say.
const A_MOMENT: Duration = Duration::from_millis(30);

/// Checks of expectations.
pub const CHECKS: &[Check] = &[
    Check {
        id: "bodies/continue",
        basis: Basis::Must,
        rfc: &["9110 §10.1.1"],
        stages: Stages::since(4),
        expect: "A client that sends Expect: 100-continue gets 100 Continue before it sends its 2 MiB, and 200 after that.",
        why: "curl asks so for large bodies, and waits a second for the answer that does not come.",
        hints: &[
            "An interim response is a status line and a blank line, and has no body.",
            "Write it between the head and the body, as soon as you know that you want the body.",
        ],
        run: |target| {
            let server = target.start()?;
            let body = vec![b'a'; 2 * 1024 * 1024];
            let mut client = ask(&server, "Expect: 100-continue\r\n", body.len())?;
            expect_continue(&mut client)?;
            client.send(&body)?.read_response()?.expect_status(200)?.expect_body(&body)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/continue-in-any-case",
        basis: Basis::Must,
        rfc: &["9110 §10.1.1"],
        stages: Stages::since(4),
        expect: "The expectation is understood in any case: 100-Continue.",
        why: "Neither the name of the header nor its value depends on the case of letters.",
        hints: &["Compare without regard to the case of ASCII letters."],
        run: |target| {
            let server = target.start()?;
            let mut client = ask(&server, "expect: 100-CONTINUE\r\n", 5)?;
            expect_continue(&mut client)?;
            client.send("hello")?.read_response()?.expect_status(200)?.expect_body("hello")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/continue-with-body-at-once",
        basis: Basis::Must,
        rfc: &["9110 §10.1.1"],
        stages: Stages::since(4),
        expect: "A client that asks but sends its body at once gets the response alone, without 100 Continue before it.",
        why: "A client need not wait for the answer. A body that is there already needs no permission.",
        hints: &[
            "The bytes behind the blank line belong to the body, whatever the client asked for.",
            "Send 100 Continue only if the server has to wait for the body.",
        ],
        run: |target| {
            let server = target.start()?;
            let headers = "Expect: 100-continue\r\nContent-Length: 5\r\n";
            let mut client = server.connect()?;
            client.send(request("POST", "/", headers, b"hello"))?;
            let response = client.read_response()?.expect_status(200)?.expect_body("hello")?;
            ensure(response.interim.is_empty(), "100 Continue came although the body was there")?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/continue-with-part-of-the-body",
        basis: Basis::Must,
        rfc: &["9110 §10.1.1"],
        stages: Stages::since(4),
        expect: "One byte of the body, sent together with the head, is enough: no 100 Continue comes.",
        why: "A client that has begun to send its body does not wait for a 100 Continue any more. A server may then omit it, and ours does.",
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
        id: "bodies/continue-not-asked",
        basis: Basis::Must,
        rfc: &["9110 §15.2"],
        stages: Stages::since(4),
        expect: "A client that has not asked gets no 100 Continue.",
        why: "Simple clients take the first status line for the answer, and the answer for rubbish.",
        hints: &["Write the interim response only where the header Expect is there."],
        run: |target| {
            let server = target.start()?;
            silent_until_the_body(ask(&server, "", 5)?, "hello")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/continue-not-in-http-1-0",
        basis: Basis::Must,
        rfc: &["9110 §10.1.1"],
        stages: Stages::since(4),
        expect: "A client that speaks HTTP/1.0 gets no 100 Continue, whatever it expects.",
        why: "HTTP/1.0 knows no interim responses, so a server has to ignore the wish.",
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
        id: "bodies/continue-not-for-413",
        basis: Basis::Must,
        rfc: &["9110 §10.1.1"],
        stages: Stages::since(4),
        expect: "Where the body would be too large, a client that asks is refused at once, without 100 Continue.",
        why: "That is what asking is for: the body is never sent.",
        hints: &["Judge all that the head says before you ask for the body."],
        run: |target| {
            let server = target.start()?;
            let mut client = ask(&server, "Expect: 100-continue\r\n", LARGEST + 1)?;
            let response = client.read_response()?.expect_status(413)?;
            ensure(response.interim.is_empty(), "expected no 100 Continue before the 413")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/expectation-unknown",
        basis: Basis::Must,
        rfc: &["9110 §15.5.18"],
        stages: Stages::since(4),
        expect: "Any other expectation is refused with 417, before the body arrives.",
        why: "A client that expects what nobody promises has to be told so.",
        hints: &["Three cases: no Expect, the one that you know, and every other."],
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

fn expect_continue(client: &mut Client) -> Result<(), Failure> {
    let response = client.read_interim()?.expect_status(100)?;
    response.expect_no_header("Content-Length")?;
    Ok(())
}

/// The server sends nothing before `rest`, which completes the body `hello`, and then its only response.
fn silent_until_the_body(mut client: Client, rest: &str) -> Result<(), Failure> {
    client.expect_silence(A_MOMENT)?;
    let response = client.send(rest)?.read_response()?.expect_status(200)?.expect_body("hello")?;
    ensure(response.interim.is_empty(), "100 Continue came after the whole body")
}
