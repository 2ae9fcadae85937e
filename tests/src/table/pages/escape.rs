//! Paths that lead out of the folder of pages. Nobody may read or write through them.
//!
//! The content and the disk decide, not the status: many servers clean a path before they look at it.

use crate::table::files::links::{make_link, make_pipe};
use crate::table::files::{SECRET, Snapshot, expect_nothing_shown, expect_refused};
use crate::{Basis, Check, Failure, Need, Server, Stages, Target};
use std::path::Path;

/// Checks of paths that lead out of the folder.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pages/escape-dot-dot",
        basis: Basis::Course,
        rfc: &["9110 §17.3"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET of a path with `..` in it, encoded or not, shows no file from outside of the folder of pages.",
        why: "A stranger chooses the path, and `..` in it means the folder above.",
        hints: &[
            "curl and browsers remove the dots before they send. Test with --path-as-is.",
            "Split the path at its slashes, decode each part, then check it.",
        ],
        run: |target| {
            leads_nowhere(
                target,
                &[
                    "/../secret.txt",
                    "/inner/../../secret.txt",
                    "/%2e%2e/secret.txt",
                    "/.%2E/secret.txt",
                    "/%2e%2e%2fsecret.txt",
                    "/../../../../../../../../../../etc/passwd",
                    "/..",
                ],
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/escape-separator",
        basis: Basis::Course,
        rfc: &["3986 §2.4"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET of a path with an encoded slash or a backslash, such as ..%2f or ..%5c, shows no file from outside.",
        why: "They separate nothing in a path, but they separate folders on the disk.",
        hints: &[
            "Look at each part again after decoding, and refuse it if it contains a separator.",
        ],
        run: |target| {
            leads_nowhere(
                target,
                &[
                    "/..%2fsecret.txt",
                    "/inner%2f..%2F..%2fsecret.txt",
                    "/..%5csecret.txt",
                    "/..\\secret.txt",
                    "/inner/..%5C..%5csecret.txt",
                    "/C:%5CWindows%5Cwin.ini",
                ],
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/escape-absolute",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET of an absolute path after the first slash, such as //etc/passwd, shows no file from outside.",
        why: "If you remove one slash, the rest is an absolute path. Joined to the folder, it replaces it.",
        hints: &["Split the path at its slashes, and refuse it if a part in its middle is empty."],
        run: |target| {
            leads_nowhere(
                target,
                &["//etc/passwd", "///etc/passwd", "/%2fetc%2fpasswd", "/%2Fetc/passwd"],
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/escape-same-prefix",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET shows no file from the folder `site-private` beside the folder of pages, `site`.",
        why: "As text, /srv/www-private begins with /srv/www. As a path, it does not.",
        hints: &["Compare paths part by part, or compare texts with a separator at their end."],
        run: |target| {
            let outside = ["/../site-private/secret.txt", "/..%2fsite-private%2fsecret.txt"];
            leads_nowhere(target, &outside)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/escape-by-post",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www"), Need::Folder],
        expect: "POST to such a path, or to a new page, changes nothing on the disk.",
        why: "Pages belong to the server. Only /files/ accepts what strangers send.",
        hints: &["If no route accepts the POST, answer 404, or 405 if there is such a page."],
        run: |target| {
            let server = with_secrets(target)?;
            let before = Snapshot::take(&server)?;
            // All of these are in the server's temporary folder, whatever the server makes of them.
            for path in ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/new.html"] {
                server.post(path, "written by a stranger\n")?;
            }
            before.expect_unchanged(&server)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/odd-names",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET of a path with a NUL, with a name that is too long or not UTF-8 is answered, and GET / still answers 200.",
        why: "These are more ways in which opening a file can fail. None of them may crash the server.",
        hints: &["Treat any error as `there is no such page`, unless you know better."],
        run: |target| {
            let long = format!("/{}", "a".repeat(300));
            let longer = format!("/{}", "abc/".repeat(1500));
            let server = with_secrets(target)?;
            for path in ["/index.html%00", "/index.html%00.png", "/%00", "/%ff%fe", &long, &longer]
            {
                server.get(path)?;
            }
            server.get("/")?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/hidden",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET of a path with a part that begins with a dot is refused, even if that file exists.",
        why: "People who copy a project to a server also copy its .git, with everything that was ever in it.",
        hints: &["Check each part of the path, not only the last one."],
        run: |target| {
            let launch = target.launch().page("index.html", "start").page(".git/config", SECRET);
            let server = launch.page("docs/.htpasswd", SECRET).start()?;
            for path in ["/.git/config", "/%2egit/config", "/docs/.htpasswd", "/docs/%2Ehtpasswd"] {
                expect_refused(server.get(path)?)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/link-outside",
        basis: Basis::Course,
        rfc: &["9110 §17.3"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www"), Need::Folder],
        expect: "GET through a symbolic link that leads out of the folder of pages is refused, both for a file and for a folder.",
        why: "The path is valid and in the folder. Only the file system knows where it leads.",
        hints: &[
            "Ask the system for the real path, with all links resolved, and compare it with the folder's.",
        ],
        run: |target| {
            let server = with_secrets(target)?;
            let (home, site) = (server.home()?, server.home()?.join("site"));
            make_link(&site.join("link.txt"), Path::new("../secret.txt"))?;
            make_link(&site.join("page.html"), &home.join("secret.txt"))?;
            make_link(&site.join("outside"), home)?;
            make_link(&site.join("inner/index.html"), Path::new("../../secret.txt"))?;
            refuses_each(
                &server,
                &["/link.txt", "/page", "/outside/secret.txt", "/outside/site-private/", "/inner/"],
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/named-pipe",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www"), Need::Folder],
        expect: "GET of a named pipe in the folder of pages is refused, and GET / still answers 200.",
        why: "Opening a pipe waits until somebody writes to it, and perhaps nobody ever will.",
        hints: &["Find out what a path is before you open it, and serve plain files only."],
        run: |target| {
            let server = with_secrets(target)?;
            let site = server.home()?.join("site");
            make_pipe(&site.join("pipe"))?;
            make_pipe(&site.join("piped.html"))?;
            refuses_each(&server, &["/pipe", "/piped.html", "/piped"])?;
            server.get("/")?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];

/// A server with secrets near its pages.
fn with_secrets(target: &Target) -> Result<Server, Failure> {
    let launch = target.launch().page("index.html", "start").page("inner/page.html", "page");
    launch.file("secret.txt", SECRET).file("site-private/secret.txt", SECRET).start()
}

fn leads_nowhere(target: &Target, paths: &[&str]) -> Result<(), Failure> {
    let server = with_secrets(target)?;
    paths.iter().try_for_each(|path| expect_nothing_shown(server.get(path)?).map(drop))
}

fn refuses_each(server: &Server, paths: &[&str]) -> Result<(), Failure> {
    paths.iter().try_for_each(|path| expect_refused(server.get(path)?))
}
