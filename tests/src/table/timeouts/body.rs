//! Clients that owe the server a body.

use super::{expect_timeout, expect_timeout_after, expect_timeout_despite, start};
use crate::requests::request;
use crate::{Basis, Check, Failure, FailureKind, Need, Stages, Target, ensure};
use std::fs;
use std::time::Instant;

/// What is expected while a server waits for a body.
pub const CHECKS: &[Check] = &[
    Check {
        id: "timeouts/stalled-body",
        basis: Basis::Must,
        rfc: &["9110 §15.5.9"],
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--timeout")],
        expect: "A client that stops in the middle of its body gets 408 after the timeout.",
        why: "A client that promises ten bytes may never send them, and a server cannot wait without an end.",
        hints: &[
            "The wait for the body needs an end of its own: that of the head is over by then.",
        ],
        run: |target| {
            expect_timeout_after(target, request("POST", "/", "Content-Length: 10\r\n", b"abc"))
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
        expect: "A client that sends its head but nothing of the body gets 408 after the timeout.",
        why: "A request whose head is complete has begun, even where not one byte of its body has come.",
        hints: &[
            "It is the request that must not be silent, not the wait that happens to be under way.",
        ],
        run: |target| {
            expect_timeout_after(target, request("POST", "/", "Content-Length: 10\r\n", b""))
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
        expect: "A client that sends its body byte by byte gets 408 after the timeout, although bytes keep coming.",
        why: "With a limit for each read, a body of a megabyte could take a month, and a thread would wait for it that long.",
        hints: &["Take one deadline for the whole body, and give each read the time that is left."],
        run: |target| {
            let head = request("POST", "/", "Content-Length: 999999\r\n", b"");
            expect_timeout_despite(target, &head, "a")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/stalled-after-continue",
        basis: Basis::Must,
        rfc: &["9110 §10.1.1"],
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--timeout")],
        expect: "A client that asks whether it may send its body, hears that it may, and then does not, gets 408 after the timeout.",
        why: "The interim answer invites a body, and the invitation has an end like any other wait.",
        hints: &["After `100 Continue` the same loop reads the body, under the same deadline."],
        run: |target| {
            let server = start(target)?;
            let begin = Instant::now();
            let mut client = server.connect()?;
            let headers = "Content-Length: 10\r\nExpect: 100-continue\r\n";
            client.send(request("POST", "/", headers, b""))?.read_interim()?;
            let answer = client.read_response()?;
            expect_timeout(begin, answer, &mut client)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/stalled-upload-stores-nothing",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--timeout"), Need::Folder],
        expect: "An upload that stalls gets 408, and leaves no file, neither whole nor in part.",
        why: "A file that was cut off looks like any other to the next client that reads it.",
        hints: &[
            "Do not open the file under its own name before the last byte of the body is there.",
        ],
        run: stalled_upload_stores_nothing,
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/stalled-chunk",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout")],
        expect: "A client that stops in the middle of a chunk gets 408 after the timeout.",
        why: "The size of a chunk is a promise, as a length is.",
        hints: &["The deadline of a body does not depend on how the body is delimited."],
        run: |target| {
            let chunked = "Transfer-Encoding: chunked\r\n";
            expect_timeout_after(target, request("POST", "/", chunked, b"5\r\nab"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/dripping-chunks",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout")],
        expect: "A client that sends small chunks without an end gets 408 after the timeout, although chunks keep coming.",
        why: "A chunked body says nowhere how long it will be, so nothing but a deadline for all of it ends the wait.",
        hints: &["One deadline for all chunks together, not one for each."],
        run: |target| {
            let head = request("POST", "/", "Transfer-Encoding: chunked\r\n", b"");
            expect_timeout_despite(target, &head, "1\r\na\r\n")
        },
        ..Check::DEFAULT
    },
];

fn stalled_upload_stores_nothing(target: &Target) -> Result<(), Failure> {
    let server = start(target)?;
    let upload = request("POST", "/files/half.txt", "Content-Length: 10\r\n", b"abc");
    server.exchange(upload)?.expect_status(408)?;
    let left = fs::read_dir(server.folder()?)?.count();
    ensure(left == 0, format!("the upload left {left} files behind"))?;
    server.get("/files/half.txt")?.expect_status(404)?;
    Ok(())
}
