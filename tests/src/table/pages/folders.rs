//! What slashes in a path mean: folders, and nothing else.

use crate::{Basis, Check, Need, Stages, ensure};

/// Checks of folders and slashes.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pages/folder",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "A folder means the index.html in it, the topmost one too.",
        why: "People who type the name of a site ask for a folder without knowing it.",
        hints: &["Where the path is that of a folder, add index.html to it and look again."],
        run: |target| {
            let launch = target.launch().page("index.html", "start");
            let server = launch.page("docs/index.html", "docs").start()?;
            server
                .get("/")?
                .expect_status(200)?
                .expect_header("Content-Type", "text/html; charset=utf-8")?
                .expect_body("start")?;
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
        expect: "A folder is found without a slash at its end too: by its page, or by a redirect to the address with the slash.",
        why: "People leave the slash out, and file systems do not need it.",
        hints: &["Ask the file system what the path is, not its last character."],
        run: |target| {
            let launch = target.launch().page("index.html", "start");
            let server = launch.page("docs/index.html", "docs").start()?;
            let response = server.get("/docs")?.expect_status_among(&[200, 301, 302, 307, 308])?;
            if response.status == 200 {
                response.expect_body("docs")?;
            } else {
                response.expect_header("Location", "/docs/")?;
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
        expect: "A folder without an index.html is 404 or 403, and no list of its files.",
        why: "What lies in a folder is not public because one of its files is.",
        hints: &["The page of a folder is one file. Where that is missing, there is no page."],
        run: |target| {
            let launch = target.launch().page("index.html", "start");
            let server = launch.page("images/hidden-treasure.png", "png").start()?;
            for target in ["/images", "/images/"] {
                let response = server.get(target)?.expect_status_among(&[403, 404])?;
                let listed = String::from_utf8_lossy(&response.body).contains("treasure");
                ensure(!listed, "the answer names a file of the folder")?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/file-with-slash",
        basis: Basis::Must,
        rfc: &["3986 §5.2.3"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "The name of a file with a slash behind it is 404: /style.css/ and /about/.",
        why: "The final slash means a folder. A page at such an address looks for its style sheet in a folder that does not exist.",
        hints: &[
            "An empty last part of the path means the index.html of a folder, and nothing else.",
            "To split the path and drop empty parts loses the final slash.",
        ],
        run: |target| {
            let launch = target.launch().page("index.html", "start").page("style.css", "body {}");
            let launch = launch.page("about.html", "about").page("docs.html", "docs");
            // A folder without a page of its own: the one beside it does not stand in for it.
            let server = launch.page("docs/more.html", "more").start()?;
            for target in
                ["/style.css/", "/about/", "/docs/", "/docs/more.html/", "/style.css/?a=1"]
            {
                server.get(target)?.expect_error_page(404)?;
            }
            server.head("/style.css/")?.expect_status(404)?;
            server.method("DELETE", "/about/")?.expect_status(404)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/empty-part",
        basis: Basis::Must,
        rfc: &["3986 §6.2.3"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "A path with an empty part in its middle is 404: //about and /docs//more.html.",
        why: "To a cache and a filter, //about is not /about. One page should have one address.",
        hints: &["Only the last part of a path may be empty: then it means a folder."],
        run: |target| {
            let launch = target.launch().page("index.html", "start").page("about.html", "about");
            let launch = launch.page("docs/index.html", "docs").page("docs/more.html", "more");
            let server = launch.start()?;
            for target in
                ["//", "//about", "//docs/", "/docs//", "/docs//more.html", "///index.html"]
            {
                server.get(target)?.expect_error_page(404)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/encoded-slash",
        basis: Basis::Must,
        rfc: &["3986 §2.4"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "An encoded slash does not lead into a folder: /docs%2Fmore.html is 404, even if the file docs/more.html exists.",
        why: "A slash that the client encoded is part of a name, and no file has such a name.",
        hints: &["Split the path first, then decode each part. Refuse a part with a slash in it."],
        run: |target| {
            let launch = target.launch().page("index.html", "start");
            let launch = launch.page("docs/index.html", "docs").page("docs/more.html", "more");
            let server = launch.start()?;
            for target in
                ["/docs%2Fmore.html", "/docs%2fmore", "/docs%2F", "/%2Findex.html", "/%2F"]
            {
                server.get(target)?.expect_error_page(404)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
];
