//! Faults of stage 7: sessions of many requests, chunks, and versions.

use checks::FailureKind::{Closed, Status, Timeout, Unmet};
use checks::fault::Fault;

/// Each with the checks that fail because of it.
pub const FAULTS: &[Fault] = &[
    Fault {
        name: "leftovers-thrown-away",
        because: "Bytes behind a request are thrown away, although they begin the next one.",
        breaks: &[
            (Closed, &["timeouts/stalled-second-head"]),
            (Status, &["sessions/one-request-and-a-half", "sessions/many-requests-in-one-packet"]),
            (
                Timeout,
                &[
                    "parser/options-asterisk",
                    "parser/options-path",
                    "parser/empty-line-between-requests",
                    "parser/later-minor-version-in-full",
                    "sessions/http-1-0-keep-alive",
                    "sessions/stays-open-after-404",
                    "sessions/file-then-next-request",
                    "sessions/post-then-next-request",
                    "sessions/get-with-a-body",
                    "sessions/head-with-a-body",
                    "sessions/body-to-405",
                    "sessions/body-to-404",
                    "sessions/body-to-415",
                    "sessions/large-unwanted-body",
                    "sessions/400-in-the-middle",
                    "sessions/close-is-a-whole-word",
                    "sessions/keep-alive-in-a-list",
                    "sessions/two-requests-in-one-packet",
                    "sessions/body-then-next-request",
                    "sessions/answers-in-order",
                    "sessions/split-at-every-byte",
                    "chunked/split-at-every-byte",
                    "chunked/unwanted-body",
                    "chunked/book",
                    "chunked/upload",
                    "chunked/coding-in-any-case",
                    "chunked/at-the-limit",
                    "chunked/then-next-request",
                    "chunked/empty-body",
                    "chunked/line-ends-in-data",
                    "chunked/hexadecimal-in-both-cases",
                    "chunked/leading-zeros",
                    "chunked/extensions",
                    "chunked/trailers",
                    "chunked/trailers-are-no-headers",
                    "chunked/many-small-chunks",
                ],
            ),
            (Unmet, &["sessions/body-is-no-request", "chunked/body-is-no-request"]),
        ],
        may_break: &[
            "sessions/half-closed-client-with-two-requests",
            "sessions/unwanted-body-comes-late",
            "sessions/byte-by-byte",
            "chunked/byte-by-byte",
        ],
    },
    Fault {
        name: "connection-is-one-word",
        because: "Connection is compared as a whole, although its value is a list.",
        breaks: &[
            (
                Unmet,
                &[
                    "sessions/close-in-a-list",
                    "sessions/close-in-a-second-header",
                    "sessions/close-beats-keep-alive",
                ],
            ),
            (Closed, &["sessions/keep-alive-in-a-list"]),
        ],
        may_break: &[],
    },
    Fault {
        name: "head-and-body-in-two-writes",
        because: "Head and body are two writes, and Nagle's algorithm holds the second one back.",
        breaks: &[(
            Unmet,
            &[
                "hardcoded/one-write",
                "sessions/small-answers-do-not-stall",
                "sessions/small-files-do-not-stall",
            ],
        )],
        may_break: &[
            "pool/ten-idle-clients-cost-no-time",
            "pool/100-idle-clients-cost-no-time",
            "pool/many-idle-clients-cost-no-time",
        ],
    },
    Fault {
        name: "date-of-the-start",
        because: "The date is formatted once, and all responses have that of the first one.",
        breaks: &[(Unmet, &["sessions/date-moves-on"])],
        may_break: &[],
    },
    Fault {
        name: "chunk-size-with-sign",
        because: "The size of a chunk is parsed by the standard library, which accepts a plus sign.",
        breaks: &[(Status, &["chunked/size-with-a-plus"])],
        may_break: &[],
    },
    Fault {
        name: "length-beside-chunks",
        because: "A request with Content-Length and Transfer-Encoding is served like any other.",
        breaks: &[
            (
                Status,
                &["chunked/faulty-framing-strictly", "bodies/length-and-transfer-encoding-refused"],
            ),
            (Unmet, &["chunked/with-content-length", "bodies/length-and-transfer-encoding"]),
        ],
        may_break: &[],
    },
    Fault {
        name: "chunks-in-http-1-0",
        because: "Transfer-Encoding is accepted in HTTP/1.0, which does not know it.",
        breaks: &[(Unmet, &["chunked/http-1-0"]), (Status, &["chunked/faulty-framing-strictly"])],
        may_break: &[],
    },
    Fault {
        name: "no-content-has-a-length",
        because: "A 204 has a Content-Length, although it never has a body.",
        breaks: &[(Unmet, &["parser/options-has-no-length"])],
        may_break: &[],
    },
    Fault {
        name: "later-minor-version-is-refused",
        because: "HTTP/1.2 gets 505, although it must be read as HTTP/1.1.",
        breaks: &[
            (
                Status,
                &[
                    "parser/bare-line-feeds-after-another-version",
                    "parser/later-minor-version",
                    "requests/later-minor-version",
                ],
            ),
            (Closed, &["parser/later-minor-version-in-full"]),
        ],
        may_break: &[],
    },
    Fault {
        name: "gives-way-in-bodies",
        because: "A worker that reads a body takes other clients in turn, so many half-read bodies fill the memory.",
        breaks: &[(
            Unmet,
            &["pool/stalled-chunks-take-little-memory", "pool/stalled-uploads-take-little-memory"],
        )],
        may_break: &["pool/first-come-first-served"],
    },
    Fault {
        name: "keeps-alive-while-it-stops",
        because: "A session goes on during the shutdown, and its responses do not say that it ends.",
        breaks: &[(Unmet, &["shutdown/answer-says-close", "shutdown/no-further-request"])],
        may_break: &[],
    },
];
