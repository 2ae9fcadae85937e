//! Line ends, and where data ends.

use super::{ECHO, refuses};
use crate::{Basis, Check, Stages};

/// Checks of ends.
pub const CHECKS: &[Check] = &[
    Check {
        id: "chunked/no-line-end-after-data",
        basis: Basis::Should,
        rfc: &["9112 §2.2", "9112 §7.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "Data without a line end after it is refused with 400.",
        why: "The line end belongs to the chunk. A server that skips two bytes without looking at them can be made to read data as a size.",
        hints: &["After the data, expect \\r and \\n; do not just skip two bytes."],
        run: |target| {
            refuses(target, ["5\r\nhello0\r\n\r\n", "5\r\nhello6\r\n world\r\n0\r\n\r\n"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/data-longer-than-its-size",
        basis: Basis::Should,
        rfc: &["9112 §2.2", "9112 §11.2"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "Data that is longer than its size is refused with 400.",
        why: "Some programs only look for line ends. An attacker hides a request from them in such a chunk.",
        hints: &["Do not search for the next line end: it has to come right after the data."],
        run: |target| refuses(target, ["3\r\nhello\r\n0\r\n\r\n", "5\r\nhello!\r\n0\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/data-shorter-than-its-size",
        basis: Basis::Should,
        rfc: &["9112 §2.2", "9112 §7.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "Data that is shorter than its size is refused with 400: its line end counts as data, and then the line end is missing.",
        why: "The size counts, not the line end: here the data ends between \\r and \\n.",
        hints: &["Take as many bytes as the size says, then check the two bytes after them."],
        run: |target| refuses(target, ["6\r\nhello\r\n0\r\n\r\n", "7\r\nhello\r\n0\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/bare-line-feed-after-size",
        basis: Basis::Should,
        rfc: &["9112 §2.2", "9112 §7.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "A size that ends in a line feed alone is refused with 400, with an extension and without.",
        why: "A bare line feed may end a line of the head, but not a line of a chunk. In an extension it ends the line for one parser and not for the other.",
        hints: &[
            "Search for the line feed, then expect \\r before it.",
            "A search for `\\r\\n` skips a bare line feed as if it were any character.",
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
        basis: Basis::Should,
        rfc: &["9112 §2.2", "9112 §7.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "Data with a line feed alone after it is refused with 400.",
        why: "This is one byte less than expected. Some parsers now read all following sizes from the wrong place.",
        hints: &["Both bytes count: \\r, then \\n."],
        run: |target| refuses(target, ["5\r\nhello\n0\r\n\r\n", "5\r\nhello\n\n0\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/bare-carriage-return",
        basis: Basis::Should,
        rfc: &["9112 §2.2"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "A carriage return without a line feed, in the line of a size, is refused with 400.",
        why: "Some parsers end a line there, others do not.",
        hints: &["No line may contain a control character, except a tab."],
        run: |target| {
            refuses(target, ["5\rx\r\nhello\r\n0\r\n\r\n", "5;a\rb\r\nhello\r\n0\r\n\r\n"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/bare-line-feed-at-the-end",
        rfc: &["9112 §2.2", "9112 §7.1.2"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "A trailer, or the empty line at the end, that ends in a line feed alone is refused with 400.",
        why: "A server may accept it as the end of a field. But then one program sees the end, and another waits for more: they disagree about where the next request begins.",
        hints: &[
            "Read trailers with the same function that reads sizes: one rule for all line ends.",
        ],
        run: |target| {
            refuses(target, ["5\r\nhello\r\n0\r\n\n", "5\r\nhello\r\n0\r\nX-Sum: 1\n\r\n"])
        },
        ..Check::DEFAULT
    },
];
