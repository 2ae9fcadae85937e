//! The file that a path means.

use crate::table::bodies::every_byte;
use crate::table::files::Snapshot;
use crate::{Basis, Check, Need, Stages};

/// Checks of paths and their pages.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pages/file",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET of a path answers 200 with the bytes of the file at this path in the folder --www.",
        why: "The first web servers did just this: they let others read a folder.",
        hints: &["If no other route matches, look for a page."],
        run: |target| {
            let launch = target.launch().page("index.html", "start").page("hello.html", "hello");
            let server = launch.page("css/dark/style.css", "body {}").start()?;
            server.get("/hello.html")?.expect_status(200)?.expect_body("hello")?;
            server.get("/css/dark/style.css")?.expect_status(200)?.expect_body("body {}")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/without-extension",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET /about answers 200 with the file about.html, and /docs/first.steps with docs/first.steps.html.",
        why: "An address lives longer than the technique behind it, so it should not name the technique.",
        hints: &["If there is no file of this name, look for one with .html at its end."],
        run: |target| {
            let launch = target.launch().page("index.html", "start").page("about.html", "about");
            let server = launch.page("docs/first.steps.html", "steps").start()?;
            server.get("/about")?.expect_status(200)?.expect_body("about")?;
            // The name has a dot in it, but no extension.
            server.get("/docs/first.steps")?.expect_status(200)?.expect_body("steps")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/every-byte",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET of a picture of all 256 byte values answers 200 with exactly these bytes, and GET of an empty file with none.",
        why: "A site consists of text and pictures, and a picture is not text.",
        hints: &["Send pages as you send downloads: the length of the file, and its bytes."],
        run: |target| {
            let bytes = every_byte().repeat(300);
            let launch = target.launch().page("index.html", "start");
            let launch = launch.page("picture.png", bytes.as_slice()).page("empty.css", "");
            let server = launch.start()?;
            server.get("/picture.png")?.expect_status(200)?.expect_body(&bytes)?;
            server.get("/empty.css")?.expect_status(200)?.expect_body("")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/missing",
        basis: Basis::Course,
        rfc: &["9110 §15.5.5"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET of a path without a page gets the status 404.",
        why: "Browsers, search engines and tools that test links rely on this status.",
        hints: &["Any error from opening the file means that there is no such page."],
        run: |target| {
            let server = target.launch().page("index.html", "start").start()?;
            for path in ["/nowhere.html", "/nowhere/at/all/", "/index.html/more"] {
                server.get(path)?.expect_status(404)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/head",
        basis: Basis::Must,
        rfc: &["9110 §9.3.2", "9110 §8.6"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "HEAD of a page has the status of the GET and no body. Content-Type and Content-Length are those of the GET, if both answers have them.",
        why: "Caches and tools that test links ask like this, and trust the answer.",
        hints: &["Do what GET does, and leave out the body where you write the answer."],
        run: |target| {
            let launch = target.launch().page("index.html", "start");
            let server = launch.page("style.css", "body {}").start()?;
            let get = server.get("/style.css")?;
            server.head("/style.css")?.expect_head_of(&get)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/other-methods",
        basis: Basis::Course,
        rfc: &["9110 §15.5.6"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www"), Need::Folder],
        expect: "POST and DELETE of a page get 405, Allow lists GET and HEAD, and nothing on the disk changes.",
        why: "The page exists, but nobody can change it. That is not the same as 404.",
        hints: &["First look for the page, then at the method."],
        run: |target| {
            let launch = target.launch().page("index.html", "start");
            let server = launch.page("style.css", "body {}").start()?;
            let before = Snapshot::take(&server)?;
            for response in
                [server.post("/style.css", "x")?, server.method("DELETE", "/style.css")?]
            {
                response.expect_status(405)?.expect_listed("Allow", &["GET", "HEAD"])?;
            }
            before.expect_unchanged(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/query",
        basis: Basis::Course,
        rfc: &["3986 §3.4"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET /style.css?version=2 answers 200 with style.css, and GET /style.css%3Fversion=2 gets 404.",
        why: "The query begins at the first question mark, and is not part of the name. Sites change it to make browsers fetch a page again.",
        hints: &["Cut the target at the question mark first, then decode the path."],
        run: |target| {
            let launch = target.launch().page("index.html", "start");
            let server = launch.page("style.css", "body {}").start()?;
            server.get("/style.css?version=2")?.expect_status(200)?.expect_body("body {}")?;
            server.get("/?a=/about&b=%zz")?.expect_status(200)?.expect_body("start")?;
            server.get("/style.css%3Fversion=2")?.expect_status(404)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/encoded-name",
        basis: Basis::Course,
        rfc: &["3986 §2.1"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET /my%20page.html answers 200 with the file `my page.html`, and /%C3%BCber/uns.html with über/uns.html.",
        why: "A path cannot contain spaces and letters beyond ASCII, so browsers encode them.",
        hints: &["Split the path at its slashes, decode each part once, then look for the file."],
        run: |target| {
            let launch = target.launch().page("index.html", "start").page("my page.html", "1");
            let server = launch.page("über/uns.html", "2").start()?;
            server.get("/my%20page.html")?.expect_status(200)?.expect_body("1")?;
            server.get("/%C3%BCber/uns.html")?.expect_status(200)?.expect_body("2")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];
