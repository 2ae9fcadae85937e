//! Sizes that are not sizes.

use super::{ECHO, chunked, refuses};
use crate::{Basis, Check, Failure, Stages, Target};

/// Checks of sizes.
pub const CHECKS: &[Check] = &[
    Check {
        id: "chunked/size-not-hexadecimal",
        basis: Basis::Should,
        rfc: &["9112 §2.2", "9112 §7.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "A size with any character that is not a hexadecimal digit, such as `5g`, is refused with 400.",
        why: "`strtol` and similar functions stop at the first character that they do not know, and ignore the rest.",
        hints: &[
            "Python's `int` accepts `1_0`, and JavaScript's `parseInt` accepts `5g`. Check the characters.",
        ],
        run: |target| {
            let sizes = ["5g", "five", "0_5", "5,a=b", "5:", "\u{665}"];
            refuses(target, sizes.map(|size| format!("{size}\r\nhello\r\n0\r\n\r\n")))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/size-empty",
        basis: Basis::Should,
        rfc: &["9112 §2.2", "9112 §7.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "An empty line instead of a size is refused with 400, and so is an extension without a size.",
        why: "A size has at least one digit. If no digits meant 0, the body would end early.",
        hints: &["\"All characters are digits\" is also true of an empty text."],
        run: |target| {
            let between = "5\r\nhello\r\n\r\n0\r\n\r\n";
            refuses(target, ["\r\nhello\r\n0\r\n\r\n", ";a=b\r\nhello\r\n0\r\n\r\n", between])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/size-with-a-plus",
        basis: Basis::Should,
        rfc: &["9112 §2.2", "9112 §7.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "A size with a plus sign is refused with 400.",
        why: "A size consists of digits. If a proxy and a server read the same size differently, one of them finds a request in the other one's data.",
        hints: &["Most functions that parse numbers accept a sign: look at the characters first."],
        run: |target| refuses(target, ["+5\r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n+0\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/size-with-a-minus",
        basis: Basis::Should,
        rfc: &["9112 §2.2", "9112 §7.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "A size with a minus sign is refused with 400, also `-0`.",
        why: "A negative size moves a careless parser backwards, and `-0` passes the test \"not below zero\".",
        hints: &["A sign is not a hexadecimal digit."],
        run: |target| refuses(target, ["-5\r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n-0\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/size-with-0x",
        basis: Basis::Should,
        rfc: &["9112 §2.2", "9112 §11.2"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "A size that begins with 0x is refused with 400.",
        why: "Some parsers read `0x5` as 5. Others read 0: the last chunk, and the next request begins after it.",
        hints: &["`x` is not a hexadecimal digit, even if your language writes numbers this way."],
        run: |target| refuses(target, ["0x5\r\nhello\r\n0\r\n\r\n", "0X5\r\nhello\r\n0\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/size-with-a-space-before",
        basis: Basis::Should,
        rfc: &["9112 §2.2", "9112 §7.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "White space before a size is refused with 400.",
        why: "The line begins with a digit. Some parsers trim the space, others take it for the end of the size.",
        hints: &["Do not trim before you parse."],
        run: |target| refuses(target, [" 5\r\nhello\r\n0\r\n\r\n", "\t5\r\nhello\r\n0\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/size-with-a-space-after",
        basis: Basis::Should,
        rfc: &["9112 §2.2", "9112 §7.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "White space between a size and its line end is refused with 400.",
        why: "Some old clients sent a space there, but the grammar does not allow one. No other parser can differ from a strict reading.",
        hints: &[
            "Each character up to the line end, or the semicolon, has to be a hexadecimal digit.",
        ],
        run: |target| refuses(target, ["5 \r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n0\t\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/size-overflows",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "A size of more than 64 bits, such as `10000000000000005`, is refused with 400 or 413, and the connection ends.",
        why: "Digit by digit, `size * 16 + digit` wraps around and leaves 5. Attackers have used such overflows to get into servers.",
        hints: &[
            "Use arithmetic that notices overflow: `checked_mul`, or a parser that returns an error.",
        ],
        run: |target| {
            // "Recipients MUST anticipate potentially large hexadecimal numerals and prevent parsing errors due
            // to integer conversion overflows".
            let sizes = ["10000000000000005".to_string(), format!("1{}5", "0".repeat(40))];
            refuses_sizes(target, &sizes)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/size-enormous",
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "A size of nearly 2 to the power of 64 is refused with 400 or 413 as soon as its line has arrived, and the server still answers `/`.",
        why: "It fits into 64 bits. But the sum of it and the bytes before it, or the line end after it, does not.",
        hints: &["Compare the size with the room that is left. Do not add to it first."],
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

fn refuses_sizes(target: &Target, sizes: &[String]) -> Result<(), Failure> {
    let server = target.start()?;
    for size in sizes {
        let refused =
            server.expect_refusal(chunked(format!("{size}\r\nhello\r\n0\r\n\r\n")), &[400, 413]);
        refused.map_err(|failure| Failure::of(failure.kind, format!("size {size}: {failure}")))?;
    }
    Ok(())
}
