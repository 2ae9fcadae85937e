//! Sizes that are none.

use super::{chunked, refuses};
use crate::{Check, Stages};

/// Checks of sizes.
pub const CHECKS: &[Check] = &[
    Check {
        id: "chunked/size-with-a-plus",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A size with a plus sign is refused with 400.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "A size has digits and nothing else (RFC 9112 §7.1). Where a proxy and a server read the same size differently, one of them sees a request in what is data to the other.",
        hints: &["Functions that parse numbers mostly take a sign: look at the characters first."],
        run: |subject| refuses(subject, ["+5\r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n+0\r\n\r\n"]),
    },
    Check {
        id: "chunked/size-with-a-minus",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A size with a minus sign is refused with 400, that of zero too.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n-0\r\n\r\n' | nc {host} {port}",
        why: "A negative size moves a careless parser backwards, and `-0` passes a test for \"not below zero\" (RFC 9112 §7.1).",
        hints: &["A sign is no hexadecimal digit."],
        run: |subject| refuses(subject, ["-5\r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n-0\r\n\r\n"]),
    },
    Check {
        id: "chunked/size-with-0x",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A size with 0x in front is refused with 400.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "To some parsers `0x5` is 5, to others it is 0, the last chunk, and what follows is the next request (RFC 9112 §11.2).",
        hints: &["`x` is no hexadecimal digit, whatever your language's literals look like."],
        run: |subject| refuses(subject, ["0x5\r\nhello\r\n0\r\n\r\n", "0X5\r\nhello\r\n0\r\n\r\n"]),
    },
    Check {
        id: "chunked/size-with-a-space-before",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "White space in front of a size is refused with 400.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n 5\r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "The line begins with a digit (RFC 9112 §7.1). What one parser trims, another takes for the end of the size.",
        hints: &["Do not trim before you parse."],
        run: |subject| refuses(subject, [" 5\r\nhello\r\n0\r\n\r\n", "\t5\r\nhello\r\n0\r\n\r\n"]),
    },
    Check {
        id: "chunked/size-with-a-space-after",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "White space behind a size is refused with 400.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5 \r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "No rule allows a space at the end of that line (RFC 9112 §7.1), although some old clients sent one. A strict reading is the one that no other parser can differ from.",
        hints: &[
            "Ask that each character up to the line end, or the semicolon, is a hexadecimal digit.",
        ],
        run: |subject| refuses(subject, ["5 \r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n0\t\r\n\r\n"]),
    },
    Check {
        id: "chunked/size-empty",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "An empty line in the place of a size is refused with 400, and so is an extension without a size.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "No digits are not 0: a size has at least one (RFC 9112 §7.1). Read as 0, it would end the body early.",
        hints: &["\"All characters are digits\" is true of no characters at all."],
        run: |subject| {
            let between = "5\r\nhello\r\n\r\n0\r\n\r\n";
            refuses(subject, ["\r\nhello\r\n0\r\n\r\n", ";a=b\r\nhello\r\n0\r\n\r\n", between])
        },
    },
    Check {
        id: "chunked/size-not-hexadecimal",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A size with any other character is refused with 400.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5g\r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "`strtol` and its kin stop at the first character that they do not know, and ignore the rest (RFC 9112 §7.1).",
        hints: &[
            "Python's `int` takes `1_0`, and JavaScript's `parseInt` takes `5g`. Check the characters.",
        ],
        run: |subject| {
            let sizes = ["5g", "five", "0_5", "5,a=b", "5:", "\u{665}"];
            refuses(subject, sizes.map(|size| format!("{size}\r\nhello\r\n0\r\n\r\n")))
        },
    },
    Check {
        id: "chunked/size-overflows",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A size that does not fit into 64 bits is refused with 400.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000005\r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "Digit by digit, `size * 16 + digit` wraps around and leaves 5. Such overflows were ways into servers (RFC 9112 §7.1).",
        hints: &["Use arithmetic that notices: `checked_mul`, or a parser that gives an error."],
        run: |subject| {
            let sizes = ["10000000000000005".to_string(), format!("1{}5", "0".repeat(40))];
            refuses(subject, sizes.map(|size| format!("{size}\r\nhello\r\n0\r\n\r\n")))
        },
    },
    Check {
        id: "chunked/size-enormous",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A size of nearly 2 to the power of 64 is refused, and the server lives on.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\nffffffffffffffff\r\nhello' | nc {host} {port}",
        why: "It fits into 64 bits, but not together with what is there already, nor with the line end behind it (RFC 9112 §7.1).",
        hints: &["Compare the size with the room that is left, instead of adding to it first."],
        run: |subject| {
            let server = subject.start()?;
            for size in ["ffffffffffffffff", "fffffffffffffffe", "7fffffffffffffff", "ffffffff"] {
                let request = chunked(format!("1\r\na\r\n{size}\r\nhello"));
                server.exchange(request)?.expect_status_among(&[400, 413])?;
            }
            server.get("/")?.expect_status(200)?;
            server.expect_running()
        },
    },
];
