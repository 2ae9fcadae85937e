//! Clients that do not send all of their bodies.

use super::{expect_end, expect_end_despite, expect_timeout_after, start};
use crate::requests::request;
use crate::{Basis, Check, Failure, FailureKind, Need, Stages, Target};
use std::fs;
use std::time::Instant;

/// Checks of a server that waits for a body.
pub const CHECKS: &[Check] = &[
    Check {
        id: "timeouts/stalled-body",
        basis: Basis::Course,
        rfc: &["9110 §15.5.9"],
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--timeout")],
        expect: "A client that stops in the middle of its body gets 408 after the timeout of half a second, and then the connection ends.",
        why: "A client that announces ten bytes may never send them, and a server must not wait without a limit.",
        hints: &["The body needs a deadline of its own: that of the head ends with the head."],
        run: |target| {
            expect_timeout_after(target, request("POST", "/", "Content-Length: 10\r\n", b"abc"))
                .map(drop)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/missing-body",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--timeout")],
        expect: "A client that sends its head but no byte of its body gets 408 after the timeout of half a second.",
        why: "The request has begun: its head is complete. So the client learns why it failed, although no byte of the body has come.",
        hints: &[
            "A plain close is for clients that have sent nothing of a request. This one has sent a head.",
        ],
        run: |target| {
            expect_timeout_after(target, request("POST", "/", "Content-Length: 10\r\n", b""))
                .map(drop)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/dripping-body",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Unmet],
        needs: &[Need::Option("--timeout")],
        expect: "A client that sends its body byte by byte loses its connection after the timeout of half a second, although bytes keep coming.",
        why: "With a limit for each read only, a body of a megabyte could take a month, and a thread would wait for it all the time.",
        hints: &["Set one deadline for the whole body, and give each read the time that is left."],
        run: |target| {
            let head = request("POST", "/", "Content-Length: 999999\r\n", b"");
            expect_end_despite(target, &head, "a")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/stalled-after-continue",
        basis: Basis::Course,
        rfc: &["9110 §10.1.1"],
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--timeout")],
        expect: "A client that sends Expect: 100-continue gets 100. If it then sends no body, it loses its connection after the timeout of half a second.",
        why: "After the interim answer, the server waits for the body. This wait needs a limit like any other.",
        hints: &["After `100 Continue` the same loop reads the body, under the same deadline."],
        run: |target| {
            let server = start(target)?;
            let begin = Instant::now();
            let mut client = server.connect()?;
            let headers = "Content-Length: 10\r\nExpect: 100-continue\r\n";
            client.send(request("POST", "/", headers, b""))?.read_interim()?;
            expect_end(begin, &mut client)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/stalled-upload-stores-nothing",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Unmet],
        needs: &[Need::Option("--timeout"), Need::Folder],
        expect: "When the server has ended the connection of an upload that stalls, there is no file behind /files/, neither whole nor in part, and GET of its path is 404.",
        why: "A file that was cut off looks like any other to the next client that reads it.",
        hints: &[
            "Do not create the file under its own name before the last byte of the body has arrived.",
        ],
        run: stalled_upload_stores_nothing,
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/stalled-chunk",
        basis: Basis::Course,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout")],
        expect: "A client that stops in the middle of a chunk loses its connection after the timeout of half a second.",
        why: "A client that announces a chunk may never send all of it, as with a body of known length.",
        hints: &["The deadline of a body does not depend on how the body is delimited."],
        run: |target| {
            let server = start(target)?;
            let begin = Instant::now();
            let mut client = server.connect()?;
            client.send(request("POST", "/", "Transfer-Encoding: chunked\r\n", b"5\r\nab"))?;
            expect_end(begin, &mut client)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/dripping-chunks",
        basis: Basis::Course,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout")],
        expect: "A client that sends one small chunk after the other loses its connection after the timeout of half a second, although chunks keep coming.",
        why: "A chunked body does not say how long it will be, so only a deadline for the whole body ends the wait.",
        hints: &["Set one deadline for all chunks together, not one for each."],
        run: |target| {
            let head = request("POST", "/", "Transfer-Encoding: chunked\r\n", b"");
            expect_end_despite(target, &head, "1\r\na\r\n")
        },
        ..Check::DEFAULT
    },
];

fn stalled_upload_stores_nothing(target: &Target) -> Result<(), Failure> {
    let server = start(target)?;
    let upload = request("POST", "/files/half.txt", "Content-Length: 10\r\n", b"abc");
    server.connect()?.send(upload)?.expect_gone()?;
    // A part of it may disappear a moment after the answer.
    server.wait_until("the folder to be empty", |server| {
        Ok(fs::read_dir(server.folder()?)?.next().is_none())
    })?;
    server.get("/files/half.txt")?.expect_status(404)?;
    Ok(())
}
