//! Chunks that are as they should be.

use super::decodes;
use crate::{Check, Stages};

/// Checks of decoding.
pub const CHECKS: &[Check] = &[
    Check {
        id: "chunked/decoded",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "A body in chunks is put together, without its sizes and line ends, and the next request is found behind it.",
        curl: "curl -v -H 'Transfer-Encoding: chunked' -d 'hello world' {url}/ --next {url}/echo/next",
        why: "A client that produces a body while it sends it does not know the length beforehand. HTTP/1.1 has chunks for that, and every server must understand them (RFC 9112 §7.1).",
        hints: &[
            "A size in hexadecimal, a line end, that number of bytes, a line end; and again, until the size is 0.",
            "After the chunk of size 0 comes one more empty line.",
        ],
        run: |subject| {
            decodes(&subject.start()?, "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world")
        },
    },
    Check {
        id: "chunked/empty-body",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "The last chunk alone is an empty body.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n' | nc {host} {port}",
        why: "A client that streams may turn out to have nothing to send (RFC 9112 §7.1).",
        hints: &["Look at the size before you wait for data."],
        run: |subject| decodes(&subject.start()?, "0\r\n\r\n", ""),
    },
    Check {
        id: "chunked/line-ends-in-data",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "Data may hold line ends, and even what looks like a last chunk.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\na\r\n\r\n0\r\n\r\nab\n\r\n0\r\n\r\n' | nc {host} {port}",
        why: "The size says where a chunk ends, and nothing within it does (RFC 9112 §7.1).",
        hints: &["Count bytes; do not read data line by line."],
        run: |subject| {
            let data = "\r\n0\r\n\r\nab\n";
            decodes(&subject.start()?, &format!("a\r\n{data}\r\n0\r\n\r\n"), data)
        },
    },
    Check {
        id: "chunked/hexadecimal-in-both-cases",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "Sizes are hexadecimal, in upper case and in lower case.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n' | nc {host} {port}",
        why: "Some clients write `A`, others `a`, and both mean ten (RFC 9112 §7.1).",
        hints: &["Parse with base 16, which knows both cases."],
        run: |subject| {
            let (ten, thirty) = ("0123456789", "0123456789".repeat(3));
            let tens = format!("A\r\n{ten}\r\na\r\n{ten}\r\n");
            let thirties = format!("1E\r\n{thirty}\r\n1e\r\n{thirty}\r\n");
            decodes(&subject.start()?, &format!("{tens}{thirties}0\r\n\r\n"), &ten.repeat(8))
        },
    },
    Check {
        id: "chunked/leading-zeros",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "Zeros in front of a size do not matter, also in that of the last chunk.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n0005\r\nhello\r\n000\r\n\r\n' | nc {host} {port}",
        why: "Clients that write the size after the data leave room for it, and fill it with zeros (RFC 9112 §7.1).",
        hints: &["The last chunk is the one whose size is 0, not the one whose line is `0`."],
        run: |subject| decodes(&subject.start()?, "0005\r\nhello\r\n000\r\n\r\n", "hello"),
    },
    Check {
        id: "chunked/extensions",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "Extensions behind a size are ignored.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5;name=value\r\nhello\r\n0;last\r\n\r\n' | nc {host} {port}",
        why: "A recipient has to ignore extensions that it does not know (RFC 9112 §7.1.1), and nobody knows any.",
        hints: &["Cut the line at the first semicolon, and take what is before it."],
        run: |subject| {
            let simple = "1;a\r\nh\r\n1;a=b;c=d\r\ne\r\n1;ff\r\nl\r\n";
            let unusual = "1;a=\"b;c\"\r\nl\r\n1; a = b\r\no\r\n";
            decodes(&subject.start()?, &format!("{simple}{unusual}0;a=b\r\n\r\n"), "hello")
        },
    },
    Check {
        id: "chunked/trailers",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "Trailers are read and ignored: they are no headers, and no part of the next request.",
        curl: r"printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\nConnection: close\r\n\r\nGET /echo/next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' | nc {host} {port}",
        why: "What comes after the body is too late to change how it was read. A trailer that counted as a header could change the length or the host of a request that was checked already (RFC 9110 §6.5.1).",
        hints: &["After the last chunk, read lines up to an empty one, and throw them away."],
        run: |subject| {
            let trailers =
                "X-Sum: 1\r\nContent-Length: 100\r\nHost: other\r\nConnection: close\r\n";
            decodes(&subject.start()?, &format!("5\r\nhello\r\n0\r\n{trailers}\r\n"), "hello")
        },
    },
    Check {
        id: "chunked/many-small-chunks",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "Ten thousand chunks of one byte are put together.",
        curl: r"(printf 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n'; for i in $(seq 10000); do printf '1\r\na\r\n'; done; printf '0\r\n\r\n') | nc {host} {port}",
        why: "The client chooses the size of its chunks (RFC 9112 §7.1), and the end of a read may fall between any two bytes of any of them.",
        hints: &[
            "Keep where you are between two reads: in a size, in data, in the line end behind it.",
        ],
        run: |subject| {
            let chunks = "1\r\na\r\n".repeat(10_000) + "0\r\n\r\n";
            decodes(&subject.start()?, &chunks, &"a".repeat(10_000))
        },
    },
];
