//! How a connection ends after a request that cannot be understood.

use crate::pipeline::NEXT;
use crate::{Check, Stages};

/// What holds after a 400.
pub const CHECKS: &[Check] = &[
    Check {
        id: "sessions/nothing-after-400",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "After a 400 the server says `Connection: close` and closes; a request behind the bad one stays unanswered.",
        curl: r"printf 'GET /\r\nHost: x\r\n\r\nGET /echo/next HTTP/1.1\r\nHost: x\r\n\r\n' | nc {host} {port}",
        why: "Once a server has lost track of where a request ends, whatever it finds behind may be part of a body, put there to be found (RFC 9112 §11.2).",
        hints: &[
            "An error of parsing ends the loop over requests. There is no way to find the next one.",
            "Throw the buffer away, say `Connection: close`, and close.",
        ],
        run: |subject| subject.start()?.expect_refusal("GET nonsense\r\nHost: x\r\n\r\n", 400),
    },
    Check {
        id: "sessions/400-in-the-middle",
        holds: Stages::since(7),
        fails: Stages::between(3, 6),
        claim: "Of three requests in one packet, the second of them bad, the first is answered, the second refused, the third ignored.",
        curl: r"printf 'GET /echo/first HTTP/1.1\r\nHost: x\r\n\r\nGET nonsense\r\n\r\nGET /echo/next HTTP/1.1\r\nHost: x\r\n\r\n' | nc {host} {port}",
        why: "What was right before stays right, and is answered in order (RFC 9112 §9.3.2); what comes after the error cannot be trusted.",
        hints: &["Parse a request when it is its turn, not all of them when they arrive."],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            let first = "GET /echo/first HTTP/1.1\r\nHost: localhost\r\n\r\n";
            let bad = "GET nonsense\r\nHost: localhost\r\n\r\n";
            client.send([first.as_bytes(), bad.as_bytes(), NEXT].concat())?;
            client.read_response()?.expect_status(200)?.expect_body("first")?;
            let refusal = client.read_response()?.expect_status(400)?;
            refusal.expect_listed("Connection", &["close"])?;
            client.expect_closed()
        },
    },
    Check {
        id: "sessions/400-arrives",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "The 400 arrives although the client had sent 200 kB more behind the bad request, and no reset follows.",
        curl: r"(printf 'GET nonsense\r\n\r\n'; head -c 200000 /dev/zero) | nc {host} {port}",
        why: "A socket that is closed while bytes wait in it is reset, and the reset may overtake the answer. So the server closes its side, reads on for a while, and only then closes (RFC 9112 §9.6).",
        hints: &[
            "Shut the writing side down, then read and throw away until the client closes, within limits.",
        ],
        run: |subject| {
            let server = subject.start()?;
            let mut client = server.connect()?;
            client.send([b"GET nonsense\r\n\r\n".as_slice(), &[b'x'; 200_000]].concat())?;
            let refusal = client.read_response()?.expect_status(400)?;
            refusal.expect_listed("Connection", &["close"])?;
            client.expect_closed()
        },
    },
];
