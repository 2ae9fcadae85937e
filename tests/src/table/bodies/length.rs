//! What `Content-Length` may look like. Two programs that read it differently can be played off
//! against each other, so whatever is not clear has to be refused.

use crate::requests::request;
use crate::{Basis, Check, Failure, Stages, Target};

/// Checks of the length of a body.
pub const CHECKS: &[Check] = &[
    Check {
        id: "bodies/length-leading-zeros",
        basis: Basis::Must,
        rfc: &["9110 §8.6"],
        stages: Stages::since(4),
        expect: "Content-Length: 005 means 5.",
        why: "A length is one or more digits, read in base ten: zeros in front change nothing.",
        hints: &["Some languages take a leading zero for base eight. Name the base."],
        run: |target| {
            accepted(target, "Content-Length: 005\r\n", b"hello")?;
            accepted(target, "Content-Length: 0010\r\n", b"ten digits")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-spaces-around",
        basis: Basis::Must,
        rfc: &["9110 §5.5"],
        stages: Stages::since(4),
        expect: "Spaces and tabs around the length do not belong to it.",
        why: "The value of a header begins and ends without the white space around it.",
        hints: &["Trim the values of all headers where they are parsed."],
        run: |target| {
            accepted(target, "Content-Length:5\r\n", b"hello")?;
            accepted(target, "Content-Length: \t 5 \t\r\n", b"hello")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-plus",
        basis: Basis::Must,
        rfc: &["9112 §11.2"],
        stages: Stages::since(4),
        expect: "Content-Length: +5 is refused with 400.",
        why: "A proxy that reads +5 as 0 and a server that reads it as 5 see different requests.",
        hints: &[
            "Parsers of numbers are generous: most take a sign, spaces or underscores.",
            "See that all characters are digits before you parse.",
        ],
        run: |target| refused(target, &["+5"]),
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-minus",
        basis: Basis::Must,
        rfc: &["9110 §8.6"],
        stages: Stages::since(4),
        expect: "Content-Length: -5 is refused with 400, and so is -0.",
        why: "A negative length that becomes an unsigned number is an enormous one.",
        hints: &["A sign is no digit, not even before a 0."],
        run: |target| refused(target, &["-5", "-0"]),
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-inner-space",
        basis: Basis::Must,
        rfc: &["9112 §11.2"],
        stages: Stages::since(4),
        expect: "Content-Length: 5 5 is refused with 400.",
        why: "One program reads 5 and another 55: an attacker counts on that.",
        hints: &["A parser that stops at the first character it does not know reads 5 here."],
        run: |target| refused(target, &["5 5", "5;5"]),
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-hexadecimal",
        basis: Basis::Must,
        rfc: &["9110 §8.6"],
        stages: Stages::since(4),
        expect: "Content-Length: 0x5 is refused with 400, and so are 5.0, 5e0 and 5_0.",
        why: "A length has ten digits to be made of, and no other notation.",
        hints: &["See that all characters are digits before you parse."],
        run: |target| refused(target, &["0x5", "5.0", "5e0", "5_0"]),
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-empty",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(4),
        expect: "A Content-Length without a value is refused with 400.",
        why: "A number has at least one digit. Any length that a server guesses may be wrong.",
        hints: &["All characters of an empty text are digits. Ask for at least one."],
        run: |target| refused(target, &["", " "]),
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-external-digits",
        basis: Basis::Must,
        rfc: &["9110 §8.6"],
        stages: Stages::since(4),
        expect: "A length in other digits than 0 to 9 is refused with 400.",
        why: "Unicode has hundreds of digits, and many languages parse them all. HTTP has ten.",
        hints: &[
            "Compare bytes with b'0' to b'9', rather than ask whether a character is numeric.",
        ],
        run: |target| refused(target, &["٥", "５"]),
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-overflow",
        basis: Basis::Must,
        rfc: &["9110 §8.6"],
        stages: Stages::since(4),
        expect: "A length that does not fit into 64 bits is refused with 400.",
        why: "18446744073709551621 is 2^64 + 5: a number that wraps around makes 5 of it.",
        hints: &["Let the parser tell you of an overflow; in a loop of your own, check each step."],
        run: |target| {
            let longer = "9".repeat(400);
            refused(target, &["18446744073709551616", "18446744073709551621", &longer])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-twice-equal",
        basis: Basis::Must,
        rfc: &["9110 §8.6"],
        stages: Stages::since(4),
        expect: "Two headers with the same length are as good as one.",
        why: "There is only one way to read them, so a server may go on.",
        hints: &["Compare the numbers: 5 and 05 are the same length."],
        run: |target| {
            accepted(target, "Content-Length: 5\r\ncontent-length: 5\r\n", b"hello")?;
            accepted(
                target,
                "Content-Length: 5\r\nX-Between: 1\r\nContent-Length: 05\r\n",
                b"hello",
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/length-twice-different",
        basis: Basis::Must,
        rfc: &["9112 §6.3"],
        stages: Stages::since(4),
        expect: "Two different lengths are refused with 400, in two headers or in one.",
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
        id: "bodies/length-and-transfer-encoding",
        basis: Basis::Must,
        rfc: &["9112 §6.1"],
        stages: Stages::since(4),
        expect: "Content-Length and Transfer-Encoding in one request are refused with 400.",
        why: "Two statements about one end are the classic of request smuggling: two programs believe one each.",
        hints: &[
            "Look for both before you use one, whatever their order and the case of their letters.",
        ],
        run: |target| {
            let chunks = b"5\r\nhello\r\n0\r\n\r\n";
            let server = target.start()?;
            for headers in [
                "Content-Length: 15\r\nTransfer-Encoding: chunked\r\n",
                "transfer-encoding: chunked\r\ncontent-length: 15\r\n",
            ] {
                server.exchange(request("POST", "/", headers, chunks))?.expect_status(400)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "bodies/transfer-encoding",
        basis: Basis::Must,
        rfc: &["9112 §6.1"],
        stages: Stages::between(4, 6),
        expect: "Until stage 7 knows how to decode it, a body with a Transfer-Encoding is refused with 501.",
        why: "A server that overlooks the header takes the body for nothing or for a request.",
        hints: &[
            "What a server does not understand, it must not ignore where it tells the end of a body.",
        ],
        run: |target| {
            let server = target.start()?;
            for coding in ["chunked", "gzip, chunked", "identity"] {
                let headers = format!("Transfer-Encoding: {coding}\r\n");
                let bytes = request("POST", "/", &headers, b"5\r\nhello\r\n0\r\n\r\n");
                server.exchange(bytes)?.expect_status(501)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
];

/// These headers announce this body, and it comes back.
fn accepted(target: &Target, headers: &str, body: &[u8]) -> Result<(), Failure> {
    let response = target.start()?.exchange(request("POST", "/", headers, body))?;
    response.expect_status(200)?.expect_body(body)?;
    Ok(())
}

/// Each of these values of `Content-Length` is no good, whatever follows it.
fn refused(target: &Target, values: &[&str]) -> Result<(), Failure> {
    let server = target.start()?;
    for value in values {
        let headers = format!("Content-Length: {value}\r\n");
        server.exchange(request("POST", "/", &headers, b"hello"))?.expect_status(400)?;
    }
    Ok(())
}
