//! Chunks that are as they should be.

use super::decodes;
use crate::{Basis, Check, FailureKind, Stages};

/// Checks of decoding.
pub const CHECKS: &[Check] = &[
    Check {
        id: "chunked/decoded",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "A body in chunks is put together, without its sizes and line ends, and the next request is found behind it.",
        why: "A client that produces a body while it sends it does not know the length beforehand. HTTP/1.1 has chunks for that, and every server must understand them.",
        hints: &[
            "A size in hexadecimal, a line end, that number of bytes, a line end; and again, until the size is 0.",
            "After the chunk of size 0 comes one more empty line.",
        ],
        run: |target| {
            decodes(&target.start()?, "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/empty-body",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "The last chunk alone is an empty body.",
        why: "A client that streams may turn out to have nothing to send.",
        hints: &["Look at the size before you wait for data."],
        run: |target| decodes(&target.start()?, "0\r\n\r\n", ""),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/line-ends-in-data",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "Data may hold line ends, and even what looks like a last chunk.",
        why: "The size says where a chunk ends, and nothing within it does.",
        hints: &["Count bytes; do not read data line by line."],
        run: |target| {
            let data = "\r\n0\r\n\r\nab\n";
            decodes(&target.start()?, &format!("a\r\n{data}\r\n0\r\n\r\n"), data)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/hexadecimal-in-both-cases",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "Sizes are hexadecimal, in upper case and in lower case.",
        why: "Some clients write `A`, others `a`, and both mean ten.",
        hints: &["Parse with base 16, which knows both cases."],
        run: |target| {
            let (ten, thirty) = ("0123456789", "0123456789".repeat(3));
            let tens = format!("A\r\n{ten}\r\na\r\n{ten}\r\n");
            let thirties = format!("1E\r\n{thirty}\r\n1e\r\n{thirty}\r\n");
            decodes(&target.start()?, &format!("{tens}{thirties}0\r\n\r\n"), &ten.repeat(8))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/leading-zeros",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "Zeros in front of a size do not matter, also in that of the last chunk.",
        why: "Clients that write the size after the data leave room for it, and fill it with zeros.",
        hints: &["The last chunk is the one whose size is 0, not the one whose line is `0`."],
        run: |target| decodes(&target.start()?, "0005\r\nhello\r\n000\r\n\r\n", "hello"),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/extensions",
        basis: Basis::Must,
        rfc: &["9112 §7.1.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "Extensions behind a size are ignored.",
        why: "A recipient has to ignore extensions that it does not know, and nobody knows any.",
        hints: &["Cut the line at the first semicolon, and take what is before it."],
        run: |target| {
            let simple = "1;a\r\nh\r\n1;a=b;c=d\r\ne\r\n1;ff\r\nl\r\n";
            let unusual = "1;a=\"b;c\"\r\nl\r\n1; a = b\r\no\r\n";
            decodes(&target.start()?, &format!("{simple}{unusual}0;a=b\r\n\r\n"), "hello")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/trailers",
        basis: Basis::Must,
        rfc: &["9110 §6.5.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "Trailers are read and ignored: they are no headers, and no part of the next request.",
        why: "What comes after the body is too late to change how it was read. A trailer that counted as a header could change the length or the host of a request that was checked already.",
        hints: &["After the last chunk, read lines up to an empty one, and throw them away."],
        run: |target| {
            let trailers =
                "X-Sum: 1\r\nContent-Length: 100\r\nHost: other\r\nConnection: close\r\n";
            decodes(&target.start()?, &format!("5\r\nhello\r\n0\r\n{trailers}\r\n"), "hello")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/many-small-chunks",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        expect: "Ten thousand chunks of one byte are put together.",
        why: "The client chooses the size of its chunks, and the end of a read may fall between any two bytes of any of them.",
        hints: &[
            "Keep where you are between two reads: in a size, in data, in the line end behind it.",
        ],
        run: |target| {
            let chunks = "1\r\na\r\n".repeat(10_000) + "0\r\n\r\n";
            decodes(&target.start()?, &chunks, &"a".repeat(10_000))
        },
        ..Check::DEFAULT
    },
];
