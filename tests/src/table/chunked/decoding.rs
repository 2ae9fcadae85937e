//! Valid chunks.

use super::{ECHO_AND_NEXT, chunked, decodes};
use crate::{Basis, Check, FailureKind, Need, Stages};

/// Checks of decoding.
pub const CHECKS: &[Check] = &[
    Check {
        id: "chunked/decoded",
        basis: Basis::Must,
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Status],
        needs: &[Need::PostEcho],
        expect: "A body in two chunks comes back from `POST /` as one text, without its sizes and line ends.",
        why: "A client that produces a body while it sends it does not know the length beforehand. HTTP/1.1 has chunks for that, and every server must understand them.",
        hints: &[
            "A size in hexadecimal, a line end, that number of bytes, a line end; and again, until the size is 0.",
            "After the chunk of size 0 comes one more empty line.",
        ],
        run: |target| {
            let request = chunked("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
            let response = target.start()?.exchange(request)?;
            response.expect_status(200)?.expect_body("hello world")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/then-next-request",
        basis: Basis::Must,
        rfc: &["9112 §7.1", "9112 §6.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: ECHO_AND_NEXT,
        expect: "A body in two chunks comes back from `POST /`, and the request right behind the chunks is answered too.",
        why: "If a server stops before the last line end or after it, it misreads the next request.",
        hints: &[
            "The body ends with an empty line: the chunk of size 0 has no data, but it has a line end.",
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
        needs: ECHO_AND_NEXT,
        expect: "The last chunk alone is an empty body: `POST /` returns 200 without a byte.",
        why: "A client that streams may have nothing to send in the end.",
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
        needs: ECHO_AND_NEXT,
        expect: "Data with line ends in it, and with the bytes of a last chunk, comes back unchanged.",
        why: "The size says where a chunk ends. Nothing in its data does.",
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
        needs: ECHO_AND_NEXT,
        expect: "Sizes are read as hexadecimal numbers, in upper case and in lower case.",
        why: "Some clients write `A`, others `a`, and both mean ten.",
        hints: &["Parse with base 16, which accepts both cases."],
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
        needs: ECHO_AND_NEXT,
        expect: "Zeros before a size do not matter: `0005` is 5, and `000` is the last chunk.",
        why: "Some clients write the size after the data: they leave room for it, and fill it with zeros.",
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
        needs: ECHO_AND_NEXT,
        expect: "Extensions after a size, such as `5;a=b`, are ignored: the body comes back without them.",
        why: "A recipient has to ignore extensions that it does not know, and nobody uses any.",
        hints: &["Split the line at the first semicolon, and use the part before it."],
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
        rfc: &["9112 §7.1.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: ECHO_AND_NEXT,
        expect: "Trailers after the last chunk are read and not part of the next request.",
        why: "A client may send a checksum after the body. A server that does not know it can ignore it.",
        hints: &["After the last chunk, read lines up to an empty one, and throw them away."],
        run: |target| {
            let chunks = "5\r\nhello\r\n0\r\nX-Sum: 1\r\nX-Time: 20\r\n\r\n";
            decodes(&target.start()?, chunks, "hello")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/trailers-are-no-headers",
        basis: Basis::Must,
        rfc: &["9112 §7.1.2", "9110 §6.5.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Status],
        needs: ECHO_AND_NEXT,
        expect: "Trailers named Content-Length, Host and Connection change nothing: both requests are answered. The server may also refuse them with 400.",
        why: "A trailer comes after the body, when the request was checked already. If it counted as a header, it could change the length or the host.",
        hints: &["Throw trailers away. Never add them to the headers."],
        // "A recipient MUST NOT merge a received trailer field into the header section unless its corresponding
        // header field definition explicitly permits"; clients must not send these.
        run: |target| {
            let trailers = "Content-Length: 100\r\nHost: other\r\nConnection: close\r\n";
            let request = chunked(format!("5\r\nhello\r\n0\r\n{trailers}\r\n"));
            let server = target.start()?;
            let response = server.exchange(&request)?.expect_status_among(&[200, 400])?;
            if response.status == 200 {
                server.exchange_and_next(&request)?.expect_body("hello")?;
            }
            Ok(())
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
        needs: ECHO_AND_NEXT,
        expect: "Ten thousand chunks of one byte come back as one body of 10,000 bytes.",
        why: "The client chooses the size of its chunks, and a read may end between any two bytes of any of them.",
        hints: &[
            "Remember your position between two reads: in a size, in data, in the line end after it.",
        ],
        run: |target| {
            let chunks = "1\r\na\r\n".repeat(10_000) + "0\r\n\r\n";
            decodes(&target.start()?, &chunks, &"a".repeat(10_000))
        },
        ..Check::DEFAULT
    },
];
