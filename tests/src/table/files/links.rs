//! Things in the folder that are not plain files: links that lead out of it, and pipes.

use super::{SECRET, STORED, Snapshot, expect_refused};
use crate::{Basis, Check, Failure, Need, Server, Stages, Target, ensure};
use std::fs;
use std::path::Path;

/// Checks of links and pipes.
pub const CHECKS: &[Check] = &[
    Check {
        id: "files/link-to-file",
        basis: Basis::Course,
        rfc: &["9110 §17.3"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "GET and HEAD of a symbolic link that leads out of the folder are refused.",
        why: "The name is valid and in the folder. Only the file system knows where it leads.",
        hints: &[
            "Ask the system for the real path, with all links resolved, and compare it with the folder's.",
        ],
        run: |target| {
            let server = with_links(target)?;
            for name in ["relative", "absolute", "chain", "device", "dangling"] {
                let path = format!("/files/{name}");
                expect_refused(server.get(&path)?)?;
                expect_refused(server.head(&path)?)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/link-to-folder",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "GET and POST through a link to a folder outside are refused, and nothing on the disk changes.",
        why: "Each part of a path may be a link, not only the last one.",
        hints: &["A name without a slash cannot pass through a folder at all."],
        run: |target| {
            let server = with_links(target)?;
            let before = Snapshot::take(&server)?;
            for name in ["outside", "outside/", "outside/secret.txt", "outside%2fsecret.txt"] {
                expect_refused(server.get(&format!("/files/{name}"))?)?;
            }
            for name in ["outside/", "outside/new.txt", "outside%2fsecret.txt"] {
                expect_refused(server.post(&format!("/files/{name}"), "changed\n")?)?;
            }
            before.expect_unchanged(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/upload-onto-link",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "An upload with the name of a link is refused or replaces the link. The file that it leads to does not change.",
        why: "If you open a link for writing, you open the file that it leads to.",
        hints: &["A rename replaces the link itself. An open follows it."],
        run: |target| {
            for name in ["relative", "absolute", "chain", "outside"] {
                let server = with_links(target)?;
                replaces_the_link_at_most(&server, name)?;
                let secret = fs::read(server.home()?.join("secret.txt"))?;
                ensure(secret == SECRET.as_bytes(), "a file outside of the folder has changed")?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/upload-onto-dangling-link",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "An upload with the name of a link to a missing file is refused or replaces the link. It does not create that file.",
        why: "A missing file has no real path, so a server may find nothing wrong with the link. Opening it for writing creates the file.",
        hints: &["Do not write to a name that existed before. Write to a new one, and rename it."],
        run: |target| {
            let server = with_links(target)?;
            replaces_the_link_at_most(&server, "dangling")?;
            let made = server.home()?.join("not-yet.txt").exists();
            ensure(!made, "there is a new file outside of the folder")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/named-pipe",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "GET and HEAD of a named pipe are refused. POST to it gets an answer too, and GET / still gets one.",
        why: "Opening a pipe waits until somebody writes to it, and perhaps nobody ever will.",
        hints: &["Find out what a path is before you open it, and serve plain files only."],
        run: |target| {
            let server = target.launch().stored("notes.txt", "hello\n").start()?;
            make_pipe(&server.folder()?.join("pipe"))?;
            expect_refused(server.get("/files/pipe")?)?;
            expect_refused(server.head("/files/pipe")?)?;
            server.post("/files/pipe", "hello\n")?;
            server.get("/")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];

/// A server with links in its folder, and a file outside that they lead to.
fn with_links(target: &Target) -> Result<Server, Failure> {
    // The folder has to be there before the server is asked for anything.
    let launch = target.launch().stored("notes.txt", "hello\n");
    let server = launch.file("secret.txt", SECRET).start()?;
    let (home, folder) = (server.home()?, server.folder()?);
    make_link(&folder.join("relative"), Path::new("../secret.txt"))?;
    make_link(&folder.join("absolute"), &home.join("secret.txt"))?;
    make_link(&folder.join("chain"), Path::new("relative"))?;
    make_link(&folder.join("device"), Path::new("/dev/null"))?;
    make_link(&folder.join("dangling"), Path::new("../not-yet.txt"))?;
    make_link(&folder.join("outside"), home)?;
    Ok(server)
}

/// The upload is refused, or the link has become a plain file.
fn replaces_the_link_at_most(server: &Server, name: &str) -> Result<(), Failure> {
    let path = format!("/files/{name}");
    let response = server.post(&path, "uploaded\n")?;
    if !STORED.contains(&response.status) {
        return expect_refused(response);
    }
    server.get(&path)?.expect_status(200)?.expect_body("uploaded\n")?;
    let kind = fs::symlink_metadata(server.folder()?.join(name))?;
    ensure(kind.is_file(), "the upload was stored, but the link is still a link")
}

#[cfg(unix)]
pub(in crate::table) fn make_link(link: &Path, target: &Path) -> Result<(), Failure> {
    Ok(std::os::unix::fs::symlink(target, link)?)
}

#[cfg(not(unix))]
pub(in crate::table) fn make_link(_link: &Path, _target: &Path) -> Result<(), Failure> {
    Err(Failure::skipped("needs symbolic links that anyone may create"))
}

#[cfg(unix)]
pub(in crate::table) fn make_pipe(path: &Path) -> Result<(), Failure> {
    let made = std::process::Command::new("mkfifo").arg(path).status()?;
    ensure(made.success(), format!("mkfifo failed with {made}"))
}

#[cfg(not(unix))]
pub(in crate::table) fn make_pipe(_path: &Path) -> Result<(), Failure> {
    Err(Failure::skipped("needs named pipes in the file system"))
}
