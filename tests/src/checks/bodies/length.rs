//! What `Content-Length` may look like. Two programs that read it differently can be played off
//! against each other, so whatever is not clear has to be refused.

use crate::requests::request;
use crate::{Check, Failure, Stages, Subject};

/// Checks of the length of a body.
pub const CHECKS: &[Check] = &[
    Check {
        id: "bodies/length-leading-zeros",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "Content-Length: 005 means 5.",
        curl: "curl -i -H 'Content-Length: 005' --data hello {url}/",
        why: "A length is one or more digits, read in base ten: zeros in front change nothing (RFC 9110 §8.6).",
        hints: &["Some languages take a leading zero for base eight. Name the base."],
        run: |subject| {
            accepted(subject, "Content-Length: 005\r\n", b"hello")?;
            accepted(subject, "Content-Length: 0010\r\n", b"ten digits")
        },
    },
    Check {
        id: "bodies/length-spaces-around",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "Spaces and tabs around the length do not belong to it.",
        curl: "curl -i -H 'Content-Length:  5  ' --data hello {url}/",
        why: "The value of a header begins and ends without the white space around it (RFC 9110 §5.5).",
        hints: &["Trim the values of all headers where they are parsed."],
        run: |subject| {
            accepted(subject, "Content-Length:5\r\n", b"hello")?;
            accepted(subject, "Content-Length: \t 5 \t\r\n", b"hello")
        },
    },
    Check {
        id: "bodies/length-plus",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "Content-Length: +5 is refused with 400.",
        curl: "curl -i -H 'Content-Length: +5' --data hello {url}/",
        why: "A proxy that reads +5 as 0 and a server that reads it as 5 see different requests (RFC 9112 §11.2).",
        hints: &[
            "Parsers of numbers are generous: most take a sign, spaces or underscores.",
            "See that all characters are digits before you parse.",
        ],
        run: |subject| refused(subject, &["+5"]),
    },
    Check {
        id: "bodies/length-minus",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "Content-Length: -5 is refused with 400, and so is -0.",
        curl: "curl -i -H 'Content-Length: -5' --data hello {url}/",
        why: "A negative length that becomes an unsigned number is an enormous one (RFC 9110 §8.6).",
        hints: &["A sign is no digit, not even before a 0."],
        run: |subject| refused(subject, &["-5", "-0"]),
    },
    Check {
        id: "bodies/length-inner-space",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "Content-Length: 5 5 is refused with 400.",
        curl: "curl -i -H 'Content-Length: 5 5' --data hello {url}/",
        why: "One program reads 5 and another 55: an attacker counts on that (RFC 9112 §11.2).",
        hints: &["A parser that stops at the first character it does not know reads 5 here."],
        run: |subject| refused(subject, &["5 5", "5;5"]),
    },
    Check {
        id: "bodies/length-hexadecimal",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "Content-Length: 0x5 is refused with 400, and so are 5.0, 5e0 and 5_0.",
        curl: "curl -i -H 'Content-Length: 0x5' --data hello {url}/",
        why: "A length has ten digits to be made of, and no other notation (RFC 9110 §8.6).",
        hints: &["See that all characters are digits before you parse."],
        run: |subject| refused(subject, &["0x5", "5.0", "5e0", "5_0"]),
    },
    Check {
        id: "bodies/length-empty",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "A Content-Length without a value is refused with 400.",
        curl: "printf 'POST / HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\nContent-Length:\\r\\n\\r\\nhello' | nc {host} {port}",
        why: "A number has at least one digit. Any length that a server guesses may be wrong (RFC 9112 §6.3).",
        hints: &["All characters of an empty text are digits. Ask for at least one."],
        run: |subject| refused(subject, &["", " "]),
    },
    Check {
        id: "bodies/length-foreign-digits",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "A length in other digits than 0 to 9 is refused with 400.",
        curl: "curl -i -H 'Content-Length: ٥' --data hello {url}/",
        why: "Unicode has hundreds of digits, and many languages parse them all. HTTP has ten (RFC 9110 §8.6).",
        hints: &[
            "Compare bytes with b'0' to b'9', rather than ask whether a character is numeric.",
        ],
        run: |subject| refused(subject, &["٥", "５"]),
    },
    Check {
        id: "bodies/length-overflow",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "A length that does not fit into 64 bits is refused with 400.",
        curl: "curl -i -H 'Content-Length: 18446744073709551621' --data hello {url}/",
        why: "18446744073709551621 is 2^64 + 5: a number that wraps around makes 5 of it (RFC 9110 §8.6).",
        hints: &["Let the parser tell you of an overflow; in a loop of your own, check each step."],
        run: |subject| {
            let longer = "9".repeat(400);
            refused(subject, &["18446744073709551616", "18446744073709551621", &longer])
        },
    },
    Check {
        id: "bodies/length-twice-equal",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "Two headers with the same length are as good as one.",
        curl: "printf 'POST / HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\nContent-Length: 5\\r\\nContent-Length: 5\\r\\n\\r\\nhello' | nc {host} {port}",
        why: "There is only one way to read them, so a server may go on (RFC 9110 §8.6).",
        hints: &["Compare the numbers: 5 and 05 are the same length."],
        run: |subject| {
            accepted(subject, "Content-Length: 5\r\ncontent-length: 5\r\n", b"hello")?;
            accepted(
                subject,
                "Content-Length: 5\r\nX-Between: 1\r\nContent-Length: 05\r\n",
                b"hello",
            )
        },
    },
    Check {
        id: "bodies/length-twice-different",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "Two different lengths are refused with 400, in two headers or in one.",
        curl: "printf 'POST / HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\nContent-Length: 5\\r\\nContent-Length: 6\\r\\n\\r\\nhello!' | nc {host} {port}",
        why: "A proxy that takes the first and a server that takes the last see different requests (RFC 9112 §6.3).",
        hints: &[
            "A map from names to values keeps one of two headers and hides the other.",
            "Look at all headers of this name, not only at the first.",
        ],
        run: |subject| {
            let second = "\r\ncontent-length: ";
            let values = [format!("5{second}6"), format!("6{second}5"), format!("5{second}five")];
            refused(subject, &values.each_ref().map(String::as_str))?;
            refused(subject, &["5, 6", &format!("5{second}6{second}5")])
        },
    },
    Check {
        id: "bodies/length-and-transfer-encoding",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "Content-Length and Transfer-Encoding in one request are refused with 400.",
        curl: "curl -i -H 'Content-Length: 5' -H 'Transfer-Encoding: chunked' --data hello {url}/",
        why: "Two statements about one end are the classic of request smuggling: two programs believe one each (RFC 9112 §6.1).",
        hints: &[
            "Look for both before you use one, whatever their order and the case of their letters.",
        ],
        run: |subject| {
            let chunks = b"5\r\nhello\r\n0\r\n\r\n";
            let server = subject.start()?;
            for headers in [
                "Content-Length: 15\r\nTransfer-Encoding: chunked\r\n",
                "transfer-encoding: chunked\r\ncontent-length: 15\r\n",
            ] {
                server.exchange(request("POST", "/", headers, chunks))?.expect_status(400)?;
            }
            Ok(())
        },
    },
    Check {
        id: "bodies/transfer-encoding",
        holds: Stages::between(4, 6),
        fails: Stages::NONE,
        claim: "Until stage 7 knows how to decode it, a body with a Transfer-Encoding is refused with 501.",
        curl: "curl -i -H 'Transfer-Encoding: chunked' --data hello {url}/",
        why: "A server that overlooks the header takes the body for nothing or for a request (RFC 9112 §6.1).",
        hints: &[
            "What a server does not understand, it must not ignore where it tells the end of a body.",
        ],
        run: |subject| {
            let server = subject.start()?;
            for coding in ["chunked", "gzip, chunked", "identity"] {
                let headers = format!("Transfer-Encoding: {coding}\r\n");
                let bytes = request("POST", "/", &headers, b"5\r\nhello\r\n0\r\n\r\n");
                server.exchange(bytes)?.expect_status(501)?;
            }
            Ok(())
        },
    },
];

/// These headers announce this body, and it comes back.
fn accepted(subject: &Subject, headers: &str, body: &[u8]) -> Result<(), Failure> {
    let response = subject.start()?.exchange(request("POST", "/", headers, body))?;
    response.expect_status(200)?.expect_body(body)?;
    Ok(())
}

/// Each of these values of `Content-Length` is no good, whatever follows it.
fn refused(subject: &Subject, values: &[&str]) -> Result<(), Failure> {
    let server = subject.start()?;
    for value in values {
        let headers = format!("Content-Length: {value}\r\n");
        server.exchange(request("POST", "/", &headers, b"hello"))?.expect_status(400)?;
    }
    Ok(())
}
