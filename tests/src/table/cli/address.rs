//! Where a server listens.

use crate::{Check, Failure, Need, Stages, Target, ensure};

/// Checks of the address on the command line.
pub const CHECKS: &[Check] = &[
    Check {
        id: "cli/ready-line",
        stages: Stages::since(1),
        needs: &[Need::Output],
        expect: "Once the server accepts connections, it prints exactly one line to stdout: Listening on, and its real address.",
        why: "A script that starts a server on port 0 has no other way to learn its port.",
        hints: &[
            "Ask the listener for its local address: the one on the command line may say port 0.",
            "Output to a pipe may wait in a buffer. Flush it, or nobody reads the line.",
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
        stages: Stages::since(1),
        needs: &[Need::CommandLine],
        expect: "The server starts with localhost:0 as its address, and accepts a connection on this machine.",
        why: "People write localhost. They should not have to know its number.",
        hints: &["`TcpListener::bind` looks names up by itself. Pass it the text unchanged."],
        run: |target| {
            let server = target.launch().address("localhost:0").start()?;
            let address = server.addr();
            ensure(address.ip().is_loopback(), format!("localhost became {address}"))?;
            server.connect()?;
            server.expect_running()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/default-address",
        stages: Stages::since(1),
        needs: &[Need::CommandLine, Need::Limits],
        expect: "Without an argument the server listens on 127.0.0.1:4221.",
        why: "The shortest command should work, and open no door to other machines.",
        hints: &["If there is no first argument, use the default."],
        // In a network of its own, so that nobody who uses the port is disturbed, or disturbs us.
        run: |target| {
            let address = target.launch().only([""; 0]).find_own_address()?;
            ensure(
                address.to_string() == "127.0.0.1:4221",
                format!("expected it to listen on 127.0.0.1:4221, but it listens on {address}"),
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/port-in-use",
        stages: Stages::since(1),
        needs: &[Need::CommandLine],
        expect: "If the port is taken, the server prints one line with the address to stderr and exits with status 1.",
        why: "A backtrace does not help a user. One line with the address says what to change.",
        hints: &["Return the error of `bind` to `main`, and let `main` print it."],
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
        stages: Stages::since(1),
        needs: &[Need::CommandLine],
        expect: "If the address is malformed, the server prints one line with it to stderr and exits with status 1.",
        why: "Typing errors are the most frequent reason why a server does not start.",
        hints: &[
            "`bind` returns an error for such an address. Handle it like any other, without `unwrap`.",
        ],
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
