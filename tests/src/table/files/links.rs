//! What lies in the folder and is no plain file: links that lead out of it, and pipes.

use super::{SECRET, Snapshot, expect_refused};
use crate::{Basis, Check, Failure, Need, Server, Stages, Target, ensure};
use std::fs;
use std::path::Path;

/// Checks of links and pipes.
pub const CHECKS: &[Check] = &[
    Check {
        id: "files/link-to-file",
        basis: Basis::Must,
        rfc: &["9110 §17.3"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "A symbolic link that leads out of the folder is not followed for GET or HEAD.",
        why: "The name is good and lies in the folder; where it leads, only the file system knows.",
        hints: &[
            "Ask the system for the real path, with all links resolved, and compare that with the folder's.",
        ],
        run: |target| {
            let server = with_links(target)?;
            for name in ["relative", "absolute", "chain", "device", "dangling"] {
                let target = format!("/files/{name}");
                expect_refused(server.get(&target)?)?;
                expect_refused(server.head(&target)?)?;
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
        expect: "Nor is a link to a folder outside: nothing is read or written through it.",
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
        expect: "An upload with the name of a link replaces the link at most, and never the file that it leads to.",
        why: "To open a link for writing is to open what it leads to.",
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
        expect: "An upload with the name of a link that leads to nothing makes nothing there.",
        why: "What is not there has no real path, so a server may find nothing wrong with it; and opening makes it.",
        hints: &["Do not write through a name that was there before you."],
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
        expect: "A named pipe in the folder is not served, and stops nobody.",
        why: "Opening a pipe waits until somebody writes to it, and perhaps nobody ever does.",
        hints: &["Ask what a path is before you open it, and serve plain files only."],
        run: |target| {
            let server = target.start()?;
            make_pipe(&server.folder()?.join("pipe"))?;
            expect_refused(server.get("/files/pipe")?)?;
            expect_refused(server.head("/files/pipe")?)?;
            let stored = server.post("/files/pipe", "hello\n")?;
            stored.expect_status_among(&[201, 400, 403, 404, 409])?;
            server.get("/echo/hello")?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];

/// A server with links in its folder, and something outside for them to lead to.
fn with_links(target: &Target) -> Result<Server, Failure> {
    let server = target.launch().file("secret.txt", SECRET).start()?;
    let (home, folder) = (server.home()?, server.folder()?);
    make_link(&folder.join("relative"), Path::new("../secret.txt"))?;
    make_link(&folder.join("absolute"), &home.join("secret.txt"))?;
    make_link(&folder.join("chain"), Path::new("relative"))?;
    make_link(&folder.join("device"), Path::new("/dev/null"))?;
    make_link(&folder.join("dangling"), Path::new("../not-yet.txt"))?;
    make_link(&folder.join("outside"), home)?;
    Ok(server)
}

/// The upload is refused, or a plain file stands where the link was.
fn replaces_the_link_at_most(server: &Server, name: &str) -> Result<(), Failure> {
    let target = format!("/files/{name}");
    let response = server.post(&target, "uploaded\n")?;
    if response.status != 201 {
        return expect_refused(response);
    }
    server.get(&target)?.expect_status(200)?.expect_body("uploaded\n")?;
    let kind = fs::symlink_metadata(server.folder()?.join(name))?;
    ensure(kind.is_file(), "the upload was stored, but the link is still a link")
}

#[cfg(unix)]
pub(in crate::table) fn make_link(link: &Path, target: &Path) -> Result<(), Failure> {
    Ok(std::os::unix::fs::symlink(target, link)?)
}

#[cfg(not(unix))]
pub(in crate::table) fn make_link(_link: &Path, _target: &Path) -> Result<(), Failure> {
    Err(Failure::skipped("needs symbolic links that everybody may make"))
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
