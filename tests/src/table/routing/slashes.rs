//! Slashes in a path: which of them separate its parts.

use crate::table::files::Snapshot;
use crate::{Check, Need, Stages};

/// Checks of slashes.
pub const CHECKS: &[Check] = &[
    Check {
        id: "routing/echo-slashes",
        stages: Stages::since(3),
        expect: "GET /echo/a/b//c/../d gets 200 and a/b//c/../d. GET /echo// gets a slash.",
        why: "The text after /echo/ is data. A server that tidies it up changes it.",
        hints: &["Split only at the second slash, not at each."],
        run: |target| {
            let server = target.start()?;
            server.get("/echo/a/b//c/../d")?.expect_status(200)?.expect_body("a/b//c/../d")?;
            server.get("/echo//")?.expect_status(200)?.expect_body("/")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/encoded-slash",
        rfc: &["3986 §2.4"],
        stages: Stages::since(3),
        expect: "An encoded slash does not separate the parts of a path: /echo%2Fabc and /%2Fabout get 404, and /echo/a%2Fb gets a/b.",
        why: "A server splits a path at its slashes before it decodes the parts. A slash that the client encoded is data.",
        hints: &[
            "Look for the slashes in the path as the client has sent it.",
            "Split first, then decode each part.",
        ],
        run: |target| {
            let server = target.start()?;
            for path in
                ["/echo%2Fabc", "/echo%2fabc", "/echo%2F", "/%2Fecho/abc", "/%2Fabout", "/about%2F"]
            {
                server.get(path)?.expect_status(404)?;
            }
            for (path, text) in [("/echo/a%2Fb", "a/b"), ("/echo/%2f", "/"), ("/echo/a/%2F", "a//")]
            {
                server.get(path)?.expect_status(200)?.expect_body(text)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/encoded-slash-in-files-and-books",
        rfc: &["3986 §2.4"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "GET and POST of /files%2Fnotes.txt, /books%2F1 and other paths with an encoded slash get 404, and no file changes.",
        why: "A proxy may protect /files/ by its name. Both have to see the same parts of a path.",
        hints: &[
            "Choose the route by the parts of the path. No handler should split or decode again.",
        ],
        run: |target| {
            let server = target.launch().stored("notes.txt", "some bytes").start()?;
            let json = "Content-Type: application/json\r\n";
            server.post_with("/books", json, r#"{"title":"Emma"}"#)?;
            let before = Snapshot::take(&server)?;
            for path in
                ["/files%2Fnotes.txt", "/files%2F", "/%2Ffiles/new", "/books%2F1", "/sleep%2f1"]
            {
                server.get(path)?.expect_status(404)?;
                server.post_with(path, json, "{}")?.expect_status(404)?;
            }
            before.expect_unchanged(&server)
        },
        ..Check::DEFAULT
    },
];
