//! Faults of stages 5 and 6: threads, deadlines, the pool and the shutdown.

use checks::FailureKind::{Closed, NotStarted, Status, Timeout, Unmet, Unreachable};
use checks::fault::Fault;

/// Each with the checks that fail because of it.
pub const FAULTS: &[Fault] = &[
    Fault {
        name: "deadline-for-each-read",
        because: "The deadline begins again with each read, so a byte now and then holds a thread.",
        breaks: &[(
            Unmet,
            &["timeouts/dripping-body", "timeouts/dripping-head", "timeouts/dripping-headers"],
        )],
        may_break: &[],
    },
    Fault {
        name: "no-host-names",
        because: "The address is parsed as an IP address and a port, so localhost is refused.",
        breaks: &[(NotStarted, &["cli/host-name"]), (Unmet, &["cli/bad-address"])],
        may_break: &[],
    },
    Fault {
        name: "decodes-twice",
        because: "A file name is decoded again after it was checked, and the path that results is not checked.",
        breaks: &[(Unmet, &["files/link-to-file", "files/escape-encoded-twice"])],
        may_break: &[],
    },
    Fault {
        name: "upload-in-place",
        because: "An upload is written to its final file, so readers see half of it.",
        breaks: &[
            (Status, &["files/upload-onto-link", "files/upload-onto-dangling-link"]),
            (Timeout, &["files/named-pipe"]),
            (Unmet, &["files/upload-is-atomic", "files/reader-never-sees-half"]),
            (Closed, &["files/reader-never-sees-half"]),
        ],
        may_break: &[],
    },
    Fault {
        name: "length-with-sign",
        because: "The number of Content-Length is parsed by the standard library, which accepts a plus sign.",
        breaks: &[(Status, &["bodies/length-plus", "books/missing"])],
        may_break: &[],
    },
    Fault {
        name: "lock-held-over-the-response",
        because: "The lock of the books is held while a response is sent, so one slow reader stops all the others.",
        breaks: &[(
            Timeout,
            &[
                "threads/crowd-reads-nothing",
                "threads/crowd-reads-a-trickle",
                "threads/slow-reader",
            ],
        )],
        may_break: &[],
    },
    Fault {
        name: "no-write-timeout",
        because: "A write waits without a limit, so a client that does not read holds a thread.",
        breaks: &[(Timeout, &["timeouts/file-not-read"])],
        may_break: &["timeouts/body-not-read"],
    },
    Fault {
        name: "worker-dies-of-panic",
        because: "Nothing catches the panic of a handler, so it ends the worker.",
        breaks: &[
            (Closed, &["pool/panic-is-answered", "pool/panics-at-once"]),
            (Unmet, &["pool/panics-keep-workers"]),
            (Timeout, &["pool/panics-at-once"]),
        ],
        may_break: &[],
    },
    Fault {
        name: "lock-held-over-the-job",
        because: "A worker holds the lock of the queue while it runs its job, so the others wait.",
        breaks: &[
            (
                Timeout,
                &[
                    "shutdown/later-connection",
                    "shutdown/second-signal",
                    "shutdown/stuck-request",
                    "shutdown/begun-upload",
                    "pool/all-workers-serve",
                    "pool/two-rounds",
                    "pool/panics-keep-workers",
                    "pool/flat-under-overload",
                    "threads/slow-handler",
                    "threads/sleeps-overlap",
                    "threads/silent-clients",
                    "threads/begun-request",
                    "threads/begun-upload",
                    "threads/slow-reader",
                    "threads/reverse-order",
                ],
            ),
            (Unreachable, &["threads/fewer-descriptors-than-places"]),
        ],
        may_break: &[
            "shutdown/queued-request",
            "shutdown/refused-client",
            "pool/no-more-than-workers",
            "pool/refuses-when-full",
            "pool/smallest",
            "pool/refusal-arrives-whole",
            "pool/refusals-do-not-wait",
        ],
    },
    Fault {
        name: "accept-error-ends-the-server",
        because: "An error of accept ends the accept loop, even if there are only no descriptors left.",
        breaks: &[
            (Unmet, &["threads/descriptors-run-out", "threads/fewer-descriptors-than-places"]),
            (
                Unreachable,
                &["threads/descriptors-run-out", "threads/fewer-descriptors-than-places"],
            ),
        ],
        may_break: &["threads/descriptors-run-out-quietly"],
    },
    Fault {
        name: "shutdown-drops-the-queue",
        because: "The workers end at a shutdown although jobs are waiting.",
        breaks: &[(Closed, &["shutdown/queued-request"])],
        // Whether its queued request has begun when the signal comes is a race.
        may_break: &["shutdown/refused-client"],
    },
    Fault {
        name: "logs-before-it-stops",
        because: "The signal handler logs before it stops the server, and that blocks if nobody reads the log.",
        breaks: &[(Timeout, &["shutdown/log-that-nobody-reads"])],
        may_break: &[],
    },
];
