//! `GET /files/{name}`.

use super::expect_refused;
use crate::checks::bodies::every_byte;
use crate::requests::request;
use crate::{Check, Failure, Stages, Subject, ensure};
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
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "GET /files/notes.txt answers 200 with the bytes of the file, as application/octet-stream.",
        curl: "echo hello > {folder}/notes.txt; curl -i {url}/files/notes.txt",
        why: "A browser saves such bytes and does not run them, no matter who uploaded them (RFC 9110 §8.3).",
        hints: &["The part of the path behind /files/ is the name of a file in the folder."],
        run: |subject| {
            let server = subject.launch().stored("notes.txt", "hello\n").start()?;
            server
                .get("/files/notes.txt")?
                .expect_status(200)?
                .expect_header("Content-Type", "application/octet-stream")?
                .expect_header("Content-Length", "6")?
                .expect_body("hello\n")?;
            Ok(())
        },
    },
    Check {
        id: "files/download-every-byte",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "A file made of all 256 bytes, which is not UTF-8, arrives byte for byte.",
        curl: "head -c 100000 /dev/urandom > {folder}/random; curl -s {url}/files/random | cmp - {folder}/random",
        why: "Most files are not text. A server that reads them as text serves something else, or fails.",
        hints: &["Read bytes, not a string, and give them to the socket as they are."],
        run: |subject| {
            let bytes = every_byte().repeat(300);
            let server = subject.launch().stored("bytes.bin", bytes.as_slice()).start()?;
            server.get("/files/bytes.bin")?.expect_status(200)?.expect_body(bytes)?;
            Ok(())
        },
    },
    Check {
        id: "files/download-empty",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "A file of no bytes is found: 200 with a body of no bytes.",
        curl: "touch {folder}/empty; curl -i {url}/files/empty",
        why: "An empty file and no file are two things. Without Content-Length: 0, the client waits for more.",
        hints: &["Whether a file exists and how long it is are two questions."],
        run: |subject| {
            let server = subject.launch().stored("empty", "").start()?;
            server
                .get("/files/empty")?
                .expect_status(200)?
                .expect_header("Content-Length", "0")?
                .expect_body("")?;
            Ok(())
        },
    },
    Check {
        id: "files/missing",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "A file that is not there is 404, for GET and for HEAD.",
        curl: "curl -i {url}/files/missing; curl -I {url}/files/missing",
        why: "That a file is missing is normal, and the client has to hear it (RFC 9110 §15.5.5).",
        hints: &["Opening a file can fail. Tell `not found` from all other errors."],
        run: |subject| {
            let server = subject.start()?;
            server.get("/files/missing")?.expect_error_page(404)?;
            server.head("/files/missing")?.expect_status(404)?;
            Ok(())
        },
    },
    Check {
        id: "files/head",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "HEAD of a file answers with the head that GET has, its Content-Length too, and no body.",
        curl: "echo hello > {folder}/notes.txt; curl -I {url}/files/notes.txt",
        why: "HEAD asks how large a file is before it is fetched (RFC 9110 §9.3.2).",
        hints: &["Do what GET does, and leave the body out where the answer is written."],
        run: |subject| {
            let server = subject.launch().stored("notes.txt", "hello\n").start()?;
            let (get, head) = (server.get("/files/notes.txt")?, server.head("/files/notes.txt")?);
            head.clone().expect_status(200)?.expect_header("Content-Length", "6")?;
            ensure(
                head.head_without_date() == get.head_without_date(),
                "the head of the answer to HEAD is not that of the answer to GET",
            )
        },
    },
    Check {
        id: "files/encoded-name",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "The name of a file is percent-decoded: my%20notes.txt is `my notes.txt`.",
        curl: "echo hello > '{folder}/my notes.txt'; curl -i {url}/files/my%20notes.txt",
        why: "A path has no spaces and no letters beyond ASCII, so clients encode them (RFC 3986 §2.1).",
        hints: &["Decode the name once, before you look for the file. A plus stays a plus."],
        run: |subject| {
            let server =
                subject.launch().stored("my notes.txt", "1").stored("grün+süß", "2").start()?;
            server.get("/files/my%20notes.txt")?.expect_status(200)?.expect_body("1")?;
            server.get("/files/gr%C3%BCn+s%c3%bc%C3%9F")?.expect_status(200)?.expect_body("2")?;
            Ok(())
        },
    },
    Check {
        id: "files/name-is-no-text",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "A name that is not UTF-8 is answered like any that is not there, with 404 or 400.",
        curl: "curl -i {url}/files/%ff%fe",
        why: "Percent-decoding gives bytes, and bytes need not be text. One of them must not end a server.",
        hints: &[
            "Where bytes are turned into text, the case that they are none has to lead to an answer.",
        ],
        run: |subject| {
            let server = subject.start()?;
            expect_refused(server.get("/files/%ff%fe")?)?;
            expect_refused(server.get("/files/%c3")?)?;
            server.get("/echo/hello")?.expect_status(200)?;
            Ok(())
        },
    },
    Check {
        id: "files/folder-is-no-file",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "Neither the folder itself nor one within it can be downloaded.",
        curl: "mkdir {folder}/inner; curl -i {url}/files/inner; curl -i {url}/files/",
        why: "Opening a folder works on some systems, and only reading it fails, after the 200 is sent.",
        hints: &["Ask whether the path is that of a file before you answer."],
        run: |subject| {
            let server = subject.launch().stored("inner/file.txt", "hello\n").start()?;
            for target in ["/files/", "/files/inner", "/files/inner/"] {
                expect_refused(server.get(target)?)?;
            }
            Ok(())
        },
    },
    Check {
        id: "files/client-leaves-midway",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "A client that leaves in the middle of a download harms nobody: the next one is served.",
        curl: "truncate -s 64M {folder}/large; curl -s {url}/files/large | head -c 10 | wc -c; curl -i {url}/echo/hello",
        why: "People stop downloads. The write that fails then is the end of that connection only.",
        hints: &["An error of `write` ends the connection: log it, and serve the next one."],
        run: |subject| {
            let server = subject.launch().stored("large", vec![b'a'; 8 * 1024 * 1024]).start()?;
            for _ in 0..3 {
                let mut client = server.connect()?;
                client.send(request("GET", "/files/large", "", b""))?.read_exact(10)?;
            }
            server.get("/echo/hello")?.expect_status(200)?;
            server.expect_running()
        },
    },
    Check {
        id: "files/large-download",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "While a file of 1 GiB is sent, the server's memory stays flat.",
        curl: "truncate -s 1G {folder}/large; curl -s {url}/files/large | wc -c; ps -o rss,args | grep stage",
        why: "A file that is read whole before it is sent costs its size in memory, for each client that asks for it.",
        hints: &[
            "Send the head as soon as you know the length, and the file piece by piece after it.",
            "The length comes from the file system: nobody has to read the file for it.",
        ],
        run: streams_a_large_file,
    },
];

/// The file is one large hole, which takes no room on the disk.
fn streams_a_large_file(subject: &Subject) -> Result<(), Failure> {
    let server = subject.launch().stored("large", "").start()?;
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
