//! Clients that owe the server a body.

use super::{expect_timeout, expect_timeout_after, expect_timeout_despite, start};
use crate::requests::request;
use crate::{Check, Failure, Stages, Subject, ensure};
use std::fs;
use std::time::Instant;

/// What is expected while a server waits for a body.
pub const CHECKS: &[Check] = &[
    Check {
        id: "timeouts/stalled-body",
        holds: Stages::since(5),
        fails: Stages::only(4),
        claim: "A client that stops in the middle of its body gets 408 after the timeout.",
        curl: "(printf 'POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 10\\r\\n\\r\\nabc'; sleep 60) | nc {host} {port}",
        why: "A client that promises ten bytes may never send them, and a server cannot wait without an end (RFC 9110 §15.5.9).",
        hints: &[
            "The wait for the body needs an end of its own: that of the head is over by then.",
        ],
        run: |subject| {
            expect_timeout_after(subject, request("POST", "/", "Content-Length: 10\r\n", b"abc"))
        },
    },
    Check {
        id: "timeouts/missing-body",
        holds: Stages::since(5),
        fails: Stages::only(4),
        claim: "A client that sends its head but nothing of the body gets 408 after the timeout.",
        curl: "(printf 'POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 10\\r\\n\\r\\n'; sleep 60) | nc {host} {port}",
        why: "A request whose head is complete has begun, even where not one byte of its body has come.",
        hints: &[
            "It is the request that must not be silent, not the wait that happens to be under way.",
        ],
        run: |subject| {
            expect_timeout_after(subject, request("POST", "/", "Content-Length: 10\r\n", b""))
        },
    },
    Check {
        id: "timeouts/dripping-body",
        holds: Stages::since(5),
        fails: Stages::only(4),
        claim: "A client that sends its body byte by byte gets 408 after the timeout, although bytes keep coming.",
        curl: "(printf 'POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 999999\\r\\n\\r\\n'; while sleep 1; do printf a; done) | nc {host} {port}",
        why: "With a limit for each read, a body of a megabyte could take a month, and a thread would wait for it that long.",
        hints: &["Take one deadline for the whole body, and give each read the time that is left."],
        run: |subject| {
            let head = request("POST", "/", "Content-Length: 999999\r\n", b"");
            expect_timeout_despite(subject, &head, "a")
        },
    },
    Check {
        id: "timeouts/stalled-after-continue",
        holds: Stages::since(5),
        fails: Stages::only(4),
        claim: "A client that asks whether it may send its body, hears that it may, and then does not, gets 408 after the timeout.",
        curl: "(printf 'POST / HTTP/1.1\\r\\nHost: localhost\\r\\nExpect: 100-continue\\r\\nContent-Length: 10\\r\\n\\r\\n'; sleep 60) | nc {host} {port}",
        why: "The interim answer invites a body, and the invitation has an end like any other wait (RFC 9110 §10.1.1).",
        hints: &["After `100 Continue` the same loop reads the body, under the same deadline."],
        run: |subject| {
            let server = start(subject)?;
            let begin = Instant::now();
            let mut client = server.connect()?;
            let headers = "Content-Length: 10\r\nExpect: 100-continue\r\n";
            client.send(request("POST", "/", headers, b""))?.read_interim()?;
            let answer = client.read_response()?;
            expect_timeout(begin, answer, &mut client)
        },
    },
    Check {
        id: "timeouts/stalled-upload-stores-nothing",
        holds: Stages::since(5),
        fails: Stages::only(4),
        claim: "An upload that stalls gets 408, and leaves no file, neither whole nor in part.",
        curl: "(printf 'POST /files/half.txt HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 10\\r\\n\\r\\nabc'; sleep 60) | nc {host} {port}; ls -a {folder}",
        why: "A file that was cut off looks like any other to the next client that reads it.",
        hints: &[
            "Do not open the file under its own name before the last byte of the body is there.",
        ],
        run: stalled_upload_stores_nothing,
    },
    Check {
        id: "timeouts/stalled-chunk",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A client that stops in the middle of a chunk gets 408 after the timeout.",
        curl: "(printf 'POST / HTTP/1.1\\r\\nHost: localhost\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nab'; sleep 60) | nc {host} {port}",
        why: "The size of a chunk is a promise, as a length is (RFC 9112 §7.1).",
        hints: &["The deadline of a body does not depend on how the body is delimited."],
        run: |subject| {
            let chunked = "Transfer-Encoding: chunked\r\n";
            expect_timeout_after(subject, request("POST", "/", chunked, b"5\r\nab"))
        },
    },
    Check {
        id: "timeouts/dripping-chunks",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A client that sends small chunks without an end gets 408 after the timeout, although chunks keep coming.",
        curl: "(printf 'POST / HTTP/1.1\\r\\nHost: localhost\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n'; while sleep 1; do printf '1\\r\\na\\r\\n'; done) | nc {host} {port}",
        why: "A chunked body says nowhere how long it will be, so nothing but a deadline for all of it ends the wait (RFC 9112 §7.1).",
        hints: &["One deadline for all chunks together, not one for each."],
        run: |subject| {
            let head = request("POST", "/", "Transfer-Encoding: chunked\r\n", b"");
            expect_timeout_despite(subject, &head, "1\r\na\r\n")
        },
    },
];

fn stalled_upload_stores_nothing(subject: &Subject) -> Result<(), Failure> {
    let server = start(subject)?;
    let upload = request("POST", "/files/half.txt", "Content-Length: 10\r\n", b"abc");
    server.exchange(upload)?.expect_status(408)?;
    let left = fs::read_dir(server.folder()?)?.count();
    ensure(left == 0, format!("the upload left {left} files behind"))?;
    server.get("/files/half.txt")?.expect_status(404)?;
    Ok(())
}
