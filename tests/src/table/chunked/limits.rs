//! How much a client may send in chunks. The limits are our own.

use super::{ECHO, chunked, chunked_with};
use crate::table::bodies::large::LARGEST;
use crate::{Check, Failure, FailureKind, Need, Stages, Target, ensure};
use std::fs;

/// Checks of limits.
pub const CHECKS: &[Check] = &[
    Check {
        id: "chunked/at-the-limit",
        rfc: &["9110 §15.5.14"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Closed],
        needs: &[Need::Folder, Need::ChunkedEcho, Need::KeepAlive],
        expect: "A body of exactly 16 MiB in chunks is stored, and the file has 16 MiB: sizes and line ends do not count.",
        why: "The limit is for the content, as it is with Content-Length. The client decides how small the chunks are.",
        hints: &["Count the bytes that you have decoded, not the bytes that you have read."],
        run: |target| {
            let server = target.start()?;
            let upload = [largest().as_slice(), b"0\r\n\r\n"].concat();
            server
                .exchange_and_next(chunked_with("POST /files/large", "", upload))?
                .expect_status(201)?;
            let length = fs::metadata(server.folder()?.join("large"))?.len();
            ensure(length == LARGEST as u64, format!("the file has {length} bytes"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/one-byte-too-large",
        rfc: &["9110 §15.5.14"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Status],
        needs: ECHO,
        expect: "Chunks that add up to 16 MiB and one byte are answered with 413, and the server keeps running.",
        why: "No header announces the sum, so the server has to add up the sizes. Without a limit, one client fills the memory.",
        hints: &["Before you take a chunk, compare its size with the room that is left."],
        run: |target| {
            let server = target.start()?;
            let request = chunked([largest().as_slice(), b"1\r\na\r\n0\r\n\r\n"].concat());
            server.connect()?.send_and_read(request)?.expect_status(413)?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/too-large-at-once",
        rfc: &["9110 §15.5.14"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Status],
        needs: ECHO,
        expect: "One chunk of more than 16 MiB is answered with 413, and the server keeps running.",
        why: "A size is only a promise of the client. A server that reserves memory for it gives it away for seven bytes.",
        hints: &["Refuse when you have read the size. You do not need to see the data."],
        run: |target| {
            let server = target.start()?;
            let request = chunked([b"1000001\r\n".as_slice(), &vec![b'a'; LARGEST + 1]].concat());
            server.connect()?.send_and_read(request)?.expect_status(413)?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/endless-size",
        rfc: &["9112 §7.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "A size of 16 MiB of zeros is refused with 400, 413 or 431.",
        why: "Its value is small, but its line is long: a server that waits for the line end buffers as much as the client likes to send.",
        hints: &["Limit the length of the line, whatever it contains."],
        run: |target| refuses_endless(target, "", "00000000"),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/endless-extension",
        rfc: &["9112 §7.1.1"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "An extension of 16 MiB is refused with 400, 413 or 431.",
        why: "A server has to read what it ignores, and an extension has no length of its own. So it needs a limit.",
        hints: &["A limit for the line of a size also covers its extensions."],
        run: |target| refuses_endless(target, "5;", "aaaaaaaa"),
        ..Check::DEFAULT
    },
    Check {
        id: "chunked/endless-trailer",
        rfc: &["9112 §7.1.2"],
        stages: Stages::since(7),
        needs: ECHO,
        expect: "Trailers of 16 MiB, in one line or in many, are refused with 400, 413 or 431.",
        why: "Trailers come after all other limits were checked, so it is easy to forget a limit for them.",
        hints: &["Limit the trailers as a whole, as you do with the head."],
        run: |target| {
            refuses_endless(target, "0\r\n", "X-Sum: 1\r\n")?;
            refuses_endless(target, "0\r\nX-Sum: ", "11111111")
        },
        ..Check::DEFAULT
    },
];

/// The largest body that is allowed, in chunks of a mebibyte, without the last chunk.
fn largest() -> Vec<u8> {
    let data = vec![b'a'; 0x10_0000];
    [b"100000\r\n", data.as_slice(), b"\r\n"].concat().repeat(LARGEST / data.len())
}

/// The server refuses endless bytes before they are longer than a body may be.
fn refuses_endless(target: &Target, start: &str, endless: &str) -> Result<(), Failure> {
    let server = target.start()?;
    let repeated = endless.repeat(LARGEST / endless.len() + 1);
    let request = chunked([start, &repeated].concat());
    server.connect()?.send_and_read(request)?.expect_status_among(&[400, 413, 431])?;
    server.expect_running()
}
