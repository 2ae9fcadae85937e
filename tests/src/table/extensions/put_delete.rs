//! Extension: files that clients replace and delete.

use crate::requests::request;
use crate::table::files::{SECRET, expect_refused};
use crate::{Basis, Check, Failure, Need, Response, Server, Target, ensure};

/// Checks of PUT and DELETE.
pub const CHECKS: &[Check] = &[
    Check {
        id: "put-delete/creates",
        basis: Basis::Must,
        rfc: &["9110 §9.3.4"],
        needs: FILES,
        expect: "With --writable, PUT of a new name gets 201. GET then answers with exactly these bytes.",
        why: "The client names the file, and 201 tells it that there was none before.",
        hints: &["Store the body as POST does. Look first whether there is a file with this name."],
        run: |target| {
            let server = start(target)?;
            let bytes: Vec<u8> = (0..=255).collect();
            put(&server, "/files/new.bin", &bytes)?.expect_status(201)?;
            server.get("/files/new.bin")?.expect_status(200)?.expect_body(bytes)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "put-delete/replaces",
        basis: Basis::Must,
        rfc: &["9110 §9.3.4", "9110 §15.3.5", "9110 §8.6"],
        needs: FILES,
        expect: "PUT of a name that exists gets 204, no body and no Content-Length, and replaces the file. Twice the same PUT changes nothing more.",
        why: "PUT is idempotent: a client that got no answer sends it again, and nothing goes wrong.",
        hints: &[
            "A 204 has no Content-Length, not even 0.",
            "A shorter file must not keep the end of the longer one.",
        ],
        run: |target| {
            let server = start(target)?;
            for _ in 0..2 {
                let response = put(&server, "/files/notes.txt", b"new")?.expect_status(204)?;
                response.expect_no_header("Content-Length")?.expect_body("")?;
                server.get("/files/notes.txt")?.expect_body("new")?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "put-delete/deletes",
        basis: Basis::Should,
        rfc: &["9110 §9.3.5"],
        needs: FILES,
        expect: "DELETE of a file gets 204 without a body. After that, GET and a second DELETE get 404. Other files stay.",
        why: "The second answer differs, but the result is the same: the file is gone.",
        hints: &["`fs::remove_file` has the error `NotFound` for a file that does not exist."],
        run: |target| {
            let server = start(target)?;
            let response = server.method("DELETE", "/files/notes.txt")?.expect_status(204)?;
            response.expect_no_header("Content-Length")?;
            server.get("/files/notes.txt")?.expect_status(404)?;
            server.method("DELETE", "/files/notes.txt")?.expect_status(404)?;
            server.get("/files/other.txt")?.expect_status(200)?;
            ensure(!server.folder()?.join("notes.txt").exists(), "the file is still there")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "put-delete/names",
        needs: FILES,
        expect: "PUT and DELETE of `..`, of names with a slash, of hidden names and of a folder are refused, and nothing on the disk changes. A PUT of a good name gets 201.",
        why: "A name that a client may not read is one that it may not write or delete either.",
        hints: &["Use the same function for the name as `find` and `store` do."],
        run: |target| {
            let server = start(target)?;
            for name in ["..%2fsecret.txt", "%2e%2e", ".hidden", "inner", "a%2fb", "a%00b"] {
                let path = format!("/files/{name}");
                expect_refused(put(&server, &path, b"x")?)?;
                expect_refused(server.method("DELETE", &path)?)?;
            }
            let kept = |path: &str| std::fs::read(server.home()?.join(path)).map_err(Failure::from);
            for path in ["secret.txt", "files/.hidden", "files/inner/file.txt"] {
                ensure(kept(path)? == SECRET.as_bytes(), format!("{path} has changed"))?;
            }
            put(&server, "/files/good", b"x")?.expect_status(201)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "put-delete/allowed",
        basis: Basis::Must,
        rfc: &["9110 §15.5.6", "9110 §10.2.1"],
        needs: FILES,
        expect: "PATCH of a file gets 405. With --writable, Allow lists PUT and DELETE, and without it, it does not, and both get 405.",
        why: "Most servers let nobody delete. The client can find out which kind it has met.",
        hints: &[
            "Rows of a `match` can have a condition: `(…, \"PUT\") if shared.options.writable => …`.",
        ],
        run: |target| {
            let writable = start(target)?.method("PATCH", "/files/notes.txt")?;
            let methods = ["GET", "HEAD", "POST", "PUT", "DELETE"];
            writable.expect_status(405)?.expect_listed("Allow", &methods)?;
            let server = target.launch().stored("notes.txt", "hello\n").start()?;
            for method in ["PUT", "DELETE"] {
                let response = server.method(method, "/files/notes.txt")?.expect_status(405)?;
                let is_listed = response.list("Allow").iter().any(|listed| listed == method);
                ensure(!is_listed, format!("Allow lists {method} without --writable"))?;
            }
            server.get("/files/notes.txt")?.expect_body("hello\n")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "put-delete/links",
        needs: FILES,
        expect: "DELETE of a symbolic link to a file deletes the link, not the file. A link that leads out of the folder gets 404. Needs symbolic links.",
        why: "A link is a name of its own. Whoever deletes a name does not expect to lose another.",
        hints: &["`resolve` follows the link. Delete the path from before that."],
        run: |target| {
            let server = start(target)?;
            let folder = server.folder()?;
            link("other.txt", &folder.join("link"))?;
            link("../secret.txt", &folder.join("out"))?;
            server.method("DELETE", "/files/link")?.expect_status(204)?;
            server.get("/files/link")?.expect_status(404)?;
            server.get("/files/other.txt")?.expect_status(200)?;
            server.method("DELETE", "/files/out")?.expect_status(404)?;
            ensure(server.home()?.join("secret.txt").exists(), "secret.txt is gone")
        },
        ..Check::DEFAULT
    },
];

const FILES: &[Need] = &[Need::Folder];

/// A server that lets its clients write.
fn start(target: &Target) -> Result<Server, Failure> {
    let launch = target.launch().options(["--writable"]);
    let launch = launch.stored("notes.txt", "hello\n").stored("other.txt", "other\n");
    let launch = launch.stored(".hidden", SECRET).stored("inner/file.txt", SECRET);
    launch.file("secret.txt", SECRET).start()
}

fn put(server: &Server, path: &str, body: &[u8]) -> Result<Response, Failure> {
    let length = format!("Content-Length: {}\r\n", body.len());
    server.exchange(request("PUT", path, &length, body))
}

#[cfg(unix)]
fn link(to: &str, path: &std::path::Path) -> Result<(), Failure> {
    Ok(std::os::unix::fs::symlink(to, path)?)
}

#[cfg(not(unix))]
fn link(_: &str, _: &std::path::Path) -> Result<(), Failure> {
    Err(Failure::skipped("needs symbolic links"))
}
