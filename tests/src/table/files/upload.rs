//! `POST /files/{name}`.

use super::{STORED, Snapshot, expect_refused, location};
use crate::requests::request;
use crate::table::bodies::every_byte;
use crate::table::bodies::large::too_large_gets_413;
use crate::{Basis, Check, Need, Stages, ensure};
use std::fs;

/// Checks of uploads.
pub const CHECKS: &[Check] = &[
    Check {
        id: "files/upload",
        basis: Basis::Course,
        rfc: &["9110 §9.3.3", "9110 §15.3.2"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "POST /files/notes.txt answers 201 with Location: /files/notes.txt. The body is stored in this file, and GET returns it.",
        why: "201 Created means that there is something new, and Location says where.",
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
        id: "files/upload-empty",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "An upload with Content-Length: 0 is stored as an empty file, which GET returns with 200.",
        why: "A client that announces an empty body wants an empty file.",
        hints: &["Tell a length of 0 apart from a missing length."],
        run: |target| {
            let server = target.start()?;
            server.post("/files/empty", "")?.expect_status_among(STORED)?;
            server.get("/files/empty")?.expect_status(200)?.expect_body("")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/upload-every-byte",
        basis: Basis::Course,
        stages: Stages::since(4),
        expect: "An upload of all 256 byte values, which is not UTF-8, comes back byte for byte with GET.",
        why: "A picture that went through a string is broken, and nobody can repair it.",
        hints: &["Write the bytes of the body to the file unchanged."],
        run: |target| {
            let bytes = every_byte().repeat(300);
            let server = target.start()?;
            server.post("/files/bytes.bin", &bytes)?.expect_status_among(STORED)?;
            server.get("/files/bytes.bin")?.expect_status(200)?.expect_body(&bytes)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/upload-replaces",
        basis: Basis::Course,
        rfc: &["9110 §9.3.3"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "An upload replaces a file of the same name: 200, 201 or 204, and GET returns exactly the new bytes.",
        why: "If the old file is opened for writing but not emptied, its end remains.",
        hints: &["The new content may be shorter than the old one."],
        run: |target| {
            let server = target.launch().stored("notes.txt", "something longer").start()?;
            for content in ["new", "newer"] {
                server.post("/files/notes.txt", content)?.expect_status_among(STORED)?;
                server.get("/files/notes.txt")?.expect_status(200)?.expect_body(content)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/upload-encoded-name",
        basis: Basis::Course,
        rfc: &["9110 §10.2.2"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "POST /files/my%20gr%C3%BCn.txt stores `my grün.txt`, and GET of the Location in its answer returns the body.",
        why: "A Location is a URL, so its path has to be encoded again.",
        hints: &["The path is already encoded in the request."],
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
        id: "files/upload-without-length",
        basis: Basis::Course,
        rfc: &["9110 §15.5.12"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "An upload without Content-Length and Transfer-Encoding gets 411, and nothing on the disk changes.",
        why: "Nobody uploads nothing on purpose. A client that forgot the length would empty a file.",
        hints: &["Look whether there is a Content-Length, and not only whether it is 0."],
        run: |target| {
            let server = target.launch().stored("notes.txt", "old").start()?;
            let before = Snapshot::take(&server)?;
            for path in ["/files/notes.txt", "/files/new.txt"] {
                server.exchange(request("POST", path, "", b""))?.expect_status(411)?;
            }
            before.expect_unchanged(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/upload-too-large",
        basis: Basis::Course,
        rfc: &["9110 §15.5.14"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "An upload of 16 MiB and one byte gets 413, and nothing is left of it on the disk.",
        why: "Without a limit, one client fills the disk for all.",
        hints: &["Check the length before you create the file."],
        run: |target| {
            let server = target.launch().stored("notes.txt", "old").start()?;
            let before = Snapshot::take(&server)?;
            too_large_gets_413(&server, "/files/large")?;
            before.wait_until_restored(&server, target.timeout())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/other-methods",
        basis: Basis::Course,
        rfc: &["9110 §15.5.6"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "DELETE and PUT of a file get 405, Allow lists GET, HEAD and POST, and nothing on the disk changes.",
        why: "The file exists, but these methods do not work on it. The client should learn which ones do.",
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
    Check {
        id: "files/upload-onto-folder",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "An upload with the name of a folder, or without a name, is refused, and nothing on the disk changes.",
        why: "It is a mistake of the client, so 500 would be wrong. If the last step fails, the earlier ones must be undone.",
        hints: &["If the last step fails, remove what the steps before it have written."],
        run: |target| {
            let server = target.launch().stored("inner/file.txt", "hello\n").start()?;
            let before = Snapshot::take(&server)?;
            for path in ["/files/inner", "/files/inner/", "/files/"] {
                expect_refused(server.post(path, "hello\n")?)?;
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
        expect: "GET and POST with a name that is too long for the file system are refused, and nothing on the disk changes.",
        why: "This is one more way in which opening a file can fail. It is a mistake of the client, so 500 would be wrong.",
        hints: &[
            "Most file systems allow 255 bytes, and report longer names with an error of its own kind.",
        ],
        run: |target| {
            let server = target.launch().stored("notes.txt", "old").start()?;
            let before = Snapshot::take(&server)?;
            for name in ["a".repeat(300), "a".repeat(5000), "%C3%BC".repeat(200)] {
                let path = format!("/files/{name}");
                expect_refused(server.get(&path)?)?;
                expect_refused(server.post(&path, "hello\n")?)?;
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
        expect: "GET and POST of a name that begins with a dot are refused, and nothing on the disk changes.",
        why: "Such files belong to the system or to a tool: .htpasswd, .git, and unfinished uploads.",
        hints: &["One look at the first character of the decoded name also catches `.` and `..`."],
        run: |target| {
            let server = target.launch().stored(".hidden", super::SECRET).start()?;
            let before = Snapshot::take(&server)?;
            for path in ["/files/.hidden", "/files/%2ehidden", "/files/.new"] {
                expect_refused(server.get(path)?)?;
                expect_refused(server.post(path, "hello\n")?)?;
            }
            before.expect_unchanged(&server)
        },
        ..Check::DEFAULT
    },
];
