//! Faults of stages 2 and 3: how a request is read and understood.

use checks::FailureKind::{Closed, Status, Unmet};
use checks::fault::Fault;

/// Each with the checks that fail because of it.
pub const FAULTS: &[Fault] = &[
    Fault {
        name: "reads-once",
        because: "A head counts as complete after one read, even if its end has not arrived.",
        breaks: &[
            (Closed, &["hardcoded/head-in-pieces", "hardcoded/long-head"]),
            (Unmet, &["hardcoded/reads-before-it-answers", "hardcoded/cut-off-after-return"]),
        ],
        may_break: &[],
    },
    Fault {
        name: "length-in-characters",
        because: "Content-Length counts characters, and the body has more bytes than that.",
        breaks: &[(
            Unmet,
            &[
                "hardcoded/content-length",
                "hardcoded/closes",
                "hardcoded/long-head",
                "hardcoded/500-in-a-row",
            ],
        )],
        may_break: &[],
    },
    Fault {
        name: "head-as-text",
        because: "The head is read as text, and a byte that is not UTF-8 makes the server panic.",
        breaks: &[(Closed, &["hardcoded/not-utf8"])],
        may_break: &[],
    },
    Fault {
        name: "closes-at-once",
        because: "The socket is closed while bytes are unread, so a reset can destroy the response.",
        breaks: &[(Closed, &["closing/answer-before-the-body"])],
        may_break: &[],
    },
    Fault {
        name: "header-names-in-one-case",
        because: "A header is found only if the client writes its name as we do.",
        breaks: &[(Unmet, &["routing/user-agent-any-case"])],
        may_break: &[],
    },
    Fault {
        name: "user-agent-by-position",
        because: "The second header is taken for User-Agent, because it is that in most requests of browsers.",
        breaks: &[(
            Unmet,
            &[
                "routing/user-agent",
                "routing/user-agent-absent",
                "routing/user-agent-any-case",
                "routing/user-agent-space",
            ],
        )],
        may_break: &[],
    },
    Fault {
        name: "head-limit-for-each-line",
        because: "The limit is for each line, so a head of many lines has none.",
        breaks: &[(Status, &["requests/head-too-long"])],
        may_break: &[],
    },
    Fault {
        name: "decodes-before-it-splits",
        because: "The path is decoded before it is split, so an encoded slash separates segments.",
        breaks: &[(Status, &["routing/encoded-slash"])],
        may_break: &[],
    },
];
