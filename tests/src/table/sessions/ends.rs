//! How a connection ends after a request that cannot be understood.

use crate::pipeline::NEXT;
use crate::{Basis, Check, FailureKind, Need, Stages};

/// Checks of the connection after a 400.
pub const CHECKS: &[Check] = &[
    Check {
        id: "sessions/nothing-after-400",
        basis: Basis::Should,
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        expect: "A request line without a version is refused with 400, and the connection ends. A request behind it stays unanswered.",
        why: "Once a server does not know where a request ends, the bytes after it may be part of a body. An attacker can put a request there.",
        hints: &[
            "A parse error ends the loop over requests: there is no way to find the next one.",
            "Throw the buffer away, say `Connection: close`, and close.",
        ],
        run: |target| target.start()?.expect_refusal(BAD, &[400]),
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/400-says-close",
        basis: Basis::Should,
        rfc: &["9112 §9.6"],
        stages: Stages::since(7),
        expect: "If a bad request is answered and the connection then ends, the answer says `Connection: close`.",
        why: "A client that is not told may send its next request into a connection that is gone.",
        hints: &["Add the header in the one place that writes answers."],
        run: |target| {
            let server = target.start()?;
            server.connect()?.send(BAD)?.read_response()?.expect_connection("close")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/400-in-the-middle",
        rfc: &["9112 §9.3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Route("/echo/a"), Need::KeepAlive],
        expect: "Three requests arrive in one packet, and the second is bad: the first is answered, the second gets 400, the third gets no answer.",
        why: "A request before the error is still right, and it is answered in order. The bytes after the error cannot be trusted.",
        hints: &["Parse a request when it is its turn, not all of them when they arrive."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            let first = "GET /echo/first HTTP/1.1\r\nHost: localhost\r\n\r\n";
            client.send([first.as_bytes(), BAD.as_bytes(), NEXT].concat())?;
            client.read_response()?.expect_status(200)?.expect_body("first")?;
            client.read_response()?.expect_status(400)?;
            client.expect_no_more_answers()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/400-arrives",
        rfc: &["9112 §9.6"],
        stages: Stages::since(7),
        expect: "The 400 arrives although the client had sent 200 kB more after the bad request, and the connection ends without a reset.",
        why: "If a socket is closed while unread bytes wait in it, the system resets the connection. The reset may overtake the answer. So the server closes its side, reads on for a while, and only then closes.",
        hints: &[
            "Shut down the writing side, then read and throw away until the client closes, within limits.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            client.send([b"GET nonsense\r\n\r\n".as_slice(), &[b'x'; 200_000]].concat())?;
            client.read_response()?.expect_status(400)?;
            client.expect_closed()
        },
        ..Check::DEFAULT
    },
];

/// No version, and no slash.
const BAD: &str = "GET nonsense\r\nHost: localhost\r\n\r\n";
