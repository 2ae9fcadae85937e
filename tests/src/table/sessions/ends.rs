//! How a connection ends after a request that cannot be understood.

use crate::pipeline::NEXT;
use crate::{Basis, Check, FailureKind, Stages};

/// What holds after a 400.
pub const CHECKS: &[Check] = &[
    Check {
        id: "sessions/nothing-after-400",
        basis: Basis::Must,
        rfc: &["9112 §11.2"],
        stages: Stages::since(7),
        expect: "After a 400 the server says `Connection: close` and closes; a request behind the bad one stays unanswered.",
        why: "Once a server has lost track of where a request ends, whatever it finds behind may be part of a body, put there to be found.",
        hints: &[
            "An error of parsing ends the loop over requests. There is no way to find the next one.",
            "Throw the buffer away, say `Connection: close`, and close.",
        ],
        run: |target| target.start()?.expect_refusal("GET nonsense\r\nHost: x\r\n\r\n", 400),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/400-in-the-middle",
        basis: Basis::Must,
        rfc: &["9112 §9.3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Closed],
        expect: "Of three requests in one packet, the second of them bad, the first is answered, the second refused, the third ignored.",
        why: "What was right before stays right, and is answered in order; what comes after the error cannot be trusted.",
        hints: &["Parse a request when it is its turn, not all of them when they arrive."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            let first = "GET /echo/first HTTP/1.1\r\nHost: localhost\r\n\r\n";
            let bad = "GET nonsense\r\nHost: localhost\r\n\r\n";
            client.send([first.as_bytes(), bad.as_bytes(), NEXT].concat())?;
            client.read_response()?.expect_status(200)?.expect_body("first")?;
            let refusal = client.read_response()?.expect_status(400)?;
            refusal.expect_listed("Connection", &["close"])?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/400-arrives",
        basis: Basis::Must,
        rfc: &["9112 §9.6"],
        stages: Stages::since(7),
        expect: "The 400 arrives although the client had sent 200 kB more behind the bad request, and no reset follows.",
        why: "A socket that is closed while bytes wait in it is reset, and the reset may overtake the answer. So the server closes its side, reads on for a while, and only then closes.",
        hints: &[
            "Shut the writing side down, then read and throw away until the client closes, within limits.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send([b"GET nonsense\r\n\r\n".as_slice(), &[b'x'; 200_000]].concat())?;
            let refusal = client.read_response()?.expect_status(400)?;
            refusal.expect_listed("Connection", &["close"])?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
];
