//! A file appears whole or not at all.

use super::Snapshot;
use crate::requests::request;
use crate::table::bodies::expect_refused_or_silence;
use crate::{Basis, Check, Failure, Need, Server, Stages, Target, ensure, in_parallel};
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often a file is replaced while others read it, and how many bytes it has.
const REPLACEMENTS: usize = 40;
const LENGTH: usize = 200_000;

/// How often its length is looked at for each time that it is read.
const GLANCES: usize = 300;

/// How often each of several clients sends its file, so that some of them meet.
const ROUNDS: usize = 8;

/// Enough for a server to do something with the first half of a body.
const A_MOMENT: Duration = Duration::from_millis(50);

/// Checks of uploads that are cut off, slow, or looked at too early.
pub const CHECKS: &[Check] = &[
    Check {
        id: "files/cut-off-leaves-nothing",
        basis: Basis::Must,
        rfc: &["9112 §8"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "An upload that is cut off midway leaves nothing: no part of the file, and no temporary one.",
        why: "Half a file looks like a whole one to everybody who finds it later.",
        hints: &[
            "The end of the connection is not the end of the body: compare with Content-Length.",
            "What has been written until then has to be removed, whatever the reason.",
        ],
        run: |target| {
            let server = target.start()?;
            let before = Snapshot::take(&server)?;
            for sent in [0, 1, 50_000, 99_999] {
                let mut client = server.connect()?;
                expect_refused_or_silence(client.send(upload_of_100_kb(sent))?.finish()?)?;
                before.wait_until_restored(&server, target.timeout())?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/reset-leaves-nothing",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "An upload whose connection is reset leaves nothing either.",
        why: "A reset is an error where a close is an end, and it takes another way through the code.",
        hints: &["Remove what is not complete on every way out, the one of an error too."],
        run: |target| {
            let server = target.start()?;
            let before = Snapshot::take(&server)?;
            for _ in 0..3 {
                let mut client = server.connect()?;
                client.send(upload_of_100_kb(50_000))?.expect_silence(A_MOMENT)?;
                client.reset()?;
                server.get("/echo/hello")?.expect_status(200)?;
                before.wait_until_restored(&server, target.timeout())?;
            }
            server.expect_running()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/cut-off-keeps-the-old",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "Where an upload is cut off, the file that it was to replace is still the old one.",
        why: "A connection that breaks must not cost a file that was there before.",
        hints: &["Do not open the file under its name before the body is complete."],
        run: |target| {
            let server = target.launch().stored("notes.txt", "old").start()?;
            let before = Snapshot::take(&server)?;
            let mut client = server.connect()?;
            expect_refused_or_silence(client.send(upload_of_100_kb(50_000))?.finish()?)?;
            before.wait_until_restored(&server, target.timeout())?;
            server.get("/files/notes.txt")?.expect_status(200)?.expect_body("old")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/half-is-invisible",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "While an upload is on its way, its name still means the old file, or none.",
        why: "Uploads take time, and others read meanwhile: they should get something whole.",
        hints: &[
            "Write to another name in the same folder, and rename the file once it is complete.",
        ],
        run: |target| {
            let server = target.launch().stored("notes.txt", "old").start()?;
            let before = Snapshot::take(&server)?;
            let whole = upload_of_100_kb(100_000);
            let (first, second) = whole.split_at(whole.len() - 50_000);
            let mut client = server.connect()?;
            client.send(first)?.expect_silence(A_MOMENT)?;
            named_file_is(&server, b"old")?;
            client.send(second)?.read_response()?.expect_status(201)?;
            named_file_is(&server, &[b'n'; 100_000])?;
            drop(client);
            server.post("/files/notes.txt", "old")?.expect_status(201)?;
            before.expect_unchanged(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/upload-is-atomic",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "A program that opens a file on the disk while it is replaced finds the old one or the new one, never a part.",
        why: "Between the opening of a file and its last byte, other programs run. A backup may take the half of it.",
        hints: &["To rename a file is one step for everybody who looks; to write it is many."],
        run: |target| replaced_while_read(target, look_closely),
        ..Check::DEFAULT
    },
    Check {
        id: "files/reader-never-sees-half",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "A client that downloads a file while it is replaced gets the old one or the new one, never a part or a mixture.",
        why: "Threads that share a folder share its files: one writes what the other sends.",
        hints: &[
            "Open the file once, and take its length from what you have opened, not from its name.",
            "A file that is renamed over another one leaves those alone who have the other one open.",
        ],
        run: |target| {
            replaced_while_read(target, |server| {
                Ok(server.get("/files/notes.txt")?.expect_status(200)?.body)
            })
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/uploads-at-once",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "Files that are uploaded at the same time arrive whole, each under its name, and nothing else is left.",
        why: "Two uploads that share the name of their temporary file write into each other.",
        hints: &["Put a number into the name, and let an atomic counter give it out."],
        run: |target| {
            let server = target.start()?;
            let content = |number: usize| number.to_string().repeat(LENGTH);
            in_parallel(8, |number| {
                let target = format!("/files/{number}");
                server.post(&target, content(number))?.expect_status(201)
            })?;
            for number in 0..8 {
                let response = server.get(&format!("/files/{number}"))?.expect_status(200)?;
                response.expect_body(content(number))?;
            }
            let count = fs::read_dir(server.folder()?)?.count();
            ensure(count == 8, format!("expected 8 files in the folder, but there are {count}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/one-name-at-once",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "Of uploads that have the same name at the same time, one wins, and the file is no mixture of them.",
        why: "The last one to rename wins as a whole; the last ones to write win in parts.",
        hints: &["The name of the temporary file must not follow from the name of the file alone."],
        run: |target| {
            let server = target.start()?;
            in_parallel(8, |number| {
                let content = number.to_string().repeat(LENGTH / 4);
                (0..ROUNDS).try_for_each(|_| {
                    server.post("/files/notes.txt", &content)?.expect_status(201).map(drop)
                })
            })?;
            expect_whole(&server.get("/files/notes.txt")?.expect_status(200)?.body, LENGTH / 4)?;
            let count = fs::read_dir(server.folder()?)?.count();
            ensure(count == 1, format!("expected 1 file in the folder, but there are {count}"))
        },
        ..Check::DEFAULT
    },
];

/// A request that announces 100 kB for `notes.txt`, and has so many of them.
fn upload_of_100_kb(sent: usize) -> Vec<u8> {
    request("POST", "/files/notes.txt", "Content-Length: 100000\r\n", &vec![b'n'; sent])
}

fn named_file(server: &Server) -> Result<PathBuf, Failure> {
    Ok(server.folder()?.join("notes.txt"))
}

fn named_file_is(server: &Server, content: &[u8]) -> Result<(), Failure> {
    let same = fs::read(named_file(server)?)? == content;
    ensure(same, "on the disk, the file has another content than expected")
}

/// Looks at the file on the disk many times, because it may be gone for a few millionths of a second, and reads it once.
fn look_closely(server: &Server) -> Result<Vec<u8>, Failure> {
    let path = named_file(server)?;
    for _ in 0..GLANCES {
        let length = fs::metadata(&path)?.len();
        ensure(length == LENGTH as u64, format!("for a moment, the file has {length} bytes"))?;
    }
    Ok(fs::read(path)?)
}

/// Replaces a file again and again while two others read it.
fn replaced_while_read(
    target: &Target,
    read: fn(&Server) -> Result<Vec<u8>, Failure>,
) -> Result<(), Failure> {
    let server = target.launch().stored("notes.txt", "a".repeat(LENGTH)).start()?;
    let done = AtomicBool::new(false);
    in_parallel(3, |number| {
        let result = match number {
            0 => replace_often(&server),
            _ => read_often(&server, &done, read),
        };
        done.store(true, Ordering::Relaxed);
        result
    })?;
    Ok(())
}

fn replace_often(server: &Server) -> Result<(), Failure> {
    for letter in ["b", "a"].into_iter().cycle().take(REPLACEMENTS) {
        server.post("/files/notes.txt", letter.repeat(LENGTH))?.expect_status(201)?;
    }
    Ok(())
}

fn read_often(
    server: &Server,
    done: &AtomicBool,
    read: fn(&Server) -> Result<Vec<u8>, Failure>,
) -> Result<(), Failure> {
    while !done.load(Ordering::Relaxed) {
        expect_whole(&read(server)?, LENGTH)?;
    }
    Ok(())
}

/// One letter, again and again: neither cut short nor mixed.
fn expect_whole(content: &[u8], length: usize) -> Result<(), Failure> {
    let wanted = content.first().map(|letter| vec![*letter; length]);
    ensure(
        wanted.is_some_and(|wanted| content == wanted),
        format!("expected {length} times the same letter, but got {} bytes", content.len()),
    )
}
