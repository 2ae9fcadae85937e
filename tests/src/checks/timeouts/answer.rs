//! What comes after the request: a handler may take its time, and a client may not.

use crate::requests::request;
use crate::{Check, Client, Failure, Server, Stages, Subject, ensure};

/// More than the buffers of both sides take, so that the server has to wait for its client.
const LARGE: usize = 64 * 1024 * 1024;

/// Half of what a body may have, and still more than these buffers take.
const LARGE_BODY: usize = 8 * 1024 * 1024;

/// What is expected while a server answers.
pub const CHECKS: &[Check] = &[
    Check {
        id: "timeouts/long-handler",
        holds: Stages::since(5),
        fails: Stages::NONE,
        claim: "A request whose handler takes longer than the timeout is answered all the same.",
        curl: "{program} --timeout 0.3 & curl -i localhost:4221/sleep/900",
        why: "The timeout is for waits on the client. That the server has much to do is not the client's fault, and no 408 (RFC 9110 §15.5.9).",
        hints: &["A deadline ends with the last byte of the request. Is it still looked at later?"],
        run: |subject| {
            let server = subject.start_with(["--timeout", "0.3"])?;
            let mut client = server.begin("/sleep/900")?;
            client.read_response()?.expect_status(200)?;
            client.expect_closed()
        },
    },
    Check {
        id: "timeouts/file-not-read",
        holds: Stages::since(5),
        fails: Stages::only(4),
        claim: "A client that stops reading a large file is dropped after the timeout, and its thread or worker is free again.",
        curl: "{program} --timeout 0.5 & (printf 'GET /files/large.bin HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n'; sleep 60) | nc localhost 4221 | sleep 60",
        why: "A client that asks for much and takes nothing costs a server a thread for as long as it likes. It is slowloris the other way round.",
        hints: &[
            "A write waits too: for room in the buffers, which the client makes by reading.",
            "Set a write timeout on the connection, and drop it when a write fails.",
        ],
        run: |subject| {
            let server = start(subject, "0.5")?;
            server.store_zeros("large.bin", LARGE as u64)?;
            let mut client = server.begin("/files/large.bin")?;
            client.read_exact(1)?;
            expect_dropped(subject, &server, client, LARGE)
        },
    },
    Check {
        id: "timeouts/body-not-read",
        holds: Stages::since(5),
        fails: Stages::only(4),
        claim: "A client that does not read the large body that it gets back is dropped after the timeout.",
        curl: "{program} --timeout 1 & (printf 'POST / HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 8000000\\r\\n\\r\\n'; head -c 8000000 /dev/zero; sleep 60) | nc localhost 4221 | sleep 60",
        why: "Here the answer is memory, and the server keeps all of it for a client that does not take it.",
        hints: &["Bytes from memory and bytes from a file need the same limit for their writes."],
        run: |subject| {
            // A second, so that so large a body arrives in time on a busy machine too.
            let server = start(subject, "1")?;
            let headers = format!("Content-Length: {LARGE_BODY}\r\n");
            let mut client = server.connect()?;
            client.send(request("POST", "/", &headers, &vec![b'a'; LARGE_BODY]))?.read_exact(1)?;
            expect_dropped(subject, &server, client, LARGE_BODY)
        },
    },
];

/// One worker, or one connection: the next client is served only when the first has been dropped.
fn start(subject: &Subject, timeout: &str) -> Result<Server, Failure> {
    let launch = subject.launch().where_taken("--timeout", timeout);
    launch.where_taken("--workers", "1").where_taken("--max-connections", "1").start()
}

fn expect_dropped(
    subject: &Subject,
    server: &Server,
    mut client: Client,
    length: usize,
) -> Result<(), Failure> {
    if subject.stage().takes("--max-connections") {
        // This client is the only one: the server lets the next in when it has dropped it.
        server.wait_until_served()?;
    } else if subject.stage().takes("--workers") {
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
