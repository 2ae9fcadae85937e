//! Ways out of the folder that a request can name. None of them may lead anywhere, to read or to write.
//!
//! A server that fails here may really do what it is asked. So whatever is to be written lies in the
//! server's temporary folder, and files of the system are only asked for.

use super::{SECRET, Snapshot, expect_refused};
use crate::{Basis, Check, Failure, Need, Server, Stages, Target};

/// Checks of names that lead out of the folder.
pub const CHECKS: &[Check] = &[
    Check {
        id: "files/escape-dot-dot",
        basis: Basis::Must,
        rfc: &["9110 §17.3"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "Two dots do not lead out of the folder, neither for GET nor for POST.",
        why: "A path is a name given by a stranger, and `..` in it means the folder above.",
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
        basis: Basis::Must,
        rfc: &["3986 §2.4"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "Nor do two encoded dots: %2e%2e%2f is `../`.",
        why: "A server that looks for `..` before it decodes does not see them.",
        hints: &["Decode first, then judge what you have. Never judge one thing and use another."],
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
        basis: Basis::Must,
        rfc: &["3986 §2.2"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "Nor does an encoded slash: ..%2f is `../`.",
        why: "It is no separator while a path is taken apart, and becomes one when it is decoded.",
        hints: &["After decoding, look at the name again: a slash in it is no good."],
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
        basis: Basis::Must,
        rfc: &["9110 §17.3"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "Nor does a backslash, encoded or not: ..%5c is refused on all systems.",
        why: "On Windows it separates like a slash. A server that moves there should not change its mind.",
        hints: &["Refuse both separators everywhere. Nobody needs a backslash in a name."],
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
        expect: "Nor does an absolute path, as it is or encoded.",
        why: "To join a folder and an absolute path gives the absolute path in many languages: the folder is gone.",
        hints: &[
            "Look at the name before you join it to the folder: it must not begin with a slash.",
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
        expect: "A NUL in a name is refused: it neither ends the name nor the server.",
        why: "The system ends a name at its first NUL, so it may open another file than the one that was judged.",
        hints: &[
            "No file has such a name. Refuse it, before an interface to the system panics of it.",
        ],
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
        expect: "A folder beside ours whose name begins like ours is outside all the same.",
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
        basis: Basis::Must,
        rfc: &["3986 §2.4"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "What is encoded twice is decoded once: %252e is the three characters `%2e`, not a dot.",
        why: "Each decoding after the judgement makes something new that nobody has judged.",
        hints: &["Decode in one place, and hand the decoded name on."],
        run: |target| {
            shows_nothing(
                &with_secrets(target)?,
                &[
                    "/files/%252e%252e%252fsecret.txt",
                    "/files/..%252fsecret.txt",
                    "/files/%25%32%65%25%32%65%25%32%66secret.txt",
                    // Dots and a slash in more bytes than UTF-8 allows.
                    "/files/%c0%ae%c0%ae%c0%afsecret.txt",
                    // What a filter that removes `../` leaves of this is `../` again.
                    "/files/....//secret.txt",
                ],
            )
        },
        ..Check::DEFAULT
    },
];

/// A server with something to lose, in places that are near.
fn with_secrets(target: &Target) -> Result<Server, Failure> {
    let launch =
        target.launch().stored("notes.txt", "hello\n").stored("inner/notes.txt", "hello\n");
    launch.file("secret.txt", SECRET).file("files-private/secret.txt", SECRET).start()
}

/// None of these targets gives anything away or changes anything. All lead into the server's own home.
fn leads_nowhere(server: &Server, targets: &[&str]) -> Result<(), Failure> {
    shows_nothing(server, targets)?;
    let before = Snapshot::take(server)?;
    for target in targets {
        expect_refused(server.post(target, "written by a stranger\n")?)?;
        before.expect_unchanged(server)?;
    }
    Ok(())
}

fn shows_nothing(server: &Server, targets: &[&str]) -> Result<(), Failure> {
    targets.iter().try_for_each(|target| expect_refused(server.get(target)?))
}
