//! The values of `Content-Length`. If two programs read it differently, an attacker can hide a request
//! between them. So servers refuse everything that is not clear.

use super::expect_refused_or_silence;
use crate::requests::request;
use crate::{Basis, Check, Failure, Need, Response, Stages, Target};

/// Checks of the length of a body.
pub const CHECKS: &[Check] = &[
    Check {
        id: "bodies/length-spaces-around",
        basis: Basis::Must,
        rfc: &["9110 §5.5", "9112 §5.1"],
        stages: Stages::since(4),
        needs: &[Need::PostEcho],
        expect: "A Content-Length of 5 with no space, spaces or tabs around it takes a body of 5 bytes: 200, and the body comes back.",
        why: "White space around the value of a header is not part of the value.",
        hints: &["Trim the values of all headers where you parse them."],
        run: |target| {
            accepted(target, "Content-Length:5\r\n", b"hello")?;
            accepted(target, "Content-Length: \t 5 \t\r\n", b"hello")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-leading-zeros",
        basis: Basis::Must,
        rfc: &["9110 §8.6"],
        stages: Stages::since(4),
        needs: &[Need::PostEcho],
        expect: "Content-Length: 005 means 5, and 0010 means 10: the answer is 200 with the whole body.",
        why: "A length is one or more digits, read in base ten. Zeros in front change nothing.",
        hints: &["Some languages take a leading zero for base eight. Name the base."],
        run: |target| {
            accepted(target, "Content-Length: 005\r\n", b"hello")?;
            accepted(target, "Content-Length: 0010\r\n", b"ten digits")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-minus",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(4),
        expect: "Content-Length: -5 is refused with 400, and so is -0. The server closes.",
        why: "If -5 becomes an unsigned number, it is enormous.",
        hints: &["A sign is not a digit, not even before a 0."],
        run: |target| refused(target, &["-5", "-0"]),
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-plus",
        basis: Basis::Must,
        rfc: &["9112 §6.3", "9112 §11.2"],
        stages: Stages::since(4),
        expect: "Content-Length: +5 is refused with 400, and the server closes.",
        why: "A proxy that reads +5 as 0 and a server that reads it as 5 see different requests.",
        hints: &[
            "Parsers of numbers are generous: most accept a sign, spaces or underscores.",
            "Check that all characters are digits before you parse.",
        ],
        run: |target| refused(target, &["+5"]),
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-inner-space",
        basis: Basis::Must,
        rfc: &["9112 §6.3", "9112 §11.2"],
        stages: Stages::since(4),
        expect: "Content-Length: 5 5 is refused with 400, and so is 5;5. The server closes.",
        why: "One program reads 5 and another 55. An attacker makes use of that.",
        hints: &["A parser that stops at the first character it does not know reads 5 here."],
        run: |target| refused(target, &["5 5", "5;5"]),
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-hexadecimal",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(4),
        expect: "Content-Length: 0x5 is refused with 400, and so are 5.0, 5e0 and 5_0. The server closes.",
        why: "A length consists of decimal digits only. No other notation is allowed.",
        hints: &["Check that all characters are digits before you parse."],
        run: |target| refused(target, &["0x5", "5.0", "5e0", "5_0"]),
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-empty",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(4),
        expect: "A Content-Length without a value is refused with 400, and the server closes.",
        why: "A number has at least one digit. A server that guesses the length can be wrong.",
        hints: &[
            "It is true of an empty text that all its characters are digits. Ask for at least one.",
        ],
        run: |target| refused(target, &["", " "]),
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-unicode-digits",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(4),
        expect: "A Content-Length in digits other than 0 to 9, such as ٥, is refused with 400, and the server closes.",
        why: "Unicode has hundreds of digits, and many languages parse all of them. HTTP has ten.",
        hints: &["Compare bytes with b'0' to b'9'. Do not ask whether a character is numeric."],
        run: |target| refused(target, &["٥", "５"]),
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-overflow",
        basis: Basis::Must,
        rfc: &["9110 §8.6"],
        stages: Stages::since(4),
        expect: "A Content-Length that does not fit into 64 bits gets an error, such as 400 or 413, or no answer. Then the server closes.",
        why: "18446744073709551621 is 2^64 + 5: if the number wraps around, it becomes 5.",
        hints: &["Use a parser that reports an overflow. In your own loop, check each step."],
        run: |target| {
            let longer = "9".repeat(400);
            let server = target.start()?;
            for length in ["18446744073709551616", "18446744073709551621", &longer] {
                let headers = format!("Content-Length: {length}\r\n");
                let mut client = server.connect()?;
                // A server that can count so far may wait for the rest: so the client closes its side.
                client.send(request("POST", "/", &headers, b"hello"))?.finish()?;
                // "a recipient MUST … prevent parsing errors due to integer conversion overflows". No
                // status is named, and a server may close at any time.
                expect_refused_or_silence(&mut client)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-twice-different",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(4),
        expect: "Two different lengths, in two headers or in one, are refused with 400, and the server closes.",
        why: "A proxy that takes the first and a server that takes the last see different requests.",
        hints: &[
            "A map from names to values keeps one of two headers and hides the other.",
            "Look at all headers of this name, not only at the first.",
        ],
        run: |target| {
            let second = "\r\ncontent-length: ";
            let values = [format!("5{second}6"), format!("6{second}5"), format!("5{second}five")];
            refused(target, &values.each_ref().map(String::as_str))?;
            refused(target, &["5, 6", &format!("5{second}6{second}5")])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-twice-equal",
        basis: Basis::Must,
        rfc: &["9112 §6.3", "9110 §8.6"],
        stages: Stages::since(4),
        needs: &[Need::PostEcho],
        expect: "Two headers with the same length count as one (200, and the body comes back), or are refused with 400.",
        why: "There is only one way to read them, so a server may accept them. It must not read anything else.",
        hints: &["Compare the numbers: 5 and 05 are the same length."],
        run: |target| {
            // "MAY either reject the message as invalid or replace that invalid field value".
            for headers in [
                "Content-Length: 5\r\ncontent-length: 5\r\n",
                "Content-Length: 5\r\nX-Between: 1\r\nContent-Length: 05\r\n",
            ] {
                let response =
                    exchange(target, headers, b"hello")?.expect_status_among(&[200, 400])?;
                if response.status == 200 {
                    response.expect_body("hello")?;
                }
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
];

/// The answer to a `POST /` with these headers and this body.
fn exchange(target: &Target, headers: &str, body: &[u8]) -> Result<Response, Failure> {
    target.start()?.exchange(request("POST", "/", headers, body))
}

/// These headers announce this body, and it comes back.
fn accepted(target: &Target, headers: &str, body: &[u8]) -> Result<(), Failure> {
    exchange(target, headers, body)?.expect_status(200)?.expect_body(body)?;
    Ok(())
}

/// Each of these values of `Content-Length` is invalid.
///
/// "the server MUST respond with a 400 (Bad Request) status code and then close the connection"
fn refused(target: &Target, values: &[&str]) -> Result<(), Failure> {
    let server = target.start()?;
    for value in values {
        let headers = format!("Content-Length: {value}\r\n");
        let mut client = server.connect()?;
        client.send(request("POST", "/", &headers, b"hello"))?.expect_refusal(&[400])?;
    }
    Ok(())
}
