//! Clients that do not send all of their heads.

use super::{
    expect_end_despite, expect_patience_since, expect_timeout, expect_timeout_after, start,
};
use crate::{Basis, Check, Failure, FailureKind, Need, Stages, Target, ensure};
use std::time::Instant;

/// Checks of a server that waits for a head.
pub const CHECKS: &[Check] = &[
    Check {
        id: "timeouts/silent-client",
        basis: Basis::Course,
        rfc: &["9112 §9.5"],
        stages: Stages::since(5),
        fails_on: Stages::between(2, 4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--timeout")],
        expect: "A client that connects and sends nothing gets a plain close after the timeout of half a second, and no byte before it.",
        why: "There is no request to answer. A client that gets a 408 here could take it for the answer to its next request.",
        hints: &[
            "Set a read timeout on the connection. What does your read return when it has passed?",
            "Has a byte of a request arrived by then? If not, close, and send nothing.",
        ],
        run: |target| {
            let server = start(target)?;
            let begin = Instant::now();
            server.connect()?.expect_closed()?;
            expect_patience_since(begin)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/one-byte",
        basis: Basis::Course,
        rfc: &["9110 §15.5.9"],
        stages: Stages::since(5),
        fails_on: Stages::between(2, 4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--timeout")],
        expect: "A client that sends a single byte and no more gets 408 after the timeout of half a second, and then the connection ends.",
        why: "One byte begins a request, and the 408 tells the client why the request failed.",
        hints: &[
            "The difference between silence and a stalled request is whether anything was read.",
        ],
        run: |target| expect_timeout_after(target, "G").map(drop),
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/stalled-head",
        basis: Basis::Course,
        rfc: &["9110 §15.5.9"],
        stages: Stages::since(5),
        fails_on: Stages::between(2, 4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--timeout")],
        expect: "A client that stops in the middle of its head gets 408 with Connection: close after the timeout of half a second, and then the connection ends.",
        why: "A phone in a tunnel sends half a request and then nothing, not even a close. Without a timeout, its thread would wait for the rest until the server is restarted.",
        hints: &["TCP does not tell you that a client has gone. Only a clock can."],
        run: |target| {
            expect_timeout_after(target, "GET /echo/a HTTP/1.1\r\nHost: loc")?
                .expect_connection("close")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/dripping-head",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::between(2, 4),
        fails_with: &[FailureKind::Unmet],
        needs: &[Need::Option("--timeout")],
        expect: "A client that sends its head byte by byte and never ends it loses its connection after the timeout of half a second, although bytes keep coming.",
        why: "With a limit for each read only, a byte every few seconds holds a thread for as long as the client likes. A few hundred such clients hold all threads: this attack is called slowloris.",
        hints: &[
            "A read timeout starts again with each read. What could count from the first byte?",
            "Set a deadline before the first read, and give each read only the time that is left.",
        ],
        run: |target| expect_end_despite(target, b"GET / HTTP/1.1\r\nX-Long: ", "a"),
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/dripping-headers",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::between(2, 4),
        fails_with: &[FailureKind::Unmet],
        needs: &[Need::Option("--timeout")],
        expect: "A client that sends one header after the other and never ends its head loses its connection after the timeout of half a second.",
        why: "A limit for each line is no better than one for each byte: the whole head has to arrive in time.",
        hints: &["The deadline belongs to the head. A line that arrives must not move it."],
        run: |target| {
            // Few enough lines that they are not too many, which would be 431.
            expect_end_despite(target, b"GET / HTTP/1.1\r\nHost: localhost\r\n", "X: y\r\n")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/option-decides",
        basis: Basis::Course,
        stages: Stages::since(5),
        needs: &[Need::Option("--timeout")],
        expect: "A server with --timeout 0.3 ends a silent connection, while one with --timeout 30 still waits.",
        why: "The right time differs from network to network, so the user has to choose it.",
        hints: &["Pass the option down to where you read, and use no constant there."],
        run: |target| {
            let hasty = target.start_with(["--timeout", "0.3"])?;
            let patient = target.start_with(["--timeout", "30"])?;
            let (mut waiting, mut short) = (patient.connect()?, hasty.connect()?);
            short.expect_gone()?;
            let waits = !waiting.has_something_to_read()?;
            ensure(waits, "a timeout of 30 s ended as early as one of 0.3 s")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/idle-session",
        basis: Basis::Course,
        rfc: &["9112 §9.5"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout")],
        expect: "A session that stays silent after an answer gets a plain close after the timeout of half a second, and no byte before it.",
        why: "Clients keep connections for a next request that often never comes. A server may close them at any time, without an answer.",
        hints: &[
            "Do between two requests what you do before the first: without a byte there is no 408.",
        ],
        run: |target| {
            let server = start(target)?;
            let mut client = server.connect()?;
            let begin = Instant::now();
            client.send("GET /echo/a HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
            client.read_response()?.expect_status(200)?;
            client.expect_closed()?;
            expect_patience_since(begin)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/stalled-second-head",
        basis: Basis::Course,
        rfc: &["9110 §15.5.9"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout")],
        expect: "A client that sends one request and half the head of a second gets 200 for the first, and 408 for the second after the timeout of half a second. Then the connection ends.",
        why: "Each request of a session has a deadline of its own. The 408 comes second, so the client knows which request was too slow.",
        hints: &["A second request has begun if any of its bytes came along with the first."],
        run: second_request_times_out,
        ..Check::DEFAULT
    },
];

fn second_request_times_out(target: &Target) -> Result<(), Failure> {
    let server = start(target)?;
    let mut client = server.connect()?;
    let begin = Instant::now();
    client.send("GET /echo/a HTTP/1.1\r\nHost: localhost\r\n\r\nGET /abo")?;
    client.read_response()?.expect_status(200)?;
    let answer = client.read_response()?;
    expect_timeout(begin, answer, &mut client).map(drop)
}
