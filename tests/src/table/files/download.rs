//! `GET /files/{name}`.

use super::expect_refused;
use crate::requests::request;
use crate::table::bodies::every_byte;
use crate::{Basis, Check, Failure, Need, Stages, Target, ensure};
use std::fs::File;

/// More than any server should hold in memory.
const GIBIBYTE: u64 = 1024 * 1024 * 1024;

/// The check reads this much of it. By then, the memory of a server that keeps what it sends has grown as much.
const FETCHED: u64 = GIBIBYTE / 8;

/// The server's memory may grow by half of that, which leaves room for buffers of any size.
const FLAT: u64 = FETCHED / 2;

/// Checks of downloads.
pub const CHECKS: &[Check] = &[
    Check {
        id: "files/download",
        basis: Basis::Course,
        rfc: &["9110 §8.3"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "GET /files/notes.txt answers 200 with the bytes of the file, as application/octet-stream.",
        why: "A browser saves such bytes and does not run them, no matter who uploaded them.",
        hints: &["The part of the path after /files/ is the name of a file in the folder."],
        run: |target| {
            let server = target.launch().stored("notes.txt", "hello\n").start()?;
            server
                .get("/files/notes.txt")?
                .expect_status(200)?
                .expect_body("hello\n")?
                .expect_type("application/octet-stream")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/missing",
        basis: Basis::Course,
        rfc: &["9110 §15.5.5"],
        stages: Stages::since(4),
        expect: "GET and HEAD of a file that does not exist get the status 404.",
        why: "A missing file is nothing unusual, and the client has to learn about it.",
        hints: &["Opening a file can fail. Tell `not found` apart from all other errors."],
        run: |target| {
            let server = target.start()?;
            server.get("/files/missing")?.expect_status(404)?;
            server.head("/files/missing")?.expect_status(404)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/download-every-byte",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "GET of a file of all 256 byte values, which is not UTF-8, answers 200 with exactly these bytes.",
        why: "Most files are not text. A server that reads them as text serves something else, or fails.",
        hints: &["Read bytes, not a string, and write them to the socket unchanged."],
        run: |target| {
            let bytes = every_byte().repeat(300);
            let server = target.launch().stored("bytes.bin", bytes.as_slice()).start()?;
            server.get("/files/bytes.bin")?.expect_status(200)?.expect_body(bytes)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/download-empty",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "GET of an empty file answers 200 with an empty body.",
        why: "An empty file is not a missing file.",
        hints: &["Whether a file exists and how long it is are two questions."],
        run: |target| {
            let server = target.launch().stored("empty", "").start()?;
            server.get("/files/empty")?.expect_status(200)?.expect_body("")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/head",
        basis: Basis::Must,
        rfc: &["9110 §9.3.2", "9110 §8.6"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "HEAD /files/notes.txt has the status of the GET and no body. Content-Type and Content-Length are those of the GET, if both answers have them.",
        why: "HEAD asks how large a file is, without fetching it.",
        hints: &["Do what GET does, and leave out the body where you write the answer."],
        run: |target| {
            let server = target.launch().stored("notes.txt", "hello\n").start()?;
            let get = server.get("/files/notes.txt")?;
            server.head("/files/notes.txt")?.expect_head_of(&get)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/encoded-name",
        basis: Basis::Course,
        rfc: &["3986 §2.1"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "GET /files/my%20notes.txt answers 200 with the file `my notes.txt`. Letters beyond ASCII work too, and a plus stays a plus.",
        why: "A path cannot contain spaces and letters beyond ASCII, so clients encode them.",
        hints: &["Decode the name once, before you look for the file. A plus stays a plus."],
        run: |target| {
            let server =
                target.launch().stored("my notes.txt", "1").stored("grün+süß", "2").start()?;
            server.get("/files/my%20notes.txt")?.expect_status(200)?.expect_body("1")?;
            server.get("/files/gr%C3%BCn+s%c3%bc%C3%9F")?.expect_status(200)?.expect_body("2")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/name-is-no-text",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "GET of a name that is not UTF-8 after decoding is refused, and GET / still gets an answer.",
        why: "Percent-decoding produces bytes, and bytes need not be text. They must not crash the server.",
        hints: &["Where you turn bytes into text, answer if they are not UTF-8."],
        run: |target| {
            let server = target.start()?;
            expect_refused(server.get("/files/%ff%fe")?)?;
            expect_refused(server.get("/files/%c3")?)?;
            server.get("/")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/folder-is-no-file",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "GET of the folder itself, or of a folder in it, is refused.",
        why: "Some systems can open a folder like a file. Only reading fails, after the 200 is sent.",
        hints: &["Ask whether the path is that of a file before you answer."],
        run: |target| {
            let server = target.launch().stored("inner/file.txt", "hello\n").start()?;
            for path in ["/files/", "/files/inner", "/files/inner/"] {
                expect_refused(server.get(path)?)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/client-leaves-midway",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "After three clients have left in the middle of a download, GET / still gets an answer.",
        why: "People cancel downloads. The failed write ends that connection, and nothing else.",
        hints: &["An error of `write` ends the connection: log it, and serve the next one."],
        run: |target| {
            let server = target.launch().stored("large", vec![b'a'; 8 * 1024 * 1024]).start()?;
            for _ in 0..3 {
                let mut client = server.connect()?;
                client.send(request("GET", "/files/large", "", b""))?.read_exact(10)?;
            }
            server.get("/")?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/large-download",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder, Need::Measures],
        expect: "While 128 MiB of a file of 1 GiB are downloaded, the server's memory grows by less than 64 MiB.",
        why: "If a file is read whole before it is sent, each client that asks for it costs its size in memory.",
        hints: &[
            "Send the head as soon as you know the length, and then the file piece by piece.",
            "The file system knows the length: you need not read the file for it.",
        ],
        run: streams_a_large_file,
        ..Check::DEFAULT
    },
];

/// The file is sparse, so it takes no space on the disk.
fn streams_a_large_file(target: &Target) -> Result<(), Failure> {
    let server = target.launch().stored("large", "").start()?;
    File::options().write(true).open(server.folder()?.join("large"))?.set_len(GIBIBYTE)?;
    server.get("/")?;
    let before = server.resident_memory()?;
    let mut client = server.connect()?;
    client.send(request("GET", "/files/large", "", b""))?;
    client.read_response_head()?.expect_status(200)?;
    for _ in 0..8 {
        client.discard(FETCHED / 8)?;
        let growth = server.resident_memory()?.saturating_sub(before);
        ensure(growth < FLAT, format!("the server's memory has grown by {growth} bytes"))?;
    }
    Ok(())
}
