//! Line ends, and where data ends.

use super::refuses;
use crate::{Check, Stages};

/// Checks of ends.
pub const CHECKS: &[Check] = &[
    Check {
        id: "chunked/no-line-end-after-data",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "Data without a line end behind it is refused with 400.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello0\r\n\r\n' | nc {host} {port}",
        why: "The line end belongs to the chunk (RFC 9112 §7.1). A server that skips two bytes without a look can be led to read data as a size.",
        hints: &["After the data, ask for \\r and \\n; do not just step over two bytes."],
        run: |subject| {
            refuses(subject, ["5\r\nhello0\r\n\r\n", "5\r\nhello6\r\n world\r\n0\r\n\r\n"])
        },
    },
    Check {
        id: "chunked/data-longer-than-its-size",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "Data that goes on past its size is refused with 400.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "A chunk that spills over is how a request is hidden from the one who only looks for line ends (RFC 9112 §11.2).",
        hints: &["Do not look for the next line end: it has to be right where the data ends."],
        run: |subject| refuses(subject, ["3\r\nhello\r\n0\r\n\r\n", "5\r\nhello!\r\n0\r\n\r\n"]),
    },
    Check {
        id: "chunked/data-shorter-than-its-size",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "Data that ends before its size is refused with 400, as its line end is taken for data.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "The size counts, not the line end (RFC 9112 §7.1): here the data ends between \\r and \\n.",
        hints: &["Take as many bytes as the size says, then check what follows."],
        run: |subject| refuses(subject, ["6\r\nhello\r\n0\r\n\r\n", "7\r\nhello\r\n0\r\n\r\n"]),
    },
    Check {
        id: "chunked/bare-line-feed-after-size",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A size that ends in a line feed alone is refused with 400, with an extension and without.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "The leniency that heads may have was never meant for chunks (RFC 9112 §2.2). A line feed in an extension ends the line to one parser and not to the other (RFC 9112 §7.1.1).",
        hints: &[
            "Look for the line feed, then ask for \\r before it.",
            "To search for `\\r\\n` skips a bare line feed as if it were any character.",
        ],
        run: |subject| {
            let ends = ["5\nhello", "5;a\nhello", "5;a\nb\r\nhello"];
            refuses(subject, ends.map(|start| format!("{start}\r\n0\r\n\r\n")))?;
            refuses(subject, ["5\r\nhello\r\n0\n\r\n"])
        },
    },
    Check {
        id: "chunked/bare-line-feed-after-data",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "Data with a line feed alone behind it is refused with 400.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\n0\r\n\r\n' | nc {host} {port}",
        why: "One byte less than expected, and all sizes that follow are read from the wrong place by somebody (RFC 9112 §7.1).",
        hints: &["Both bytes count: \\r, then \\n."],
        run: |subject| refuses(subject, ["5\r\nhello\n0\r\n\r\n", "5\r\nhello\n\n0\r\n\r\n"]),
    },
    Check {
        id: "chunked/bare-line-feed-at-the-end",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A last line, or a trailer, that ends in a line feed alone is refused with 400.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\n' | nc {host} {port}",
        why: "One program takes it for the end, another waits for more: they disagree about where the next request begins (RFC 9112 §7.1.2).",
        hints: &[
            "Read trailers with the same function that reads sizes: one rule for all line ends.",
        ],
        run: |subject| {
            refuses(subject, ["5\r\nhello\r\n0\r\n\n", "5\r\nhello\r\n0\r\nX-Sum: 1\n\r\n"])
        },
    },
    Check {
        id: "chunked/bare-carriage-return",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A carriage return without its line feed, in the line of a size, is refused with 400.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;a\rb\r\nhello\r\n0\r\n\r\n' | nc {host} {port}",
        why: "Some parsers end a line there, others do not (RFC 9112 §2.2).",
        hints: &["No line may hold a control character, but for a tab."],
        run: |subject| {
            refuses(subject, ["5\rx\r\nhello\r\n0\r\n\r\n", "5;a\rb\r\nhello\r\n0\r\n\r\n"])
        },
    },
];
