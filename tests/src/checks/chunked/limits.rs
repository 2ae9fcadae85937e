//! How much a client may send in chunks.

use super::{chunked, chunked_with};
use crate::checks::bodies::large::LARGEST;
use crate::{Check, Failure, Stages, Subject, ensure};
use std::fs;

/// Checks of limits.
pub const CHECKS: &[Check] = &[
    Check {
        id: "chunked/at-the-limit",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "A body of exactly 16 MiB in chunks is taken: sizes and line ends do not count.",
        curl: "head -c 16777216 /dev/zero | curl -i -X POST -T - {url}/files/large; ls -l {folder}",
        why: "The limit is for the content, as it is with Content-Length; how finely it is cut is up to the client (RFC 9110 §15.5.14).",
        hints: &["Count what you have decoded, not what you have read."],
        run: |subject| {
            let server = subject.start()?;
            let upload = [largest().as_slice(), b"0\r\n\r\n"].concat();
            server
                .exchange_and_next(chunked_with("POST /files/large", "", upload))?
                .expect_status(201)?;
            let length = fs::metadata(server.folder()?.join("large"))?.len();
            ensure(length == LARGEST as u64, format!("the file has {length} bytes"))
        },
    },
    Check {
        id: "chunked/one-byte-too-large",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "Chunks that add up to more than 16 MiB are answered with 413, and the answer arrives.",
        curl: "head -c 16777217 /dev/zero | curl -i -X POST -T - {url}/",
        why: "No header announces the sum, so the server has to add up the sizes (RFC 9110 §15.5.14). Without a limit one client fills the memory.",
        hints: &["Before you take a chunk, compare its size with the room that is left."],
        run: |subject| {
            let server = subject.start()?;
            let request = chunked([largest().as_slice(), b"1\r\na\r\n0\r\n\r\n"].concat());
            server.connect()?.send_and_read(request)?.expect_status(413)?;
            server.expect_running()
        },
    },
    Check {
        id: "chunked/too-large-at-once",
        holds: Stages::since(7),
        fails: Stages::between(4, 6),
        claim: "One chunk of more than 16 MiB is answered with 413, and the answer arrives.",
        curl: r"(printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1000001\r\n'; head -c 17000000 /dev/zero) | nc {host} {port}",
        why: "A size is a promise of the client: memory that is set aside for it is given away for seven bytes (RFC 9110 §15.5.14).",
        hints: &["Refuse when you have read the size. There is no need to see the data."],
        run: |subject| {
            let server = subject.start()?;
            let request = chunked([b"1000001\r\n".as_slice(), &vec![b'a'; LARGEST + 1]].concat());
            server.connect()?.send_and_read(request)?.expect_status(413)?;
            server.expect_running()
        },
    },
    Check {
        id: "chunked/endless-size",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A size of zeros without end is refused.",
        curl: r"(printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n'; head -c 17000000 /dev/zero | tr '\0' 0) | nc {host} {port}",
        why: "Its value is small, but its line is not: a server that waits for the line end buffers as much as the client likes to send (RFC 9112 §7.1).",
        hints: &["Limit the length of the line, whatever is in it."],
        run: |subject| refuses_endless(subject, "", "00000000"),
    },
    Check {
        id: "chunked/endless-extension",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "An extension without end is refused.",
        curl: r"(printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;'; head -c 17000000 /dev/zero | tr '\0' a) | nc {host} {port}",
        why: "What is to be ignored has to be read all the same, and has no length of its own: a server should limit it (RFC 9112 §7.1.1).",
        hints: &["A limit for the line of a size covers its extensions too."],
        run: |subject| refuses_endless(subject, "5;", "aaaaaaaa"),
    },
    Check {
        id: "chunked/endless-trailer",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "Trailers without end, in one line or in many, are refused.",
        curl: r"(printf 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n'; yes 'X-Sum: 1' | sed 's/$/\r/' | head -c 17000000) | nc {host} {port}",
        why: "Trailers come after all other limits were kept (RFC 9112 §7.1.2), and are easily left without one.",
        hints: &["Limit the trailers as a whole, as you do with the head."],
        run: |subject| {
            refuses_endless(subject, "0\r\n", "X-Sum: 1\r\n")?;
            refuses_endless(subject, "0\r\nX-Sum: ", "11111111")
        },
    },
];

/// The largest body that is allowed, in chunks of a mebibyte, without the last chunk.
fn largest() -> Vec<u8> {
    let data = vec![b'a'; 0x10_0000];
    [b"100000\r\n", data.as_slice(), b"\r\n"].concat().repeat(LARGEST / data.len())
}

/// What never ends is refused before it is longer than a body may be.
fn refuses_endless(subject: &Subject, start: &str, endless: &str) -> Result<(), Failure> {
    let server = subject.start()?;
    let repeated = endless.repeat(LARGEST / endless.len() + 1);
    let request = chunked([start, &repeated].concat());
    server.connect()?.send_and_read(request)?.expect_status_among(&[400, 413, 431])?;
    server.expect_running()
}
