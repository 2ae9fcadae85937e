//! Options and values that are wrong.

use crate::{Check, Failure, Need, Stages, Target, ensure};
use std::time::{Duration, Instant};

/// Checks of wrong options and odd values.
pub const CHECKS: &[Check] = &[
    Check {
        id: "cli/unknown-option",
        stages: Stages::since(4),
        needs: &[Need::CommandLine],
        expect: "For an unknown option or a second address, the first line on stderr names it, stderr mentions --help or the options, and the exit status is 2.",
        why: "If a server ignores an option silently, it does not do what its user believes.",
        hints: &[
            "An argument that begins with a dash and has no meaning is an error. So is a second address.",
        ],
        run: |target| {
            refuses(target, ["--bogus"], "--bogus")?;
            refuses(target, ["-x", "127.0.0.1:0"], "-x")?;
            refuses(target, ["127.0.0.1:0", "second:0"], "second:0")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/missing-value",
        stages: Stages::since(4),
        needs: &[
            Need::Option("--directory"),
            Need::Option("--quiet"),
            Need::Option("--www"),
            Need::CommandLine,
        ],
        expect: "For an option without its value, the first line on stderr names the option, and the exit status is 2.",
        why: "The end of the command line is the end of input. That is no reason to panic.",
        hints: &["`next()` returns `None` there. Turn it into a message that names the option."],
        run: |target| {
            refuses(target, ["--directory"], "--directory")?;
            refuses(target, ["--quiet", "--www"], "--www")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/timeout-malformed",
        stages: Stages::since(5),
        needs: &[Need::Option("--timeout"), Need::CommandLine],
        expect: "With a --timeout that is no number, is negative or is NaN, the server names the option on stderr and exits with status 2.",
        why: "To make a duration of such a number panics. A mistake of the user must not crash the program.",
        hints: &[
            "`f64` parses `NaN`, `inf` and `-1`: it is not enough that the text is a number.",
            "NaN is neither below nor above 0. So ask whether the number is good, not whether it is bad.",
        ],
        run: |target| {
            for value in ["soon", "", "-1", "-0.5", "NaN", "-inf", "1s"] {
                refuses(target, ["--timeout", value], "--timeout")?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/timeout-huge",
        stages: Stages::since(5),
        needs: &[Need::Option("--timeout")],
        expect: "With a huge --timeout, such as 1e300, GET / gives 200.",
        why: "If you add it to the time of day, the sum overflows and the server panics: at the first request, not at the start.",
        hints: &["Take the smaller of this timeout and one that surely fits, such as a year."],
        run: |target| {
            for value in ["99999999999", "18446744073709551615", "1e300"] {
                let server = target.start_with(["--timeout", value])?;
                server.get("/")?.expect_status(200)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/timeout-fraction",
        stages: Stages::since(5),
        needs: &[Need::Option("--timeout")],
        expect: "With --timeout 0.3, the server closes the connection of a silent client after 0.3 s or more, but not at once.",
        why: "Tests want short timeouts. Without its fraction it is 0, which the system takes for no timeout at all.",
        hints: &["Parse the text as `f64`, and make the duration of that."],
        run: |target| {
            let server = target.start_with(["--timeout", "0.3"])?;
            let begin = Instant::now();
            server.connect()?.expect_gone()?;
            let waited = begin.elapsed();
            // Clocks differ a little in how they round.
            ensure(waited > Duration::from_millis(290), format!("closed after {waited:?}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/workers-malformed",
        stages: Stages::since(6).but_not_the_event_loop(),
        needs: &[Need::Option("--workers"), Need::CommandLine],
        expect: "With --workers 0, or without a whole number, the server names the option on stderr and exits with status 2.",
        why: "A pool without workers accepts every client and answers none.",
        hints: &["0 is a number. Check after parsing that it is at least 1."],
        run: |target| refuses_counts(target, "--workers"),
        ..Check::DEFAULT
    },
    Check {
        id: "cli/queue-malformed",
        stages: Stages::since(6).but_not_the_event_loop(),
        needs: &[Need::Option("--queue"), Need::CommandLine],
        expect: "With --queue 0, or without a whole number, the server names the option on stderr and exits with status 2.",
        why: "A mistake in an option should show at the start, not under load.",
        hints: &["Check it like the number of workers."],
        run: |target| refuses_counts(target, "--queue"),
        ..Check::DEFAULT
    },
    Check {
        id: "cli/workers-and-queue",
        stages: Stages::since(6).but_not_the_event_loop(),
        needs: &[Need::Option("--queue"), Need::Option("--workers")],
        expect: "With one worker and one place in the queue, five requests, one after the other, each get 200.",
        why: "The smallest pool shows a wrong count first.",
        hints: &["After its answer, a worker has to come back for the next connection."],
        run: |target| {
            let server = target.start_with(["--workers", "1", "--queue", "1"])?;
            for _ in 0..5 {
                server.get("/")?.expect_status(200)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/loops-malformed",
        stages: Stages::EVENT_LOOP,
        needs: &[Need::Option("--loops"), Need::CommandLine],
        expect: "With --loops 0, or without a whole number, the server names the option on stderr and exits with status 2.",
        why: "Without a loop, the server does not wait for any client.",
        hints: &["Check it like the number of workers."],
        run: |target| refuses_counts(target, "--loops"),
        ..Check::DEFAULT
    },
    Check {
        id: "cli/max-connections-malformed",
        stages: Stages::EVENT_LOOP,
        needs: &[Need::Option("--max-connections"), Need::CommandLine],
        expect: "With --max-connections 0, or without a whole number, the server names the option on stderr and exits with status 2.",
        why: "A server that can serve nobody should say so at the start.",
        hints: &["Check it like the number of loops."],
        run: |target| refuses_counts(target, "--max-connections"),
        ..Check::DEFAULT
    },
];

fn refuses_counts(target: &Target, option: &str) -> Result<(), Failure> {
    for value in ["0", "-1", "many", "", "1.5", "99999999999999999999"] {
        refuses(target, [option, value], option)?;
    }
    Ok(())
}

/// The server exits with 2. Its first line on stderr names the argument, and the text mentions `--help` or an
/// option.
fn refuses<const N: usize>(
    target: &Target,
    arguments: [&str; N],
    named: &str,
) -> Result<(), Failure> {
    let ended = target.run(arguments)?;
    ensure(
        ended.status.code() == Some(2),
        format!("expected exit status 2 for {arguments:?}, but got {}", ended.status),
    )?;
    let line = ended.stderr.lines().next().unwrap_or_default();
    let says_how = ended.stderr.contains("--help") || ended.stderr.contains("--directory");
    ensure(
        line.contains(named) && says_how && ended.stdout.is_empty(),
        format!(
            "expected a line with {named} and the usage, or --help, on stderr only; but got {:?}",
            ended.stderr
        ),
    )
}
