//! Bodies share a budget: memory does not grow with the number of clients.

use super::expect_refusal;
use crate::requests::request;
use crate::{Basis, Check, Client, Failure, Server, Stages};

/// In bytes: the limit for one body. So many of that size fit into the budget of 128 MiB.
const LARGEST: usize = 16 * 1024 * 1024;
const FIT: usize = 8;

/// In bytes: bodies below this are exempt. Whether one of exactly this length is, no check asks.
const SMALL: usize = 64 * 1024;

/// Checks of bodies under way.
pub const CHECKS: &[Check] = &[
    Check {
        id: "eventloop/bodies-have-a-budget",
        basis: Basis::Course,
        stages: Stages::EVENT_LOOP,
        expect: "While eight bodies of 16 MiB are under way, a ninth one of more than 64 KiB gets 503 with Retry-After.",
        why: "No worker bounds the number of bodies any more, so that something else has to: 1,000 clients with 16 MiB each would take 16 GiB.",
        hints: &[
            "Count the length that a head declares, not what has arrived of it: otherwise many begin, and none can end.",
            "Count before the first byte of the body is read, and before `100 Continue`.",
        ],
        run: |target| {
            let server = target.start()?;
            let _full = fill(&server)?;
            expect_refusal(upload(&server, SMALL + 1)?.read_response()?)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "eventloop/small-bodies-are-exempt",
        basis: Basis::Course,
        stages: Stages::EVENT_LOOP,
        expect: "While eight bodies of 16 MiB are under way, a body of 64 KiB less one byte is read and answered.",
        why: "Forms and books are small. A few large uploads must not keep them out.",
        hints: &["Ask for the length first: below 64 KiB, nothing is counted."],
        run: |target| {
            let server = target.start()?;
            let _full = fill(&server)?;
            // The body comes apart from its head, so that the server has to decide about it.
            let mut client = upload(&server, SMALL - 1)?;
            client.read_interim()?.expect_status(100)?;
            let body = vec![b'a'; SMALL - 1];
            client.send(&body)?.read_response()?.expect_status(200)?.expect_body(&body)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "eventloop/budget-comes-back",
        basis: Basis::Course,
        stages: Stages::EVENT_LOOP,
        expect: "When one of eight clients with bodies of 16 MiB leaves, the next one may send its own, again and again.",
        why: "A share that is not given back on one of the ways out, such as a client that leaves, makes the server refuse uploads until it is started again.",
        hints: &["Let the share be a value of its own, and give it back in its `Drop`."],
        run: |target| {
            let server = target.start()?;
            let mut full = fill(&server)?;
            for _ in 0..2 * FIT {
                full.remove(0);
                full.push(begin_when_there_is_room(&server)?);
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
];

/// Declares a body and waits with it. Each connection serves one request.
fn upload(server: &Server, length: usize) -> Result<Client, Failure> {
    let headers = format!("Content-Length: {length}\r\nExpect: 100-continue\r\n");
    let mut client = server.connect()?;
    client.send(request("POST", "/", &headers, b""))?;
    Ok(client)
}

/// `100 Continue` says that the server has counted the body.
fn fill(server: &Server) -> Result<Vec<Client>, Failure> {
    let begin = |_| {
        let mut client = upload(server, LARGEST)?;
        client.read_interim()?.expect_status(100)?;
        Ok(client)
    };
    (0..FIT).map(begin).collect()
}

/// The server may hear a moment later that a client has left.
fn begin_when_there_is_room(server: &Server) -> Result<Client, Failure> {
    let mut begun = None;
    server.wait_until("room for a body", |server| {
        let mut client = upload(server, LARGEST)?;
        begun = client.read_interim().is_ok().then_some(client);
        Ok(begun.is_some())
    })?;
    begun.ok_or_else(|| Failure::new("there was no room for a body"))
}
