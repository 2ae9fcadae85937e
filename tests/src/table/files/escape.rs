//! Names that lead out of the folder. Nobody may read or write through them.
//!
//! The content and the disk decide, not the status: many servers clean a path before they look at it.
//! A server that fails here may really do what it is asked. So all paths that we write to are in the
//! server's temporary folder, and files of the system are only read.

use super::{SECRET, Snapshot, expect_nothing_shown};
use crate::{Basis, Check, Failure, Need, Server, Stages, Target};

/// Checks of names that lead out of the folder.
pub const CHECKS: &[Check] = &[
    Check {
        id: "files/escape-dot-dot",
        basis: Basis::Course,
        rfc: &["9110 §17.3"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "GET with `..` in the name shows no file from outside of the folder, and POST changes nothing on the disk.",
        why: "A stranger chooses the path, and `..` in it means the folder above.",
        hints: &[
            "curl and browsers remove the dots before they send. Test with --path-as-is.",
            "Refuse names that are not those of a file directly in the folder.",
        ],
        run: |target| {
            let server = with_secrets(target)?;
            leads_nowhere(
                &server,
                &[
                    "/files/../secret.txt",
                    "/files/../new.txt",
                    "/files/inner/../../secret.txt",
                    "/files/..",
                    "/files/../",
                ],
            )?;
            shows_nothing(&server, &["/files/../../../../../../../../../../etc/passwd"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/escape-encoded-dots",
        basis: Basis::Course,
        rfc: &["3986 §2.4"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "GET with encoded dots in the name, such as %2e%2e%2f, shows no file from outside, and POST changes nothing on the disk.",
        why: "A server that looks for `..` before it decodes does not see them.",
        hints: &["Decode first, then check the name. Never check one name and use another."],
        run: |target| {
            leads_nowhere(
                &with_secrets(target)?,
                &[
                    "/files/%2e%2e%2fsecret.txt",
                    "/files/%2E%2E%2Fsecret.txt",
                    "/files/%2e%2e/secret.txt",
                    "/files/.%2e/secret.txt",
                    "/files/inner/%2e%2e/%2e%2e/secret.txt",
                ],
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/escape-encoded-slash",
        basis: Basis::Course,
        rfc: &["3986 §2.2"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "GET with an encoded slash in the name, such as ..%2f, shows no file from outside, and POST changes nothing on the disk.",
        why: "An encoded slash is not a separator while the path is split. It becomes one when it is decoded.",
        hints: &["Look at the name again after decoding, and refuse it if it contains a slash."],
        run: |target| {
            let server = with_secrets(target)?;
            leads_nowhere(
                &server,
                &[
                    "/files/..%2fsecret.txt",
                    "/files/..%2Fnew.txt",
                    "/files/inner%2f..%2f..%2fsecret.txt",
                ],
            )?;
            shows_nothing(&server, &["/files/..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/escape-backslash",
        basis: Basis::Course,
        rfc: &["9110 §17.3"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "GET with a backslash in the name, encoded or not, shows no file from outside, and POST changes nothing on the disk.",
        why: "Windows treats it like a slash. A server should be as safe there as here.",
        hints: &["Refuse both separators on all systems. Nobody needs a backslash in a name."],
        run: |target| {
            let server = with_secrets(target)?;
            leads_nowhere(
                &server,
                &[
                    "/files/..%5csecret.txt",
                    "/files/..%5Cnew.txt",
                    "/files/..\\secret.txt",
                    "/files/inner%5c..%5c..%5csecret.txt",
                ],
            )?;
            shows_nothing(&server, &["/files/C:%5CWindows%5Cwin.ini"])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/escape-absolute",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "GET with an absolute path as the name, encoded or not, shows no file from outside, and POST changes nothing on the disk.",
        why: "In many languages, joining a folder and an absolute path returns the absolute path alone.",
        hints: &[
            "Check the name before you join it to the folder: it must not begin with a slash.",
        ],
        run: |target| {
            let server = with_secrets(target)?;
            let home = server.home()?.to_string_lossy().into_owned();
            let encoded =
                home.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat();
            leads_nowhere(
                &server,
                &[
                    &format!("/files/{home}/secret.txt"),
                    &format!("/files/{encoded}%2fsecret.txt"),
                    &format!("/files/{encoded}%2fnew.txt"),
                ],
            )?;
            shows_nothing(
                &server,
                &["/files//etc/passwd", "/files/%2fetc%2fpasswd", "//etc/passwd"],
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/escape-nul",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "GET with %00 in the name shows no file from outside, POST changes nothing on the disk, and each request is answered.",
        why: "The system ends a name at its first NUL, so it may open another file than the one that was checked.",
        hints: &["No file can have such a name. Refuse it before you pass it to the system."],
        run: |target| {
            leads_nowhere(
                &with_secrets(target)?,
                &[
                    "/files/notes.txt%00",
                    "/files/notes.txt%00.png",
                    "/files/%00",
                    "/files/..%2fsecret.txt%00.txt",
                ],
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/escape-same-prefix",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "No file from the folder `files-private` beside `files` is shown, and POST changes nothing on the disk.",
        why: "As text, /srv/files-private begins with /srv/files. As a path, it does not.",
        hints: &["Compare paths part by part, or compare texts with a separator at their end."],
        run: |target| {
            leads_nowhere(
                &with_secrets(target)?,
                &[
                    "/files/../files-private/secret.txt",
                    "/files/..%2ffiles-private%2fsecret.txt",
                    "/files-private/secret.txt",
                ],
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/escape-encoded-twice",
        basis: Basis::Course,
        rfc: &["3986 §2.4"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "GET with a name that is encoded twice, such as %252e%252e%252f, shows no file from outside of the folder.",
        why: "%252e is the three characters %2e, not a dot. If you decode again after the check, you use a name that nobody has checked.",
        hints: &["Decode once, in one place, and pass on the decoded name."],
        run: |target| {
            shows_nothing(
                &with_secrets(target)?,
                &[
                    "/files/%252e%252e%252fsecret.txt",
                    "/files/..%252fsecret.txt",
                    "/files/%25%32%65%25%32%65%25%32%66secret.txt",
                    // Dots and a slash, each in one byte more than UTF-8 allows.
                    "/files/%c0%ae%c0%ae%c0%afsecret.txt",
                    // A filter that removes `../` turns this into `../`.
                    "/files/....//secret.txt",
                ],
            )
        },
        ..Check::DEFAULT
    },
];

/// A server with secrets near its folder.
fn with_secrets(target: &Target) -> Result<Server, Failure> {
    let launch =
        target.launch().stored("notes.txt", "hello\n").stored("inner/notes.txt", "hello\n");
    launch.file("secret.txt", SECRET).file("files-private/secret.txt", SECRET).start()
}

/// These paths show nothing, and an upload to them changes nothing. All lead into the server's own home.
fn leads_nowhere(server: &Server, paths: &[&str]) -> Result<(), Failure> {
    shows_nothing(server, paths)?;
    let before = Snapshot::take(server)?;
    for path in paths {
        server.post(path, "written by a stranger\n")?;
        before.expect_unchanged(server)?;
    }
    Ok(())
}

fn shows_nothing(server: &Server, paths: &[&str]) -> Result<(), Failure> {
    paths.iter().try_for_each(|path| expect_nothing_shown(server.get(path)?).map(drop))
}
