//! Slashes in a path: which of them separate its parts.

use crate::table::files::Snapshot;
use crate::{Basis, Check, Need, Stages};

/// Checks of slashes.
pub const CHECKS: &[Check] = &[
    Check {
        id: "routing/echo-slashes",
        basis: Basis::Course,
        stages: Stages::since(3),
        expect: "Everything after /echo/ comes back, further slashes too.",
        why: "Nobody but the owner of a path says what its parts mean: a server that tidies it up changes the question.",
        hints: &["Split at the second slash only, not at each."],
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
        basis: Basis::Must,
        rfc: &["3986 §2.4"],
        stages: Stages::since(3),
        expect: "An encoded slash does not separate parts of a path: /echo%2Fabc is 404, and /echo/a%2Fb gives a/b.",
        why: "A path is split at its slashes before it is decoded. A slash that the client encoded is data.",
        hints: &[
            "Look for the slashes in the path as the client sent it.",
            "Split first, then decode each part.",
        ],
        run: |target| {
            let server = target.start()?;
            for target in
                ["/echo%2Fabc", "/echo%2fabc", "/echo%2F", "/%2Fecho/abc", "/%2Fabout", "/about%2F"]
            {
                server.get(target)?.expect_error_page(404)?;
            }
            for (target, text) in
                [("/echo/a%2Fb", "a/b"), ("/echo/%2f", "/"), ("/echo/a/%2F", "a//")]
            {
                server.get(target)?.expect_status(200)?.expect_body(text)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "routing/encoded-slash-in-files-and-books",
        basis: Basis::Must,
        rfc: &["3986 §2.4"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "The same holds for files, books and all other routes: /files%2Fnotes.txt and /books%2F1 are 404.",
        why: "A proxy may reaper /files/ by its name. It must see the same parts of a path as the server.",
        hints: &["Route by the parts of the path. No handler should split or decode again."],
        run: |target| {
            let server = target.launch().stored("notes.txt", "some bytes").start()?;
            let json = "Content-Type: application/json\r\n";
            server.post_with("/books", json, r#"{"title":"Emma"}"#)?.expect_status(201)?;
            let before = Snapshot::take(&server)?;
            for target in
                ["/files%2Fnotes.txt", "/files%2F", "/%2Ffiles/new", "/books%2F1", "/sleep%2f1"]
            {
                server.get(target)?.expect_status(404)?;
                server.post_with(target, json, "{}")?.expect_status(404)?;
            }
            before.expect_unchanged(&server)
        },
        ..Check::DEFAULT
    },
];
