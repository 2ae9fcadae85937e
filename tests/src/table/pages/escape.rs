//! Ways out of the folder of pages. None of them may lead anywhere.

use crate::table::files::links::{make_link, make_pipe};
use crate::table::files::{SECRET, Snapshot, expect_refused};
use crate::{Basis, Check, Failure, Need, Server, Stages, Target};
use std::path::Path;

/// Checks of paths that lead out of the folder.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pages/escape-dot-dot",
        basis: Basis::Must,
        rfc: &["9110 §17.3"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "Two dots do not lead out of the folder of pages, encoded or not.",
        why: "A path is a name given by a stranger, and `..` in it means the folder above.",
        hints: &[
            "curl and browsers remove the dots before they send. Test with --path-as-is.",
            "Split the path at its slashes, decode each part, then judge it.",
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
        basis: Basis::Must,
        rfc: &["3986 §2.2"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "Nor do an encoded slash and a backslash: ..%2f and ..%5c.",
        why: "In the path they separate nothing. On the disk they separate folders.",
        hints: &["After decoding, look at each part again: refuse one with a separator in it."],
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
        expect: "Nor does an absolute path behind the first slash: //etc/passwd.",
        why: "If you remove one slash and join the rest to the folder, you get the rest alone: it is an absolute path.",
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
        expect: "A folder beside ours whose name begins like ours is outside all the same.",
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
        expect: "Nothing is written through such a path, neither into the folder of pages nor out of it.",
        why: "Pages are the server's own. Only /files/ takes what strangers send.",
        hints: &["What no route with POST is for is 404, or 405 where there is a page."],
        run: |target| {
            let server = with_secrets(target)?;
            let before = Snapshot::take(&server)?;
            // All of these lie in the server's temporary folder, whatever it makes of them.
            for target in ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/new.html"]
            {
                expect_refused(server.post(target, "written by a stranger\n")?)?;
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
        expect: "A NUL in a path, a name that is too long, and one that is not UTF-8 are answered, and do not stop the server.",
        why: "Each is one more way in which opening a file can fail, and none of them is worth a crash.",
        hints: &["Take any error for `there is no such page`, unless you know better."],
        run: |target| {
            let long = format!("/{}", "a".repeat(300));
            let longer = format!("/{}", "abc/".repeat(1500));
            leads_nowhere(
                target,
                &["/index.html%00", "/index.html%00.png", "/%00", "/%ff%fe", &long, &longer],
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/hidden",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "A path with a part that begins with a dot is no page.",
        why: "People who copy a project to a server copy its .git too, with all that was ever in it.",
        hints: &["Judge each part of the path, not only the last one."],
        run: |target| {
            let launch = target.launch().page("index.html", "start").page(".git/config", SECRET);
            let server = launch.page("docs/.htpasswd", SECRET).start()?;
            for target in ["/.git/config", "/%2egit/config", "/docs/.htpasswd", "/docs/%2Ehtpasswd"]
            {
                expect_refused(server.get(target)?)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/link-outside",
        basis: Basis::Must,
        rfc: &["9110 §17.3"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www"), Need::Folder],
        expect: "A symbolic link that leads out of the folder of pages is not followed, be it to a file or to a folder.",
        why: "The path is good and lies in the folder; where it leads, only the file system knows.",
        hints: &[
            "Ask the system for the real path, with all links resolved, and compare that with the folder's.",
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
        expect: "A named pipe in the folder of pages is no page, and stops nobody.",
        why: "Opening a pipe waits until somebody writes to it, and perhaps nobody ever does.",
        hints: &["Ask what a path is before you open it, and serve plain files only."],
        run: |target| {
            let server = with_secrets(target)?;
            let site = server.home()?.join("site");
            make_pipe(&site.join("pipe"))?;
            make_pipe(&site.join("piped.html"))?;
            refuses_each(&server, &["/pipe", "/piped.html", "/piped"])?;
            server.get("/index.html")?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];

/// A server with something to lose, in places that are near to its pages.
fn with_secrets(target: &Target) -> Result<Server, Failure> {
    let launch = target.launch().page("index.html", "start").page("inner/page.html", "page");
    launch.file("secret.txt", SECRET).file("site-private/secret.txt", SECRET).start()
}

fn leads_nowhere(target: &Target, targets: &[&str]) -> Result<(), Failure> {
    refuses_each(&with_secrets(target)?, targets)
}

/// None of these targets gives anything away. Pages cannot be written, so nobody tries to.
fn refuses_each(server: &Server, targets: &[&str]) -> Result<(), Failure> {
    targets.iter().try_for_each(|target| expect_refused(server.get(target)?))
}
