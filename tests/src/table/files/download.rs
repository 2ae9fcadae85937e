//! `GET /files/{name}`.

use super::expect_refused;
use crate::requests::request;
use crate::table::bodies::every_byte;
use crate::{Basis, Check, Failure, Need, Stages, Target, ensure};
use std::fs::File;

/// More than any server should hold in memory.
const GIBIBYTE: u64 = 1024 * 1024 * 1024;

/// So much of it is fetched: by then, a server that holds on to what it sends has shown it.
const FETCHED: u64 = GIBIBYTE / 8;

/// How much the server's memory may grow meanwhile.
const FLAT: u64 = 16 * 1024 * 1024;

/// Checks of downloads.
pub const CHECKS: &[Check] = &[
    Check {
        id: "files/download",
        basis: Basis::Must,
        rfc: &["9110 §8.3"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "GET /files/notes.txt answers 200 with the bytes of the file, as application/octet-stream.",
        why: "A browser saves such bytes and does not run them, no matter who uploaded them.",
        hints: &["The part of the path behind /files/ is the name of a file in the folder."],
        run: |target| {
            let server = target.launch().stored("notes.txt", "hello\n").start()?;
            server
                .get("/files/notes.txt")?
                .expect_status(200)?
                .expect_header("Content-Type", "application/octet-stream")?
                .expect_header("Content-Length", "6")?
                .expect_body("hello\n")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/download-every-byte",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "A file made of all 256 bytes, which is not UTF-8, arrives byte for byte.",
        why: "Most files are not text. A server that reads them as text serves something else, or fails.",
        hints: &["Read bytes, not a string, and give them to the socket as they are."],
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
        expect: "A file of no bytes is found: 200 with a body of no bytes.",
        why: "An empty file and no file are two things. Without Content-Length: 0, the client waits for more.",
        hints: &["Whether a file exists and how long it is are two questions."],
        run: |target| {
            let server = target.launch().stored("empty", "").start()?;
            server
                .get("/files/empty")?
                .expect_status(200)?
                .expect_header("Content-Length", "0")?
                .expect_body("")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/missing",
        basis: Basis::Must,
        rfc: &["9110 §15.5.5"],
        stages: Stages::since(4),
        expect: "A file that is not there is 404, for GET and for HEAD.",
        why: "That a file is missing is normal, and the client has to hear it.",
        hints: &["Opening a file can fail. Tell `not found` from all other errors."],
        run: |target| {
            let server = target.start()?;
            server.get("/files/missing")?.expect_error_page(404)?;
            server.head("/files/missing")?.expect_status(404)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/head",
        basis: Basis::Must,
        rfc: &["9110 §9.3.2"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "HEAD of a file answers with the head that GET has, its Content-Length too, and no body.",
        why: "HEAD asks how large a file is before it is fetched.",
        hints: &["Do what GET does, and leave the body out where the answer is written."],
        run: |target| {
            let server = target.launch().stored("notes.txt", "hello\n").start()?;
            let (get, head) = (server.get("/files/notes.txt")?, server.head("/files/notes.txt")?);
            head.clone().expect_status(200)?.expect_header("Content-Length", "6")?;
            ensure(
                head.head_without_date() == get.head_without_date(),
                "the head of the answer to HEAD is not that of the answer to GET",
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/encoded-name",
        basis: Basis::Must,
        rfc: &["3986 §2.1"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "The name of a file is percent-decoded: my%20notes.txt is `my notes.txt`.",
        why: "A path has no spaces and no letters beyond ASCII, so clients encode them.",
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
        expect: "A name that is not UTF-8 is answered like any that is not there, with 404 or 400.",
        why: "Percent-decoding gives bytes, and bytes need not be text. One of them must not end a server.",
        hints: &[
            "Where bytes are turned into text, the case that they are none has to lead to an answer.",
        ],
        run: |target| {
            let server = target.start()?;
            expect_refused(server.get("/files/%ff%fe")?)?;
            expect_refused(server.get("/files/%c3")?)?;
            server.get("/echo/hello")?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/folder-is-no-file",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "Neither the folder itself nor one within it can be downloaded.",
        why: "Opening a folder works on some systems, and only reading it fails, after the 200 is sent.",
        hints: &["Ask whether the path is that of a file before you answer."],
        run: |target| {
            let server = target.launch().stored("inner/file.txt", "hello\n").start()?;
            for target in ["/files/", "/files/inner", "/files/inner/"] {
                expect_refused(server.get(target)?)?;
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
        expect: "A client that leaves in the middle of a download harms nobody: the next one is served.",
        why: "People stop downloads. The write that fails then is the end of that connection only.",
        hints: &["An error of `write` ends the connection: log it, and serve the next one."],
        run: |target| {
            let server = target.launch().stored("large", vec![b'a'; 8 * 1024 * 1024]).start()?;
            for _ in 0..3 {
                let mut client = server.connect()?;
                client.send(request("GET", "/files/large", "", b""))?.read_exact(10)?;
            }
            server.get("/echo/hello")?.expect_status(200)?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/large-download",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder, Need::Measures],
        expect: "While a file of 1 GiB is sent, the server's memory stays flat.",
        why: "A file that is read whole before it is sent costs its size in memory, for each client that asks for it.",
        hints: &[
            "Send the head as soon as you know the length, and the file piece by piece after it.",
            "The length comes from the file system: nobody has to read the file for it.",
        ],
        run: streams_a_large_file,
        ..Check::DEFAULT
    },
];

/// The file is one large hole, which takes no room on the disk.
fn streams_a_large_file(target: &Target) -> Result<(), Failure> {
    let server = target.launch().stored("large", "").start()?;
    File::options().write(true).open(server.folder()?.join("large"))?.set_len(GIBIBYTE)?;
    server.get("/echo/hello")?.expect_status(200)?;
    let before = server.resident_memory()?;
    let mut client = server.connect()?;
    client.send(request("GET", "/files/large", "", b""))?;
    // Of this answer we take the head only, as if it had no body.
    let response = client.read_response_to("HEAD")?.expect_status(200)?;
    response.expect_header("Content-Length", &GIBIBYTE.to_string())?;
    for _ in 0..8 {
        client.discard(FETCHED / 8)?;
        let growth = server.resident_memory()?.saturating_sub(before);
        ensure(growth < FLAT, format!("the server's memory has grown by {growth} bytes"))?;
    }
    Ok(())
}
