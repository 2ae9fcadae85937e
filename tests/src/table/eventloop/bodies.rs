//! Bodies share a memory budget, which does not grow with the number of clients.

use crate::requests::request;
use crate::{Basis, Check, Client, Failure, Server, Stages};

/// In bytes: the limit for one body. `FIT` bodies of this size fit into the budget of 128 MiB.
const LARGEST: usize = 16 * 1024 * 1024;
const FIT: usize = 8;

/// In bytes: bodies below this are exempt. No check asks for a body of exactly this length.
const SMALL: usize = 64 * 1024;

/// Checks of unfinished bodies.
pub const CHECKS: &[Check] = &[
    Check {
        id: "eventloop/bodies-have-a-budget",
        basis: Basis::Course,
        stages: Stages::EVENT_LOOP,
        expect: "While eight bodies of 16 MiB are unfinished, a ninth one of more than 64 KiB gets 503.",
        why: "No pool of workers limits the number of bodies any more, so something else has to: 1,000 clients with 16 MiB each would take 16 GiB.",
        hints: &[
            "Count the length that a head declares, not the bytes that have arrived: otherwise many bodies begin, and none can end.",
            "Count before the first byte of the body is read, and before `100 Continue`.",
        ],
        run: |target| {
            let server = target.start()?;
            let _full = fill(&server)?;
            upload(&server, SMALL + 1)?.read_response()?.expect_status(503)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "eventloop/small-bodies-are-exempt",
        basis: Basis::Course,
        stages: Stages::EVENT_LOOP,
        expect: "While eight bodies of 16 MiB are unfinished, a body of 64 KiB less one byte comes back whole.",
        why: "Forms and books are small. A few large uploads must not keep them out.",
        hints: &["Look at the length first, and count nothing below 64 KiB."],
        run: |target| {
            let server = target.start()?;
            let _full = fill(&server)?;
            // The body comes later than its head, so the server has to decide whether it wants it.
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
        expect: "When one of eight clients with unfinished bodies of 16 MiB leaves, the next one gets 100 Continue for its own. This happens sixteen times.",
        why: "A share must come back on every way out, for example when a client leaves. Otherwise the server ends up refusing all uploads until it is restarted.",
        hints: &["Make the share a value of its own, and return it in its `Drop`."],
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

/// Declares a body, and waits before it sends it.
fn upload(server: &Server, length: usize) -> Result<Client, Failure> {
    let headers = format!("Content-Length: {length}\r\nExpect: 100-continue\r\n");
    let mut client = server.connect()?;
    client.send(request("POST", "/", &headers, b""))?;
    Ok(client)
}

/// Begins as many bodies as fit. `100 Continue` says that the server has counted the body.
fn fill(server: &Server) -> Result<Vec<Client>, Failure> {
    let begin = |_| {
        let mut client = upload(server, LARGEST)?;
        client.read_interim()?.expect_status(100)?;
        Ok(client)
    };
    (0..FIT).map(begin).collect()
}

/// The server may notice a moment later that a client has left.
fn begin_when_there_is_room(server: &Server) -> Result<Client, Failure> {
    let mut begun = None;
    server.wait_until("room for a body", |server| {
        let mut client = upload(server, LARGEST)?;
        begun = client.read_interim().is_ok().then_some(client);
        Ok(begun.is_some())
    })?;
    begun.ok_or_else(|| Failure::new("there was no room for a body"))
}
