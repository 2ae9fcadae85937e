//! Which file a path means.

use crate::table::bodies::every_byte;
use crate::table::files::Snapshot;
use crate::{Basis, Check, Need, Stages, ensure};

/// Checks of paths and their pages.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pages/file",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET of a path answers 200 with the file of that path under --www.",
        why: "A web server began as this: a folder that can be read from elsewhere.",
        hints: &["What no other route is for may be a page. Look for it last."],
        run: |target| {
            let launch = target.launch().page("index.html", "start").page("hello.html", "hello");
            let server = launch.page("css/dark/style.css", "body {}").start()?;
            server.get("/hello.html")?.expect_status(200)?.expect_body("hello")?;
            server.get("/css/dark/style.css")?.expect_status(200)?.expect_body("body {}")?;
            server.get("/index.html")?.expect_status(200)?.expect_body("start")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/without-extension",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "/about is the file about.html, and HTML.",
        why: "An address outlives the technique behind it, so it had better not name it.",
        hints: &["Where there is no file of this name, look for one with .html at its end."],
        run: |target| {
            let launch = target.launch().page("index.html", "start").page("about.html", "about");
            let server = launch.page("docs/first.steps.html", "steps").start()?;
            server
                .get("/about")?
                .expect_status(200)?
                .expect_header("Content-Type", "text/html; charset=utf-8")?
                .expect_body("about")?;
            // A dot in the name does not make an extension that the page has to end with.
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
        expect: "A picture arrives byte for byte, and so does an empty file.",
        why: "A site is text and pictures, and a picture is no text.",
        hints: &["Send pages as you send downloads: the bytes of the file, and their number."],
        run: |target| {
            let bytes = every_byte().repeat(300);
            let launch = target.launch().page("index.html", "start");
            let launch = launch.page("picture.png", bytes.as_slice()).page("empty.css", "");
            let server = launch.start()?;
            server.get("/picture.png")?.expect_status(200)?.expect_body(&bytes)?;
            let empty = server.get("/empty.css")?.expect_status(200)?;
            empty.expect_header("Content-Length", "0")?.expect_body("")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/missing",
        basis: Basis::Must,
        rfc: &["9110 §15.5.5"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www"), Need::Folder],
        expect: "A path without a page is 404 with a page that says so, for any method that is not for another route.",
        why: "A person reads it, and needs more than an empty window.",
        hints: &["First ask whether the path means anything, then whether the method is for it."],
        run: |target| {
            let server = target.launch().page("index.html", "start").start()?;
            let before = Snapshot::take(&server)?;
            server.get("/nowhere.html")?.expect_error_page(404)?;
            server.get("/nowhere/at/all/")?.expect_error_page(404)?;
            server.get("/index.html/more")?.expect_error_page(404)?;
            server.post("/nowhere.html", "hello\n")?.expect_status(404)?;
            before.expect_unchanged(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/head",
        basis: Basis::Must,
        rfc: &["9110 §9.3.2"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "HEAD of a page answers with the head that GET has, and no body.",
        why: "Tools that test links and caches ask so, and trust the answer.",
        hints: &["Do what GET does, and leave the body out where the answer is written."],
        run: |target| {
            let launch = target.launch().page("index.html", "start");
            let server = launch.page("style.css", "body {}").start()?;
            let (get, head) = (server.get("/style.css")?, server.head("/style.css")?);
            head.clone().expect_status(200)?.expect_header("Content-Length", "7")?;
            ensure(
                head.head_without_date() == get.head_without_date(),
                "the head of the answer to HEAD is not that of the answer to GET",
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/other-methods",
        basis: Basis::Must,
        rfc: &["9110 §15.5.6"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www"), Need::Folder],
        expect: "POST and DELETE of a page are refused with 405, and Allow names GET and HEAD.",
        why: "The page is there and cannot be changed, which is not the same as not there.",
        hints: &["Look for the page first, and for the method then."],
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
        basis: Basis::Must,
        rfc: &["3986 §3.4"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "A query is no part of the name of a page, and %3F in the path is no query.",
        why: "Sites add a query to have a page fetched anew. The first question mark begins it.",
        hints: &["Cut the target at the question mark first, and decode the path after that."],
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
        basis: Basis::Must,
        rfc: &["3986 §2.1"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "The path of a page is percent-decoded: /my%20page.html is the file `my page.html`.",
        why: "A path has no spaces and no letters beyond ASCII, so browsers encode them.",
        hints: &["Split the path at its slashes, decode each part once, then look for the file."],
        run: |target| {
            let launch = target.launch().page("index.html", "start").page("my page.html", "1");
            let server = launch.page("über/uns.html", "2").start()?;
            server.get("/my%20page.html")?.expect_status(200)?.expect_body("1")?;
            server.get("/%C3%BCber/uns")?.expect_status(200)?.expect_body("2")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];
