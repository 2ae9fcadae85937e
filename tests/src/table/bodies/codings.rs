//! `Transfer-Encoding`, the other way to say where a body ends.

use crate::requests::request;
use crate::{Basis, Check, Client, Failure, Need, Server, Stages};

/// The body `hello` in chunks.
const CHUNKS: &str = "5\r\nhello\r\n0\r\n\r\n";

/// Checks of codings, and of a coding beside a length.
pub const CHECKS: &[Check] = &[
    Check {
        id: "bodies/transfer-encoding",
        basis: Basis::Course,
        rfc: &["9112 §6.1"],
        stages: Stages::between(4, 6),
        expect: "POST / with a Transfer-Encoding is refused with 501. Stage 7 will decode chunks.",
        why: "A server that ignores this header takes the body for the next request, or for nothing.",
        hints: &["A server must not ignore a header that decides where the body ends."],
        run: |target| {
            let server = target.start()?;
            for coding in ["chunked", "gzip, chunked", "identity"] {
                let headers = format!("Transfer-Encoding: {coding}\r\n");
                let bytes = request("POST", "/", &headers, CHUNKS.as_bytes());
                server.exchange(bytes)?.expect_status(501)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-and-transfer-encoding",
        basis: Basis::Must,
        rfc: &["9112 §6.1"],
        stages: Stages::since(4),
        needs: &[Need::PostEcho],
        expect: "POST / with both Content-Length and Transfer-Encoding is refused with 400, 411 or 501, or answers 200 with the decoded body. Then the server closes.",
        why: "Two programs can believe one header each. The bytes after the body are then a hidden request, unless the connection ends.",
        hints: &["Close the connection after this answer, even if the client did not ask for it."],
        run: |target| {
            // "A server MAY reject a request that contains both … or process such a request in accordance
            // with the Transfer-Encoding alone. Regardless, the server MUST close the connection".
            asked_with_both(&target.start()?, |client| {
                let response = client.expect_refusal(&[200, 400, 411, 501])?;
                if response.status == 200 {
                    response.expect_body("hello")?;
                }
                Ok(())
            })
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-and-transfer-encoding-refused",
        basis: Basis::Course,
        rfc: &["9112 §11.2"],
        stages: Stages::since(4),
        expect: "POST / with both Content-Length and Transfer-Encoding is refused with 400.",
        why: "No honest client sends both. To refuse is safer than to choose, because another program may choose the other one.",
        hints: &["Look for both before you use one, in any order and any case of letters."],
        run: |target| {
            asked_with_both(&target.start()?, |client| {
                client.read_response()?.expect_status(400).map(drop)
            })
        },
        ..Check::DEFAULT
    },
];

/// Sends requests with both headers, which do not ask the server to close, and judges what comes.
fn asked_with_both(
    server: &Server,
    judge: impl Fn(&mut Client) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for headers in [
        "Content-Length: 15\r\nTransfer-Encoding: chunked\r\n",
        "transfer-encoding: chunked\r\ncontent-length: 15\r\n",
    ] {
        let head = format!("POST / HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");
        judge(server.connect()?.send(head + CHUNKS)?)?;
    }
    Ok(())
}
