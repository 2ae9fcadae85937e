//! Bytes that have no place in a head.

use super::{refuses, refuses_with, with_header, with_last_line};
use crate::{Basis, Check, Failure, Need, Stages, Target};

/// Checks of single bytes.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/nul-in-a-value",
        basis: Basis::Must,
        rfc: &["9110 §5.5"],
        stages: Stages::since(7),
        needs: &[Need::Route("/user-agent")],
        expect: "A NUL in a header's value gets 400, or the server reads it as a space: `/user-agent` must not send it back.",
        why: "A program in C takes NUL for the end of a value, other programs do not. If two of them look at the same request, they see different values.",
        hints: &["Refuse bytes below 32, except the tab, and the byte 127."],
        run: |target| never_returns(target, "a\0b"),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/nul-in-a-name",
        basis: Basis::Should,
        rfc: &["9112 §2.2", "9110 §5.1"],
        stages: Stages::since(7),
        expect: "A NUL in a header's name is refused with 400, and the connection ends.",
        why: "`Content-Length` followed by NUL is a known name to some programs, and an unknown one to others.",
        hints: &["A name is a token: letters, digits, and fifteen other characters."],
        run: |target| {
            let headers = ["X-\0One: a", "X-One\0: a", "\0X-One: a", "Content-Length\0: 5"];
            refuses(target, headers.map(with_header))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/nul-in-the-request-line",
        basis: Basis::Should,
        rfc: &["9112 §3.2"],
        stages: Stages::since(7),
        expect: "A NUL in the method, the path or the version is refused with 400 or redirected with 301.",
        why: "The operating system takes NUL for the end of a path. A check that looked at the whole path has looked at another file.",
        hints: &["Test that each byte of the line is visible before you take it apart."],
        run: |target| {
            let lines = ["GET /a\0b HTTP/1.1", "G\0ET / HTTP/1.1", "GET / HTTP/1.1\0"];
            refuses_with(target, &[400, 301], lines.map(with_last_line))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/bare-carriage-return-in-a-header",
        basis: Basis::Must,
        rfc: &["9110 §5.5", "9112 §2.2"],
        stages: Stages::since(7),
        needs: &[Need::Route("/user-agent")],
        expect: "A carriage return in a header's value gets 400, or the server reads it as a space: `/user-agent` must not send it back.",
        why: "If the value is passed on, another program may end the line there. The rest of the value becomes a header of its own.",
        hints: &["The tab is the only control character that a value may contain."],
        run: |target| never_returns(target, "a\rb"),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/controls-strictly",
        rfc: &["9110 §5.5", "9112 §2.2"],
        stages: Stages::since(7),
        expect: "A NUL in a value, and a carriage return anywhere in a header, are refused with 400.",
        why: "A server may replace these bytes by spaces. To refuse the request is simpler, and no other program can misread it.",
        hints: &["Look for these bytes before you look for the colon."],
        run: |target| {
            let nul = ["X-One: a\0b", "X-One: \0", "X-One: a\0"];
            let returns =
                ["X-One: 1\rX-Two: 2", "X-One: 1\r", "X-One:\r1", "X-\rOne: 1", "\rX-One: 1"];
            refuses(target, nul.into_iter().chain(returns).map(with_header))
        },
        ..Check::DEFAULT
    },
];

// "A recipient of CR, LF, or NUL within a field value MUST either reject the message or replace each of
// those characters with SP" (RFC 9110 §5.5).
fn never_returns(target: &Target, value: &str) -> Result<(), Failure> {
    let request =
        format!("GET /user-agent HTTP/1.1\r\nHost: localhost\r\nUser-Agent: {value}\r\n\r\n");
    let response = target.start()?.exchange(request)?.expect_status_among(&[200, 400])?;
    if response.status == 200 {
        response.expect_body("a b")?;
    }
    Ok(())
}
