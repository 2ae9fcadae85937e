//! Clients that owe the server a head.

use super::{expect_patience_since, expect_timeout_after, expect_timeout_despite, start};
use crate::{Basis, Check, Failure, FailureKind, Need, Stages, Target, ensure};
use std::time::Instant;

/// What is expected while a server waits for a head.
pub const CHECKS: &[Check] = &[
    Check {
        id: "timeouts/silent-client",
        basis: Basis::Must,
        rfc: &["9112 §9.5"],
        stages: Stages::since(5),
        fails_on: Stages::between(2, 4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--timeout")],
        expect: "A client that connects and sends nothing sees a plain close after the timeout, without a byte.",
        why: "There is no request that an answer could belong to: a client that got a 408 there would take it for the answer to its next request.",
        hints: &[
            "Set a read timeout on the connection. What does your read give when it has passed?",
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
        basis: Basis::Must,
        rfc: &["9110 §15.5.9"],
        stages: Stages::since(5),
        fails_on: Stages::between(2, 4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--timeout")],
        expect: "A client that sends a single byte of a request and no more gets 408 after the timeout.",
        why: "One byte is a request that has begun, and its client is told why nothing becomes of it.",
        hints: &[
            "The difference between silence and a stalled request is whether anything was read.",
        ],
        run: |target| expect_timeout_after(target, "G"),
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/stalled-head",
        basis: Basis::Must,
        rfc: &["9110 §15.5.9"],
        stages: Stages::since(5),
        fails_on: Stages::between(2, 4),
        fails_with: &[FailureKind::Timeout],
        needs: &[Need::Option("--timeout")],
        expect: "A client that stops in the middle of its head gets 408 after the timeout.",
        why: "A telephone in a tunnel sends half a request and then nothing, not even a close. Without an end to the wait, its thread is never free again.",
        hints: &["TCP tells you nothing of a client that is gone. Only a clock does."],
        run: |target| expect_timeout_after(target, "GET /about HTTP/1.1\r\nHost: loc"),
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/dripping-head",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::between(2, 4),
        fails_with: &[FailureKind::Unmet],
        needs: &[Need::Option("--timeout")],
        expect: "A client that sends its head byte by byte without ever ending it gets 408 after the timeout, although bytes keep coming.",
        why: "With a limit for each read, a byte every few seconds holds a thread for as long as the client likes. A few hundred such clients hold them all: the attack has the name slowloris.",
        hints: &[
            "A read timeout counts from each read anew. Who counts from the first byte?",
            "Take a deadline before the first read, and give each read only the time that is left.",
        ],
        run: |target| expect_timeout_despite(target, b"GET / HTTP/1.1\r\nX-Long: ", "a"),
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/dripping-headers",
        basis: Basis::Course,
        stages: Stages::since(5),
        fails_on: Stages::between(2, 4),
        fails_with: &[FailureKind::Unmet],
        needs: &[Need::Option("--timeout")],
        expect: "A client that sends one header after the other without ever ending its head gets 408 after the timeout.",
        why: "A limit for each line is no better than one for each byte: the head as a whole has to be there in time.",
        hints: &["The deadline belongs to the head. No line that arrives may move it."],
        run: |target| {
            // Few enough lines that they are not too many, which would be 431.
            expect_timeout_despite(target, b"GET / HTTP/1.1\r\nHost: localhost\r\n", "X: y\r\n")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/option-decides",
        basis: Basis::Course,
        stages: Stages::since(5),
        needs: &[Need::Option("--timeout")],
        expect: "How long the server waits is what --timeout says: of two servers, the patient one still waits when the other has closed.",
        why: "The right time differs from network to network, so it is the user's to choose.",
        hints: &["Hand the option down to where you read, instead of a constant."],
        run: |target| {
            let hasty = target.start_with(["--timeout", "0.3"])?;
            let patient = target.start_with(["--timeout", "1.5"])?;
            let (mut waiting, mut short) = (patient.connect()?, hasty.connect()?);
            short.expect_closed()?;
            ensure(
                !waiting.has_something_to_read()?,
                "a timeout of 1.5 s ended as early as 0.3 s",
            )?;
            waiting.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/idle-session",
        basis: Basis::Must,
        rfc: &["9112 §9.5"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout")],
        expect: "A session that stays silent after an answer sees a plain close after the timeout, without a byte.",
        why: "Clients keep connections for a next request that often never comes. A server closes them at some time, and it may do so without a word.",
        hints: &["Between two requests the same holds as before the first: no byte, no 408."],
        run: |target| {
            let server = start(target)?;
            let mut client = server.connect()?;
            let begin = Instant::now();
            client.send("GET /about HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
            client.read_response()?.expect_status(200)?;
            client.expect_closed()?;
            expect_patience_since(begin)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "timeouts/stalled-second-head",
        basis: Basis::Must,
        rfc: &["9110 §15.5.9"],
        stages: Stages::since(7),
        needs: &[Need::Option("--timeout")],
        expect: "A client that stops in the middle of the head of its second request gets 408 for that one.",
        why: "Each request of a session has a deadline of its own, and the answer says which one was not met.",
        hints: &[
            "What was read of the next request counts as begun, also when it came with the first.",
        ],
        run: second_request_times_out,
        ..Check::DEFAULT
    },
];

fn second_request_times_out(target: &Target) -> Result<(), Failure> {
    let server = start(target)?;
    let mut client = server.connect()?;
    let begin = Instant::now();
    client.send("GET /about HTTP/1.1\r\nHost: localhost\r\n\r\nGET /abo")?;
    client.read_response()?.expect_status(200)?;
    let answer = client.read_response()?;
    super::expect_timeout(begin, answer, &mut client)
}
