//! Faults of stage 4: bodies, files and pages.

use checks::FailureKind::{Closed, Status, Unmet, Unreachable};
use checks::fault::Fault;

/// Each with the checks that fail because of it.
pub const FAULTS: &[Fault] = &[
    Fault {
        name: "trusts-paths",
        because: "The path from the client is joined to the folder, and nothing checks where it leads.",
        breaks: &[
            (
                Unmet,
                &[
                    "files/link-to-file",
                    "files/link-to-folder",
                    "files/escape-encoded-dots",
                    "files/escape-encoded-slash",
                    "files/escape-absolute",
                    "files/escape-same-prefix",
                    "pages/escape-dot-dot",
                    "pages/escape-separator",
                    "pages/escape-absolute",
                    "pages/escape-same-prefix",
                    "pages/link-outside",
                ],
            ),
            (Status, &["pages/encoded-slash"]),
        ],
        may_break: &[],
    },
    Fault {
        name: "name-cut-at-nul",
        because: "A file name is cut at a NUL, so the file is another one than the client named.",
        breaks: &[(Unmet, &["files/escape-nul"])],
        may_break: &[],
    },
    Fault {
        name: "head-sends-the-body",
        because: "A HEAD gets the whole response to a GET.",
        breaks: &[(
            Unmet,
            &[
                "routing/head",
                "routing/head-of-files-and-books",
                "files/missing",
                "files/head",
                "files/link-to-file",
                "files/named-pipe",
                "closing/says-so",
                "pages/head",
                "pages/file-with-slash",
                "books/head",
            ],
        )],
        may_break: &[],
    },
    Fault {
        name: "one-allow-list",
        because: "Each 405 has the same Allow, although the paths support different methods.",
        breaks: &[(Unmet, &["routing/allow-is-true"])],
        may_break: &[],
    },
    Fault {
        name: "first-length-wins",
        because: "The first of two different Content-Lengths counts, and the second is ignored.",
        breaks: &[(Status, &["bodies/length-twice-different"])],
        may_break: &[],
    },
    Fault {
        name: "media-type-as-a-whole",
        because: "Content-Type is compared as a whole, although parameters may follow the type.",
        breaks: &[(Status, &["books/type-with-parameter"])],
        may_break: &[],
    },
    Fault {
        name: "continue-behind-the-body",
        because: "100 Continue is sent even if the body has begun to arrive.",
        breaks: &[(
            Unmet,
            &["bodies/continue-with-body-at-once", "bodies/continue-with-part-of-the-body"],
        )],
        may_break: &[],
    },
    Fault {
        name: "error-ends-the-server",
        because: "An error of one connection is returned from the accept loop, and ends the server.",
        breaks: &[
            (
                Closed,
                &[
                    "files/client-leaves-midway",
                    "files/reset-leaves-nothing",
                    "bodies/reset-midway",
                ],
            ),
            (
                Unreachable,
                &[
                    "files/client-leaves-midway",
                    "files/reset-leaves-nothing",
                    "bodies/reset-midway",
                ],
            ),
        ],
        may_break: &[],
    },
];
