//! Options and values that are wrong.

use crate::{Basis, Check, Failure, Need, Stages, Target, ensure};
use std::time::Duration;

/// Checks of wrong options and odd values.
pub const CHECKS: &[Check] = &[
    Check {
        id: "cli/unknown-option",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::CommandLine],
        expect: "For an unknown option, the server names it on stderr, says how to get the usage, and exits with 2.",
        why: "An option that is silently ignored is a server that does not do what its user believes.",
        hints: &[
            "What begins with a dash and has no meaning is an error, and so is a second address.",
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
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[
            Need::Option("--directory"),
            Need::Option("--quiet"),
            Need::Option("--www"),
            Need::CommandLine,
        ],
        expect: "For an option without its value, the server names the option; it exits with 2.",
        why: "The end of the command line is the end of input, and that is no reason to panic.",
        hints: &["`next()` gives `None` there. Turn it into a message that names the option."],
        run: |target| {
            refuses(target, ["--directory"], "--directory")?;
            refuses(target, ["--quiet", "--www"], "--www")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/timeout-malformed",
        basis: Basis::Course,
        stages: Stages::since(5),
        needs: &[Need::Option("--timeout"), Need::CommandLine],
        expect: "A timeout that is not a number, negative or NaN is refused with exit status 2.",
        why: "A duration made of such a number panics. A mistake of the user is not one of the program.",
        hints: &[
            "`f64` parses `NaN`, `inf` and `-1`: the text being a number is not enough.",
            "NaN is neither below nor above 0, so ask whether the number is good, not whether it is bad.",
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
        basis: Basis::Course,
        stages: Stages::since(5),
        needs: &[Need::Option("--timeout")],
        expect: "A huge timeout is as good as none: the server answers.",
        why: "Adding it to the time of day overflows, and an overflow panics: not at the start, but at the first request.",
        hints: &["Take the smaller of the timeout and one that surely fits, a year perhaps."],
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
        basis: Basis::Course,
        stages: Stages::since(5),
        needs: &[Need::Option("--timeout")],
        expect: "The timeout may be a fraction of a second.",
        why: "Tests want short ones. A fraction that is cut off is 0, which the system takes for no timeout at all.",
        hints: &["Parse the text as `f64`, and make the duration out of that."],
        run: |target| {
            let server = target.start_with(["--timeout", "0.3"])?;
            let mut silent = server.connect()?;
            silent.expect_silence(Duration::from_millis(50))?;
            silent.expect_closed()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/workers-malformed",
        basis: Basis::Course,
        stages: Stages::since(6).but_not_the_event_loop(),
        needs: &[Need::Option("--workers"), Need::CommandLine],
        expect: "A number of workers that is none, or 0, is refused with exit status 2.",
        why: "A pool without workers accepts everybody and answers nobody.",
        hints: &["0 parses. Ask for at least 1 after that."],
        run: |target| refuses_counts(target, "--workers"),
        ..Check::DEFAULT
    },
    Check {
        id: "cli/queue-malformed",
        basis: Basis::Course,
        stages: Stages::since(6).but_not_the_event_loop(),
        needs: &[Need::Option("--queue"), Need::CommandLine],
        expect: "A length of the queue that is none, or 0, is refused with exit status 2.",
        why: "A mistake in an option should be told at the start, not be found under load.",
        hints: &["It is checked like the number of workers."],
        run: |target| refuses_counts(target, "--queue"),
        ..Check::DEFAULT
    },
    Check {
        id: "cli/workers-and-queue",
        basis: Basis::Course,
        stages: Stages::since(6).but_not_the_event_loop(),
        needs: &[Need::Option("--queue"), Need::Option("--workers")],
        expect: "One worker and one place in the queue are enough for one client after the other.",
        why: "The smallest pool is the one that shows a wrong count.",
        hints: &["A worker that has answered has to come back for the next connection."],
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
        basis: Basis::Course,
        stages: Stages::EVENT_LOOP,
        needs: &[Need::Option("--loops"), Need::CommandLine],
        expect: "`--loops` with 0, or without a whole number, is refused with exit status 2.",
        why: "Without a loop, nobody waits for any client.",
        hints: &["It is checked like the number of workers."],
        run: |target| refuses_counts(target, "--loops"),
        ..Check::DEFAULT
    },
    Check {
        id: "cli/max-connections-malformed",
        basis: Basis::Course,
        stages: Stages::EVENT_LOOP,
        needs: &[Need::Option("--max-connections"), Need::CommandLine],
        expect: "`--max-connections` with 0, or without a whole number, is refused with exit status 2.",
        why: "A server that refuses everybody should say so at the start.",
        hints: &["It is checked like the number of loops."],
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

/// The server exits with 2. Its first line on stderr names the argument, and the text says how to get help.
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
