//! Slashes in a path: they mean folders, and nothing else.

use crate::{Basis, Check, Need, Stages, ensure};

/// Checks of folders and slashes.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pages/folder",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET / answers 200 with the index.html of the site, and GET /docs/ with docs/index.html.",
        why: "If you type only the name of a site, your browser asks for a folder.",
        hints: &["If the path is that of a folder, add index.html to it and look again."],
        run: |target| {
            let launch = target.launch().page("index.html", "start");
            let server = launch.page("docs/index.html", "docs").start()?;
            server.get("/")?.expect_status(200)?.expect_body("start")?;
            server.get("/docs/")?.expect_status(200)?.expect_body("docs")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/folder-without-slash",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET /docs answers 200 with docs/index.html, or redirects to /docs/.",
        why: "People leave out the slash, and file systems do not need it.",
        hints: &["Ask the file system what the path is. Do not look at its last character."],
        run: |target| {
            let launch = target.launch().page("index.html", "start");
            let server = launch.page("docs/index.html", "docs").start()?;
            let response = server.get("/docs")?.expect_status_among(&[200, 301, 302, 307, 308])?;
            if response.status == 200 {
                response.expect_body("docs")?;
            } else {
                let location = response.header("Location").unwrap_or_default();
                let is_folder = location == "docs/" || location.ends_with("/docs/");
                ensure(is_folder, format!("expected a redirect to /docs/, but got {location:?}"))?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/folder-without-index",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET of a folder without an index.html gets 403 or 404, and the answer does not name its files. Without the slash, a redirect is allowed.",
        why: "One public file does not make the other files of its folder public.",
        hints: &["The page of a folder is its index.html. If that is missing, there is no page."],
        run: |target| {
            let launch = target.launch().page("index.html", "start");
            let server = launch.page("images/hidden-treasure.png", "png").start()?;
            let (refused, redirected) = ([403, 404], [301, 302, 307, 308, 403, 404]);
            for (path, statuses) in [("/images/", &refused[..]), ("/images", &redirected)] {
                let response = server.get(path)?.expect_status_among(statuses)?;
                let listed = String::from_utf8_lossy(&response.body).contains("treasure");
                ensure(!listed, "the answer names a file of the folder")?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/file-with-slash",
        basis: Basis::Course,
        rfc: &["3986 §5.2.3"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET and HEAD of a file's name followed by a slash get 404, such as /style.css/ and /about/.",
        why: "The final slash means a folder. The browser would look for the page's style sheet in a folder that does not exist.",
        hints: &[
            "An empty last part of the path means the index.html of a folder, and nothing else.",
            "If you split the path and drop empty parts, you lose the final slash.",
        ],
        run: |target| {
            let launch = target.launch().page("index.html", "start").page("style.css", "body {}");
            let launch = launch.page("about.html", "about").page("docs.html", "docs");
            // A folder without a page of its own: the page beside it must not replace it.
            let server = launch.page("docs/more.html", "more").start()?;
            for path in ["/style.css/", "/about/", "/docs/", "/docs/more.html/", "/style.css/?a=1"]
            {
                server.get(path)?.expect_status(404)?;
            }
            server.head("/style.css/")?.expect_status(404)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/empty-part",
        basis: Basis::Course,
        rfc: &["3986 §3.3"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET of a path with an empty part in its middle gets 404, such as //about and /docs//more.html.",
        why: "To a cache and a filter, //about is not /about. One page should have one address.",
        hints: &["Only the last part of a path may be empty: then it means a folder."],
        run: |target| {
            let launch = target.launch().page("index.html", "start").page("about.html", "about");
            let launch = launch.page("docs/index.html", "docs").page("docs/more.html", "more");
            let server = launch.start()?;
            for path in ["//", "//about", "//docs/", "/docs//", "/docs//more.html", "///index.html"]
            {
                server.get(path)?.expect_status(404)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/encoded-slash",
        basis: Basis::Course,
        rfc: &["3986 §2.2", "3986 §2.4"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET /docs%2Fmore.html gets 404, even if the file docs/more.html exists.",
        why: "An encoded slash is part of a name, and no file has such a name.",
        hints: &["Split the path first, then decode each part. Refuse a part with a slash in it."],
        run: |target| {
            let launch = target.launch().page("index.html", "start");
            let launch = launch.page("docs/index.html", "docs").page("docs/more.html", "more");
            let server = launch.start()?;
            for path in ["/docs%2Fmore.html", "/docs%2fmore", "/docs%2F", "/%2Findex.html", "/%2F"]
            {
                server.get(path)?.expect_status(404)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
];
