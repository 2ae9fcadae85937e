//! How a connection ends, so that the answer is not lost.

pub mod suspended;

use crate::requests::request;
use crate::table::in_some_attempt;
use crate::{Basis, Check, Failure, FailureKind, Need, Response, Stages, Target, ensure};
use std::thread;
use std::time::{Duration, Instant};

/// After an answer, a server reads on for this long, unless the client closes first.
pub(super) const DRAIN: Duration = Duration::from_secs(2);

/// Checks of the end of a connection.
pub const CHECKS: &[Check] = &[
    Check {
        id: "closing/head-cut-off",
        rfc: &["9112 §8"],
        stages: Stages::since(2),
        expect: "If a client closes its side in the middle of a head, the server closes as well, with or without an answer. Then the next client gets an answer.",
        why: "The rest will never come, so there is nothing to wait for. A server that reads on may spin, or hold the connection without an end.",
        hints: &["After a read of 0 bytes no more will come: do not go on reading."],
        run: |target| {
            let server = target.start()?;
            for part in ["G", "GET / HTTP/1.1", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: loc"]
            {
                server.connect()?.send(part)?.finish()?.expect_gone()?;
            }
            server.get("/").map(drop)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "closing/says-so",
        // "The server SHOULD send a "close" connection option in its final response on that connection."
        basis: Basis::Should,
        rfc: &["9112 §9.6"],
        stages: Stages::since(3),
        expect: "Each answer to a request with Connection: close says Connection: close, too: 200, 404, 405, 400, and the answer to HEAD.",
        why: "Without it, a client may send its next request into a connection that is gone.",
        hints: &["Add the header in the one place that sends all answers."],
        run: |target| {
            let server = target.start()?;
            says_so(server.get("/")?)?;
            says_so(server.head("/")?)?;
            says_so(server.get("/nowhere")?)?;
            says_so(server.method("DELETE", "/")?)?;
            says_so(server.get("nonsense")?)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "closing/body-unread",
        rfc: &["9112 §9.6"],
        stages: Stages::since(3),
        fails_on: Stages::only(2),
        fails_with: &[FailureKind::Closed],
        expect: "After POST / with a body of 100,000 bytes, the client gets an answer and a close without a reset, 20 times in a row.",
        why: "If a server closes before it has read all bytes, the close is a reset, and a reset can destroy the answer on its way.",
        hints: &[
            "Do not close at once: shut down your side for writing, so that the client sees the end of the answer.",
            "Then read on until the client has closed its side, or until it takes too long.",
        ],
        run: |target| {
            let server = target.start()?;
            let body = vec![b'a'; 100_000];
            for _ in 0..20 {
                let mut client = server.connect()?;
                client.send_and_read(request("POST", "/", "Content-Length: 100000\r\n", &body))?;
                client.expect_closed()?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "closing/request-behind",
        rfc: &["9112 §9.6"],
        stages: Stages::since(4),
        needs: &[Need::Route("/sleep/1")],
        expect: "A client that sends half a request while it waits for GET /sleep/200 still gets 200 and a close without a reset.",
        why: "The server has read the whole request, but not all bytes that came. If it closes then, that is a reset.",
        hints: &[
            "It is not enough that your own buffer is empty: the system has one, too.",
            "End each connection in the same way: close your side, then read on until the client has closed.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send(request("GET", "/sleep/200", "Connection: close\r\n", b""))?;
            // Time for the server to read the first request. If it is too short, the check is easier to pass.
            thread::sleep(Duration::from_millis(50));
            client.send("GET / HTTP/1.1\r\n")?;
            client.read_response()?.expect_status(200)?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "closing/more-bytes-before-a-long-answer-is-read",
        rfc: &["9112 §9.6"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "A client that has Connection: close, and sends more bytes before it reads a file of 1 MiB, gets the whole file.",
        why: "The server has written everything long before the client has read it. If the socket is closed by then, more bytes bring a reset, and a reset destroys what is not read yet.",
        hints: &["After a long answer, read on until the client has closed its side."],
        run: gets_a_long_answer_whole,
        ..Check::DEFAULT
    },
    Check {
        id: "closing/answer-before-the-body",
        rfc: &["9112 §9.6"],
        stages: Stages::since(3),
        expect: "A malformed request gets an answer. The client can then send 256 KiB more, and gets a close without a reset.",
        why: "The server knows its answer before the client has sent everything. Many clients read only after that, and would see a reset first.",
        hints: &[
            "Read the bytes although you do not want them, or the close becomes a reset.",
            "Read and throw away at least 256 KiB before you close.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send("POST nonsense HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
            client.read_response()?;
            client.send_in_pieces(vec![b'a'; 256 * 1024].chunks(8 * 1024))?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "closing/drain-has-an-end",
        stages: Stages::since(3),
        expect: "If a client never stops sending after its answer, the server ends the connection at some time. Then the next client gets an answer.",
        why: "To read on is a favour to the client. Without a limit, a client could keep the server busy as long as it likes.",
        hints: &["Set two limits: a number of bytes, and a time for all of them together."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send(request("GET", "/", "", b""))?.read_response()?;
            let deadline = Instant::now() + target.timeout();
            while client.send("x").is_ok() {
                ensure(Instant::now() < deadline, "the server still reads what it does not want")?;
                thread::sleep(Duration::from_millis(20));
            }
            server.get("/").map(drop)
        },
        ..Check::DEFAULT
    },
];

/// In bytes: more than the system of the client takes before the client reads, and less than both sides take.
const LONG: usize = 1024 * 1024;

fn gets_a_long_answer_whole(target: &Target) -> Result<(), Failure> {
    in_some_attempt("to be quicker than two seconds", || {
        let content = vec![b'a'; LONG];
        let server = target.launch().stored("long.bin", &*content).start()?;
        let begin = Instant::now();
        let mut client = server.connect()?;
        client.send(request("GET", "/files/long.bin", "", b""))?.wait_for_answer()?;
        // Time for the server to write the rest. If it is too short, the check is easier to pass.
        thread::sleep(Duration::from_millis(100));
        client.send_in_pieces("GET /".as_bytes().chunks(1))?;
        let answer = client.read_response().and_then(|answer| answer.expect_status(200));
        // A server waits for this long, and no longer.
        if begin.elapsed() > DRAIN {
            return Ok(false);
        }
        ensure(answer?.body == content, "the answer is not the file").map(|()| true)
    })
}

/// An answer of HTTP/1.0 need not say so: its connection closes by default (RFC 9112 §9.3).
fn says_so(response: Response) -> Result<(), Failure> {
    if response.version == "HTTP/1.0" {
        Ok(())
    } else {
        response.expect_connection("close").map(drop)
    }
}
