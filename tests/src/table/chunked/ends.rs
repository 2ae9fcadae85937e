//! Line ends, and where data ends.

use super::refuses;
use crate::{Basis, Check, Stages};

/// Checks of ends.
pub const CHECKS: &[Check] = &[
    Check {
        id: "chunked/no-line-end-after-data",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        expect: "Data without a line end behind it is refused with 400.",
        why: "The line end belongs to the chunk. A server that skips two bytes without a look can be led to read data as a size.",
        hints: &["After the data, ask for \\r and \\n; do not just step over two bytes."],
        run: |target| {
            refuses(target, ["5\r\nhello0\r\n\r\n", "5\r\nhello6\r\n world\r\n0\r\n\r\n"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/data-longer-than-its-size",
        basis: Basis::Must,
        rfc: &["9112 §11.2"],
        stages: Stages::since(7),
        expect: "Data that goes on past its size is refused with 400.",
        why: "A chunk that spills over is how a request is hidden from the one who only looks for line ends.",
        hints: &["Do not look for the next line end: it has to be right where the data ends."],
        run: |target| refuses(target, ["3\r\nhello\r\n0\r\n\r\n", "5\r\nhello!\r\n0\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/data-shorter-than-its-size",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        expect: "Data that ends before its size is refused with 400, as its line end is taken for data.",
        why: "The size counts, not the line end: here the data ends between \\r and \\n.",
        hints: &["Take as many bytes as the size says, then check what follows."],
        run: |target| refuses(target, ["6\r\nhello\r\n0\r\n\r\n", "7\r\nhello\r\n0\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/bare-line-feed-after-size",
        basis: Basis::Must,
        rfc: &["9112 §2.2", "9112 §7.1.1"],
        stages: Stages::since(7),
        expect: "A size that ends in a line feed alone is refused with 400, with an extension and without.",
        why: "The leniency that heads may have was never meant for chunks. A line feed in an extension ends the line to one parser and not to the other.",
        hints: &[
            "Look for the line feed, then ask for \\r before it.",
            "To search for `\\r\\n` skips a bare line feed as if it were any character.",
        ],
        run: |target| {
            let ends = ["5\nhello", "5;a\nhello", "5;a\nb\r\nhello"];
            refuses(target, ends.map(|start| format!("{start}\r\n0\r\n\r\n")))?;
            refuses(target, ["5\r\nhello\r\n0\n\r\n"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/bare-line-feed-after-data",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        expect: "Data with a line feed alone behind it is refused with 400.",
        why: "One byte less than expected, and all sizes that follow are read from the wrong place by somebody.",
        hints: &["Both bytes count: \\r, then \\n."],
        run: |target| refuses(target, ["5\r\nhello\n0\r\n\r\n", "5\r\nhello\n\n0\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/bare-line-feed-at-the-end",
        basis: Basis::Must,
        rfc: &["9112 §7.1.2"],
        stages: Stages::since(7),
        expect: "A last line, or a trailer, that ends in a line feed alone is refused with 400.",
        why: "One program takes it for the end, another waits for more: they disagree about where the next request begins.",
        hints: &[
            "Read trailers with the same function that reads sizes: one rule for all line ends.",
        ],
        run: |target| {
            refuses(target, ["5\r\nhello\r\n0\r\n\n", "5\r\nhello\r\n0\r\nX-Sum: 1\n\r\n"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/bare-carriage-return",
        basis: Basis::Must,
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        expect: "A carriage return without its line feed, in the line of a size, is refused with 400.",
        why: "Some parsers end a line there, others do not.",
        hints: &["No line may hold a control character, but for a tab."],
        run: |target| {
            refuses(target, ["5\rx\r\nhello\r\n0\r\n\r\n", "5;a\rb\r\nhello\r\n0\r\n\r\n"])
        },
        ..Check::DEFAULT
    },
];
