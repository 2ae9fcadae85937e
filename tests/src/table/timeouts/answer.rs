//! After the request: a handler may take longer than the timeout, and a client that reads nothing may not.

use crate::requests::request;
use crate::{Basis, Check, Client, Failure, FailureKind, Need, Server, Stages, Target, ensure};

/// More than the buffers of both sides hold, so that the server has to wait for its client.
const LARGE: usize = 64 * 1024 * 1024;

/// Half of what a body may have, and still more than these buffers hold.
const LARGE_BODY: usize = 8 * 1024 * 1024;

/// Checks of a server that answers.
pub const CHECKS: &[Check] = &[
    Check {
        id: "timeouts/long-handler",
        basis: Basis::Course,
        rfc: &["9110 §15.5.9"],
        stages: Stages::since(5),
        needs: &[Need::Option("--timeout")],
        expect: "With a timeout of 0.5 s, a request whose handler takes a second is answered with 200.",
        why: "The timeout limits how long the server waits for the client. A slow handler is not the client's fault, so 408 would be wrong.",
        hints: &[
            "A deadline is over when the last byte of the request has arrived. Does anything look at it later?",
        ],
        run: |target| {
            let server = target.start_with(["--timeout", "0.5"])?;
            server.get("/sleep/1000")?.expect_status(200)?;
            Ok(())
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
        expect: "A client that stops reading a file of 64 MiB is dropped after the timeout: its thread or worker is free again, and the client does not get the whole file when it reads on.",
        why: "A client that asks for a large file and does not read it holds a thread for as long as it likes. It is slowloris the other way round.",
        hints: &[
            "A write waits too: for room in the buffers, until the client reads.",
            "Set a write timeout on the connection, and drop the connection when a write fails.",
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
        expect: "A client that gets a body of 8 MiB back and does not read it is dropped after the timeout: its thread or worker is free again, and the client does not get the whole body when it reads on.",
        why: "Here the answer is in memory, and the server keeps all of it for a client that does not read.",
        hints: &["Writes need the same timeout for bytes from memory as for bytes from a file."],
        run: |target| {
            // Such a large body has to arrive in time on a busy machine too.
            let server = start(target, "2")?;
            let headers = format!("Content-Length: {LARGE_BODY}\r\n");
            let mut client = server.connect()?;
            client.send(request("POST", "/", &headers, &vec![b'a'; LARGE_BODY]))?.read_exact(1)?;
            expect_dropped(target, &server, client, LARGE_BODY)
        },
        ..Check::DEFAULT
    },
];

/// One worker or one connection, so that the next client is served only after the first has been dropped.
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
        // There is one place. It is free when the server has dropped this client.
        server.wait_until_served()?;
    } else if target.stage().takes("--workers") {
        server.get("/echo/a")?.expect_status(200)?;
    } else {
        server.wait_until("the thread to end", |server| Ok(server.threads()? == 1))?;
    }
    ensure(
        !has_all(&mut client, length),
        "the client stopped reading for longer than the timeout, and still got everything later",
    )
}

/// Whether `length` bytes can still be read.
fn has_all(client: &mut Client, length: usize) -> bool {
    const PIECE: usize = 64 * 1024;
    (0..length / PIECE).all(|_| client.read_exact(PIECE).is_ok())
}
