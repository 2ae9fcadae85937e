//! `POST /files/{name}`.

use super::{Snapshot, expect_refused};
use crate::requests::request;
use crate::table::bodies::every_byte;
use crate::table::bodies::large::LARGEST;
use crate::{Basis, Check, Failure, Need, Response, Stages, ensure};
use std::fs;

/// Checks of uploads.
pub const CHECKS: &[Check] = &[
    Check {
        id: "files/upload",
        basis: Basis::Must,
        rfc: &["9110 §15.3.2"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "POST /files/notes.txt answers 201 with the Location of the new file, and stores the body there.",
        why: "Created says that there is something new, and Location says where.",
        hints: &["The name comes from the path; the body of the request is the content."],
        run: |target| {
            let server = target.start()?;
            let response = server.post("/files/notes.txt", "hello\n")?.expect_status(201)?;
            let location = location(&response)?;
            ensure(
                location == "/files/notes.txt",
                format!("expected the Location /files/notes.txt, but got {location}"),
            )?;
            let stored = fs::read(server.folder()?.join("notes.txt"))?;
            ensure(stored == b"hello\n", "the file has another content")?;
            server.get(&location)?.expect_status(200)?.expect_body("hello\n")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/upload-encoded-name",
        basis: Basis::Must,
        rfc: &["9110 §10.2.2"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "The name of an upload is decoded for the disk, and encoded again in its Location.",
        why: "A Location is a reference, and those have no spaces.",
        hints: &["The path as the client has sent it is encoded already."],
        run: |target| {
            let server = target.start()?;
            let response = server.post("/files/my%20gr%C3%BCn.txt", "hello\n")?;
            let location = location(&response.expect_status(201)?)?;
            server.get(&location)?.expect_status(200)?.expect_body("hello\n")?;
            let stored = server.folder()?.join("my grün.txt").is_file();
            ensure(stored, "there is no file `my grün.txt` in the folder")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/upload-every-byte",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "An upload made of all 256 bytes, which is not UTF-8, comes back byte for byte.",
        why: "A picture or an archive that went through a string is broken, and nobody can repair it.",
        hints: &["Write the bytes of the body to the file as they came."],
        run: |target| {
            let bytes = every_byte().repeat(300);
            let server = target.start()?;
            server.post("/files/bytes.bin", &bytes)?.expect_status(201)?;
            server.get("/files/bytes.bin")?.expect_status(200)?.expect_body(&bytes)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/upload-empty",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "An upload of no bytes makes a file of no bytes.",
        why: "Content-Length: 0 announces an empty body. That is not the same as to announce none.",
        hints: &["Tell a length of 0 from a length that is not there."],
        run: |target| {
            let server = target.start()?;
            server.post("/files/empty", "")?.expect_status(201)?;
            server.get("/files/empty")?.expect_status(200)?.expect_body("")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/upload-replaces",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "An upload replaces a file of that name, and nothing of the old one is left.",
        why: "A file that is opened to be written, but not emptied, keeps the end of what was there before.",
        hints: &["The new content may be shorter than the old one."],
        run: |target| {
            let server = target.launch().stored("notes.txt", "something longer").start()?;
            server.post("/files/notes.txt", "new")?.expect_status(201)?;
            server.get("/files/notes.txt")?.expect_status(200)?.expect_body("new")?;
            server.post("/files/notes.txt", "newer")?.expect_status(201)?;
            server.get("/files/notes.txt")?.expect_status(200)?.expect_body("newer")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/upload-without-length",
        basis: Basis::Must,
        rfc: &["9110 §15.5.12"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "An upload that does not announce a body is refused with 411, and nothing is stored.",
        why: "Nobody uploads nothing on purpose: a client that forgot the length would empty a file.",
        hints: &["Look whether there is a Content-Length, and not only whether it is 0."],
        run: |target| {
            let server = target.launch().stored("notes.txt", "old").start()?;
            let before = Snapshot::take(&server)?;
            for target in ["/files/notes.txt", "/files/new.txt"] {
                server.exchange(request("POST", target, "", b""))?.expect_status(411)?;
            }
            before.expect_unchanged(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/upload-too-large",
        basis: Basis::Must,
        rfc: &["9110 §15.5.14"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "An upload of more than 16 MiB is refused with 413, and nothing is stored.",
        why: "Without a limit, one client fills the disk for all.",
        hints: &["Judge the length before you make the file."],
        run: |target| {
            let server = target.start()?;
            let before = Snapshot::take(&server)?;
            let headers = format!("Content-Length: {}\r\n", LARGEST + 1);
            let bytes = request("POST", "/files/large", &headers, &[0; 100_000]);
            server.exchange(bytes)?.expect_status(413)?;
            before.expect_unchanged(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/upload-onto-folder",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "An upload with the name of a folder, or without a name, is refused, and nothing is left of it.",
        why: "It is the client's mistake, and no 500. What was written on the way has to go again.",
        hints: &["Where the last step fails, undo the steps before it."],
        run: |target| {
            let server = target.launch().stored("inner/file.txt", "hello\n").start()?;
            let before = Snapshot::take(&server)?;
            for target in ["/files/inner", "/files/inner/", "/files/"] {
                let response = server.post(target, "hello\n")?;
                response.expect_status_among(&[400, 403, 404, 405, 409])?;
            }
            before.expect_unchanged(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/upload-overlong-name",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "A name that is too long for the file system is refused, for GET and for POST.",
        why: "It is one more way in which opening a file can fail, and the client's mistake: no 500, and no panic.",
        hints: &["Most file systems take 255 bytes, and the error says so in its own way."],
        run: |target| {
            let server = target.start()?;
            let before = Snapshot::take(&server)?;
            for name in ["a".repeat(300), "a".repeat(5000), "%C3%BC".repeat(200)] {
                let target = format!("/files/{name}");
                server.get(&target)?.expect_status_among(&[400, 404, 414])?;
                server.post(&target, "hello\n")?.expect_status_among(&[400, 403, 404, 414])?;
            }
            before.expect_unchanged(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/hidden",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "A name that begins with a dot is neither served nor stored.",
        why: "Such files are the system's or a tool's: .htpasswd, .git, and the uploads that are not complete yet.",
        hints: &["One look at the first character of the decoded name also ends `.` and `..`."],
        run: |target| {
            let server = target.launch().stored(".hidden", super::SECRET).start()?;
            let before = Snapshot::take(&server)?;
            for target in ["/files/.hidden", "/files/%2ehidden", "/files/.new", "/files/."] {
                expect_refused(server.get(target)?)?;
                expect_refused(server.post(target, "hello\n")?)?;
            }
            before.expect_unchanged(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/other-methods",
        basis: Basis::Must,
        rfc: &["9110 §15.5.6"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "DELETE and PUT of a file are refused with 405, and Allow says what is possible.",
        why: "The path is known and the method is not for it; the client should hear which ones are.",
        hints: &["Find the route first, then the method."],
        run: |target| {
            let server = target.launch().stored("notes.txt", "hello\n").start()?;
            let before = Snapshot::take(&server)?;
            for method in ["DELETE", "PUT"] {
                let response = server.method(method, "/files/notes.txt")?.expect_status(405)?;
                response.expect_listed("Allow", &["GET", "HEAD", "POST"])?;
            }
            before.expect_unchanged(&server)
        },
        ..Check::DEFAULT
    },
];

/// The path in the `Location`, which may name the server too.
fn location(response: &Response) -> Result<String, Failure> {
    let location = response.header("Location");
    let location = location.ok_or_else(|| Failure::new("there is no header Location"))?;
    let path =
        location.strip_prefix("http://").and_then(|rest| rest.find('/').map(|at| &rest[at..]));
    Ok(path.unwrap_or(&location).to_string())
}
