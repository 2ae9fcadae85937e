//! Clients that take their time, and those who do not wait for them.

use super::{AT_ONCE, start};
use crate::requests::request;
use crate::{Basis, Check, Failure, FailureKind, Need, Stages, Target, in_parallel};

/// More than the buffers of both sides take, so that the server has to wait for its client.
const LARGE: u64 = 64 * 1024 * 1024;

/// What is expected when clients are slow.
pub const CHECKS: &[Check] = &[
    Check {
        id: "threads/silent-clients",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::between(2, 4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--workers")],
        expect: "Clients that connect and say nothing hold up nobody: another one is answered meanwhile.",
        why: "Browsers open spare connections and may never use them. A server that waits for one of these serves nobody else.",
        hints: &[
            "Which call waits for the silent client, and who else waits for that call to return?",
            "Accept on one thread, and read from each connection on another.",
        ],
        run: |target| {
            let server = start(target)?;
            let _silent = in_parallel(AT_ONCE - 1, |_| server.connect())?;
            server.get("/about")?.expect_status(200)?;
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
        expect: "While one client is still sending its head, others are answered, and in the end so is that one.",
        why: "A slow network sends a head in pieces with seconds between them. That is no reason for the others to be slow too.",
        hints: &[
            "Whatever reads a request belongs on the connection's own thread, the head included.",
        ],
        run: |target| {
            let server = start(target)?;
            let mut slow = server.connect()?;
            slow.send("GET /about HTTP/1.1\r\nHo")?;
            server.get("/about")?.expect_status(200)?;
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
        expect: "While one client is still sending its body, others are answered, and in the end so is that one.",
        why: "A large upload over a slow line takes minutes, and during these the server has other clients.",
        hints: &["Hold nothing that others need, such as a lock, while you read a body."],
        run: |target| {
            let server = start(target)?;
            let mut slow = server.connect()?;
            slow.send(request("POST", "/", "Content-Length: 6\r\n", b"abc"))?;
            server.get("/about")?.expect_status(200)?;
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
        expect: "While one client does not read its large answer, others are answered.",
        why: "A write waits as soon as the buffers between both sides are full. A client decides how long that is.",
        hints: &["Write the answer on the connection's own thread too, not only read there."],
        run: |target| {
            let server = start(target)?;
            server.store_zeros("large.bin", LARGE)?;
            let mut slow = server.begin("/files/large.bin")?;
            slow.read_exact(1)?;
            server.get("/about")?.expect_status(200)?;
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
        expect: "Eight clients connect one after the other and ask in reverse order: each is answered before the next one asks.",
        why: "The system accepts connections before the server does, which hides that a server takes one after the other. The order of the answers shows it.",
        hints: &[
            "The first connection must not have to end before the second is looked at.",
            "In a pool, that is as many connections as there are workers.",
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
        last.send(request("GET", "/about", "", b""))?.read_response()?.expect_status(200)?;
    }
    Ok(())
}
