//! The command line.

use crate::{Check, Failure, Stages, Subject, ensure};

/// What holds for the command line.
pub const CHECKS: &[Check] = &[
    Check {
        id: "cli/ready-line",
        holds: Stages::since(1),
        fails: Stages::NONE,
        claim: "Once the server accepts, stdout gets one line with the real address.",
        curl: "nc -vz {host} {port}",
        why: "Whoever starts a server on port 0, a test or a script, has no other way to learn its port.",
        hints: &[
            "Ask the listener for its local address: the one on the command line may say port 0.",
            "Output to a pipe is kept back until it is flushed. A line that nobody gets is no ready line.",
        ],
        run: |subject| {
            let server = subject.start()?;
            let prefix = if subject.stage().speaks_http() { "http://" } else { "" };
            let wanted = format!("Listening on {prefix}{}\n", server.addr());
            let printed = server.stdout()?;
            ensure(
                printed == wanted && server.addr().port() != 0,
                format!("expected {wanted:?} on stdout, but got {printed:?}"),
            )
        },
    },
    Check {
        id: "cli/port-in-use",
        holds: Stages::since(1),
        fails: Stages::NONE,
        claim: "On a port that is taken, the server says so in one line on stderr and exits with 1.",
        curl: "nc -vz {host} {port}   # then start the server a second time on that port",
        why: "A backtrace tells a user nothing. One line with the address says what to change.",
        hints: &["Give the error of `bind` back to `main`, and let `main` print it."],
        run: |subject| {
            let server = subject.start()?;
            let address = server.addr().to_string();
            refuses_to_listen_on(subject, &address)
        },
    },
];

fn refuses_to_listen_on(subject: &Subject, address: &str) -> Result<(), Failure> {
    let ended = subject.run([address])?;
    ensure(
        ended.status.code() == Some(1),
        format!("expected exit status 1, but got {}", ended.status),
    )?;
    ensure(
        ended.stderr.lines().count() == 1 && ended.stderr.contains(address),
        format!("expected one line with {address} on stderr, but got {:?}", ended.stderr),
    )
}
