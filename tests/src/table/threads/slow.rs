//! Clients that take their time, and those who do not wait for them.

use super::{AT_ONCE, start};
use crate::requests::request;
use crate::{Basis, Check, Failure, FailureKind, Need, Stages, Target, in_parallel};

/// More than the buffers of both sides take, so that the server has to wait for its client.
const LARGE: u64 = 64 * 1024 * 1024;

/// Checks with slow clients.
pub const CHECKS: &[Check] = &[
    Check {
        id: "threads/silent-clients",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::between(2, 4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--workers")],
        expect: "While seven clients are connected and send nothing, another one gets 200.",
        why: "Browsers open spare connections and may never use them. A server that waits for one of these serves nobody else.",
        hints: &[
            "Which call waits for the silent client? Nobody else is served until that call returns.",
            "Accept on one thread, and read from each connection on another.",
        ],
        run: |target| {
            let server = start(target)?;
            let _silent = in_parallel(AT_ONCE - 1, |_| server.connect())?;
            server.get("/echo/a")?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "threads/begun-request",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::between(2, 4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--workers")],
        expect: "While one client has sent half of its head, another one gets 200. When the first sends the rest, it gets 200 too.",
        why: "Over a slow network, a head arrives in pieces with seconds between them. The other clients should not have to wait for it.",
        hints: &["Read the whole request on the connection's own thread, including its head."],
        run: |target| {
            let server = start(target)?;
            let mut slow = server.connect()?;
            slow.send("GET /echo/a HTTP/1.1\r\nHo")?;
            server.get("/echo/a")?.expect_status(200)?;
            slow.send("st: localhost\r\nConnection: close\r\n\r\n")?;
            slow.read_response()?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "threads/begun-upload",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--workers")],
        expect: "While one client has sent half of its body, others are answered. When the first sends the rest, it gets its whole body back.",
        why: "A large upload over a slow line takes minutes, and the server has other clients meanwhile.",
        hints: &["While you read a body, hold nothing that others need, such as a lock."],
        run: |target| {
            let server = start(target)?;
            let mut slow = server.connect()?;
            slow.send(request("POST", "/", "Content-Length: 6\r\n", b"abc"))?;
            server.get("/echo/a")?.expect_status(200)?;
            server.post("/", "quick")?.expect_body("quick")?;
            slow.send("def")?.read_response()?.expect_status(200)?.expect_body("abcdef")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "threads/slow-reader",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--workers"), Need::Folder],
        expect: "While one client does not read its answer of 64 MiB, another one gets 200.",
        why: "A write waits when the buffers between both sides are full, until the client reads on.",
        hints: &["Write the answer on the connection's own thread too."],
        run: |target| {
            let server = start(target)?;
            server.store_zeros("large.bin", LARGE)?;
            let mut slow = server.begin("/files/large.bin")?;
            slow.read_exact(1)?;
            server.get("/echo/a")?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "threads/reverse-order",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::between(2, 4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--workers")],
        expect: "Eight clients connect one after the other and ask in reverse order. Each gets 200 before the next one asks.",
        why: "The system accepts connections before the server does, so every client can connect to a server that serves one at a time. The order of the answers shows the difference.",
        hints: &[
            "Do not wait for the end of the first connection before you accept the second.",
            "A pool needs a worker for each of these connections.",
        ],
        run: answers_in_reverse_order,
        ..Check::DEFAULT
    },
];

fn answers_in_reverse_order(target: &Target) -> Result<(), Failure> {
    let server = start(target)?;
    let mut clients = Vec::new();
    for _ in 0..AT_ONCE {
        clients.push(server.connect()?);
    }
    while let Some(mut last) = clients.pop() {
        last.send(request("GET", "/echo/a", "", b""))?.read_response()?.expect_status(200)?;
    }
    Ok(())
}
