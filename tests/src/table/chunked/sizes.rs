//! Sizes that are none.

use super::{chunked, refuses};
use crate::{Basis, Check, Stages};

/// Checks of sizes.
pub const CHECKS: &[Check] = &[
    Check {
        id: "chunked/size-with-a-plus",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        expect: "A size with a plus sign is refused with 400.",
        why: "A size has digits and nothing else. Where a proxy and a server read the same size differently, one of them sees a request in what is data to the other.",
        hints: &["Functions that parse numbers mostly take a sign: look at the characters first."],
        run: |target| refuses(target, ["+5\r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n+0\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/size-with-a-minus",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        expect: "A size with a minus sign is refused with 400, that of zero too.",
        why: "A negative size moves a careless parser backwards, and `-0` passes a test for \"not below zero\".",
        hints: &["A sign is no hexadecimal digit."],
        run: |target| refuses(target, ["-5\r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n-0\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/size-with-0x",
        basis: Basis::Must,
        rfc: &["9112 §11.2"],
        stages: Stages::since(7),
        expect: "A size with 0x in front is refused with 400.",
        why: "To some parsers `0x5` is 5, to others it is 0, the last chunk, and what follows is the next request.",
        hints: &["`x` is no hexadecimal digit, whatever your language's literals look like."],
        run: |target| refuses(target, ["0x5\r\nhello\r\n0\r\n\r\n", "0X5\r\nhello\r\n0\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/size-with-a-space-before",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        expect: "White space in front of a size is refused with 400.",
        why: "The line begins with a digit. What one parser trims, another takes for the end of the size.",
        hints: &["Do not trim before you parse."],
        run: |target| refuses(target, [" 5\r\nhello\r\n0\r\n\r\n", "\t5\r\nhello\r\n0\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/size-with-a-space-after",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        expect: "White space behind a size is refused with 400.",
        why: "No rule allows a space at the end of that line, although some old clients sent one. A strict reading is the one that no other parser can differ from.",
        hints: &[
            "Ask that each character up to the line end, or the semicolon, is a hexadecimal digit.",
        ],
        run: |target| refuses(target, ["5 \r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n0\t\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/size-empty",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        expect: "An empty line in the place of a size is refused with 400, and so is an extension without a size.",
        why: "No digits are not 0: a size has at least one. Read as 0, it would end the body early.",
        hints: &["\"All characters are digits\" is true of no characters at all."],
        run: |target| {
            let between = "5\r\nhello\r\n\r\n0\r\n\r\n";
            refuses(target, ["\r\nhello\r\n0\r\n\r\n", ";a=b\r\nhello\r\n0\r\n\r\n", between])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/size-not-hexadecimal",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        expect: "A size with any other character is refused with 400.",
        why: "`strtol` and its kin stop at the first character that they do not know, and ignore the rest.",
        hints: &[
            "Python's `int` takes `1_0`, and JavaScript's `parseInt` takes `5g`. Check the characters.",
        ],
        run: |target| {
            let sizes = ["5g", "five", "0_5", "5,a=b", "5:", "\u{665}"];
            refuses(target, sizes.map(|size| format!("{size}\r\nhello\r\n0\r\n\r\n")))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/size-overflows",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        expect: "A size that does not fit into 64 bits is refused with 400.",
        why: "Digit by digit, `size * 16 + digit` wraps around and leaves 5. Such overflows were ways into servers.",
        hints: &["Use arithmetic that notices: `checked_mul`, or a parser that gives an error."],
        run: |target| {
            let sizes = ["10000000000000005".to_string(), format!("1{}5", "0".repeat(40))];
            refuses(target, sizes.map(|size| format!("{size}\r\nhello\r\n0\r\n\r\n")))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/size-enormous",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        expect: "A size of nearly 2 to the power of 64 is refused, and the server lives on.",
        why: "It fits into 64 bits, but not together with what is there already, nor with the line end behind it.",
        hints: &["Compare the size with the room that is left, instead of adding to it first."],
        run: |target| {
            let server = target.start()?;
            for size in ["ffffffffffffffff", "fffffffffffffffe", "7fffffffffffffff", "ffffffff"] {
                let request = chunked(format!("1\r\na\r\n{size}\r\nhello"));
                server.exchange(request)?.expect_status_among(&[400, 413])?;
            }
            server.get("/")?.expect_status(200)?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
];
