//! Files that are replaced while others read or write them.

use super::STORED;
use crate::{Basis, Check, Failure, Need, Server, Stages, Target, ensure, in_parallel};
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

/// How often a file is replaced while others read it, and how many bytes it has.
const REPLACEMENTS: usize = 40;
const LENGTH: usize = 200_000;

/// How often we look at its length before we read it once.
const GLANCES: usize = 300;

/// How often each of several clients sends its file, so that some of them overlap.
const ROUNDS: usize = 8;

/// Checks of files that several clients use at the same time.
pub const CHECKS: &[Check] = &[
    Check {
        id: "files/upload-is-atomic",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "A program that reads a file on the disk while uploads replace it always finds a complete one, old or new.",
        why: "Other programs run between the first byte and the last one. A backup could copy half a file.",
        hints: &["Renaming a file is a single step for everyone who looks. Writing it takes many."],
        run: |target| replaced_while_read(target, look_closely),
        ..Check::DEFAULT
    },
    Check {
        id: "files/reader-never-sees-half",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "A client that downloads a file while uploads replace it always gets a complete one, old or new, and no mixture.",
        why: "Threads share the files: one may write what another one sends.",
        hints: &[
            "Open the file once, and ask the open file for its length, not the path.",
            "If a file is renamed over another one, programs that have the old one open keep reading it.",
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
        expect: "Eight files uploaded at the same time all come back unchanged, and nothing else is in the folder.",
        why: "Two uploads whose temporary files have the same name overwrite each other.",
        hints: &["Put a number into the name, and take it from an atomic counter."],
        run: |target| {
            let server = target.start()?;
            let content = |number: usize| number.to_string().repeat(LENGTH);
            in_parallel(8, |number| {
                let path = format!("/files/{number}");
                server.post(&path, content(number))?.expect_status_among(STORED)
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
        expect: "After eight clients have uploaded to the same name at the same time, GET returns one of the uploads, and no mixture.",
        why: "With a rename, the last upload wins completely. If all write to one file, each wins a part of it.",
        hints: &["Do not derive the name of the temporary file from the name of the file alone."],
        run: |target| {
            let server = target.start()?;
            in_parallel(8, |number| {
                let content = number.to_string().repeat(LENGTH / 4);
                (0..ROUNDS).try_for_each(|_| {
                    let response = server.post("/files/notes.txt", &content)?;
                    response.expect_status_among(STORED).map(drop)
                })
            })?;
            expect_whole(&server.get("/files/notes.txt")?.expect_status(200)?.body, LENGTH / 4)?;
            let count = fs::read_dir(server.folder()?)?.count();
            ensure(count == 1, format!("expected 1 file in the folder, but there are {count}"))
        },
        ..Check::DEFAULT
    },
];

/// Looks at the file on the disk many times, because it may be incomplete for only a few microseconds.
/// Then reads it.
fn look_closely(server: &Server) -> Result<Vec<u8>, Failure> {
    let path = server.folder()?.join("notes.txt");
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
        let response = server.post("/files/notes.txt", letter.repeat(LENGTH))?;
        response.expect_status_among(STORED)?;
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

/// The same letter `length` times: neither cut short nor mixed.
fn expect_whole(content: &[u8], length: usize) -> Result<(), Failure> {
    let wanted = content.first().map(|letter| vec![*letter; length]);
    ensure(
        wanted.is_some_and(|wanted| content == wanted),
        format!("expected {length} times the same letter, but got {} bytes", content.len()),
    )
}
