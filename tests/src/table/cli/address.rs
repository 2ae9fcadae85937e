//! Where a server listens.

use crate::{Basis, Check, Failure, Need, Stages, Target, ensure};
use std::net::TcpListener;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Checks that run at once take turns with the port that all servers have as their default.
static DEFAULT_PORT: Mutex<()> = Mutex::new(());

/// Checks of the address on the command line.
pub const CHECKS: &[Check] = &[
    Check {
        id: "cli/ready-line",
        basis: Basis::Course,
        stages: Stages::since(1),
        needs: &[Need::Output],
        expect: "Once the server accepts, stdout gets one line with the real address.",
        why: "A test or a script that starts a server on port 0 has no other way to learn its port.",
        hints: &[
            "Ask the listener for its local address: the one on the command line may say port 0.",
            "Output to a pipe is kept back until it is flushed. A line that nobody gets is no ready line.",
        ],
        run: |target| {
            let server = target.start()?;
            let prefix = if target.stage().speaks_http() { "http://" } else { "" };
            let wanted = format!("Listening on {prefix}{}\n", server.addr());
            let printed = server.stdout()?;
            ensure(
                printed == wanted && server.addr().port() != 0,
                format!("expected {wanted:?} on stdout, but got {printed:?}"),
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/host-name",
        basis: Basis::Course,
        stages: Stages::since(1),
        needs: &[Need::CommandLine],
        expect: "The address may have a name in it, such as localhost:4221.",
        why: "People write localhost. A program that takes numbers only refuses what they know.",
        hints: &["`TcpListener::bind` looks names up by itself: give it the text as it came."],
        run: |target| {
            let server = target.launch().address("localhost:0").start()?;
            ensure(server.addr().ip().is_loopback(), "localhost is not on this machine")?;
            server.connect()?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/default-address",
        basis: Basis::Course,
        stages: Stages::since(1),
        needs: &[Need::CommandLine],
        expect: "Without an argument the server listens on 127.0.0.1:4221.",
        why: "The shortest command should work, and on an address that nobody else can reach.",
        hints: &["Where the first argument is missing, take the default in its place."],
        run: |target| {
            // Taken by us, or by somebody else: the server has to say that it cannot have it.
            let _turn = DEFAULT_PORT.lock().unwrap_or_else(PoisonError::into_inner);
            let taken = take_default_port();
            let refused = refuses_to_listen(target, None, "127.0.0.1:4221");
            drop(taken);
            refused
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/port-in-use",
        basis: Basis::Course,
        stages: Stages::since(1),
        needs: &[Need::CommandLine],
        expect: "On a port that is taken, the server says so in one line on stderr and exits with 1.",
        why: "A backtrace tells a user nothing. One line with the address says what to change.",
        hints: &["Give the error of `bind` back to `main`, and let `main` print it."],
        run: |target| {
            let server = target.start()?;
            let address = server.addr().to_string();
            refuses_to_listen(target, Some(&address), &address)?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/bad-address",
        basis: Basis::Course,
        stages: Stages::since(1),
        needs: &[Need::CommandLine],
        expect: "For an address that is none, the server says so in one line on stderr and exits with 1.",
        why: "A typing error is the most frequent reason why a server does not start.",
        hints: &["What `bind` gives for such an address is an error like any other: no `unwrap`."],
        run: |target| {
            for address in ["nonsense", "127.0.0.1:99999"] {
                refuses_to_listen(target, Some(address), address)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
];

/// The server ends with 1 and a line on stderr that names the address, even where backtraces are on.
fn refuses_to_listen(
    target: &Target,
    argument: Option<&str>,
    address: &str,
) -> Result<(), Failure> {
    let launch = target.launch().only(argument).variable("RUST_BACKTRACE", "1");
    let ended = launch.finish()?;
    ensure(
        ended.status.code() == Some(1),
        format!("expected exit status 1, but got {}", ended.status),
    )?;
    ensure(
        ended.stderr.lines().count() == 1 && ended.stderr.contains(address),
        format!("expected one line with {address} on stderr, but got {:?}", ended.stderr),
    )
}

/// Takes the port, or waits a little for a check of another process that has taken it. Who keeps it longer
/// is a server that somebody has left running.
fn take_default_port() -> Option<TcpListener> {
    let deadline = Instant::now() + Duration::from_secs(1);
    while Instant::now() < deadline {
        if let Ok(listener) = TcpListener::bind("127.0.0.1:4221") {
            return Some(listener);
        }
        thread::sleep(Duration::from_millis(5));
    }
    None
}
