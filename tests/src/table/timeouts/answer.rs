//! What comes after the request: a handler may take its time, and a client may not.

use crate::requests::request;
use crate::{Basis, Check, Client, Failure, FailureKind, Need, Server, Stages, Target, ensure};

/// More than the buffers of both sides take, so that the server has to wait for its client.
const LARGE: usize = 64 * 1024 * 1024;

/// Half of what a body may have, and still more than these buffers take.
const LARGE_BODY: usize = 8 * 1024 * 1024;

/// What is expected while a server answers.
pub const CHECKS: &[Check] = &[
    Check {
        id: "timeouts/long-handler",
        basis: Basis::Must,
        rfc: &["9110 §15.5.9"],
        stages: Stages::since(5),
        needs: &[Need::Option("--timeout")],
        expect: "A request whose handler takes longer than the timeout is answered all the same.",
        why: "The timeout is for waits on the client. That the server has much to do is not the client's fault, and no 408.",
        hints: &["A deadline ends with the last byte of the request. Is it still looked at later?"],
        run: |target| {
            let server = target.start_with(["--timeout", "0.3"])?;
            let mut client = server.begin("/sleep/900")?;
            client.read_response()?.expect_status(200)?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/file-not-read",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Unmet],
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--timeout"),
            Need::Option("--workers"),
            Need::Folder,
            Need::Measures,
        ],
        expect: "A client that stops reading a large file is dropped after the timeout, and its thread or worker is free again.",
        why: "A client that asks for much and takes nothing costs a server a thread for as long as it likes. It is slowloris the other way round.",
        hints: &[
            "A write waits too: for room in the buffers, which the client makes by reading.",
            "Set a write timeout on the connection, and drop it when a write fails.",
        ],
        run: |target| {
            let server = start(target, "0.5")?;
            server.store_zeros("large.bin", LARGE as u64)?;
            let mut client = server.begin("/files/large.bin")?;
            client.read_exact(1)?;
            expect_dropped(target, &server, client, LARGE)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/body-not-read",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::only(4),
        fails_with: &[FailureKind::Unmet],
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--timeout"),
            Need::Option("--workers"),
            Need::Measures,
        ],
        expect: "A client that does not read the large body that it gets back is dropped after the timeout.",
        why: "Here the answer is memory, and the server keeps all of it for a client that does not take it.",
        hints: &["Bytes from memory and bytes from a file need the same limit for their writes."],
        run: |target| {
            // A second, so that so large a body arrives in time on a busy machine too.
            let server = start(target, "1")?;
            let headers = format!("Content-Length: {LARGE_BODY}\r\n");
            let mut client = server.connect()?;
            client.send(request("POST", "/", &headers, &vec![b'a'; LARGE_BODY]))?.read_exact(1)?;
            expect_dropped(target, &server, client, LARGE_BODY)
        },
        ..Check::DEFAULT
    },
];

/// One worker, or one connection: the next client is served only when the first has been dropped.
fn start(target: &Target, timeout: &str) -> Result<Server, Failure> {
    let launch = target.launch().where_taken("--timeout", timeout);
    launch.where_taken("--workers", "1").where_taken("--max-connections", "1").start()
}

fn expect_dropped(
    target: &Target,
    server: &Server,
    mut client: Client,
    length: usize,
) -> Result<(), Failure> {
    if target.stage().takes("--max-connections") {
        // This client is the only one: the server lets the next in when it has dropped it.
        server.wait_until_served()?;
    } else if target.stage().takes("--workers") {
        server.get("/about")?.expect_status(200)?;
    } else {
        server.wait_until("the thread to end", |server| Ok(server.threads()? == 1))?;
    }
    ensure(
        !has_all(&mut client, length),
        "the client had stopped reading, and got everything when it read on much later",
    )
}

/// Whether `length` bytes can still be read.
fn has_all(client: &mut Client, length: usize) -> bool {
    const PIECE: usize = 64 * 1024;
    (0..length / PIECE).all(|_| client.read_exact(PIECE).is_ok())
}
