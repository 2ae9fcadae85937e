//! `cargo stage check` from end to end: what it prints, how it ends, and what it leaves behind.
//!
//! The servers are small ones in Python. Where there is no Python, these tests are ignored by name.

mod endings;
mod options;
mod outputs;
mod reports;
mod schema;
mod support;
mod watching;

use checks::guard;
use libtest_mimic::{Arguments, Trial};
use std::path::Path;
use std::process::ExitCode;

/// A test that runs a server in Python or not.
type Test = (&'static str, fn());

fn main() -> ExitCode {
    if let Err(error) = guard::start(Path::new(env!("CARGO_BIN_EXE_checks"))) {
        eprintln!("servers may outlive the tests: {error}");
    }
    let with_python = [outputs::TESTS, reports::TESTS, endings::TESTS, watching::TESTS].concat();
    let trial = |(name, test): Test, ignored| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
        .with_ignored_flag(ignored)
    };
    let missing = support::python().is_none();
    let with_python = with_python.into_iter().map(|test| trial(test, missing));
    let without = options::TESTS.iter().map(|test| trial(*test, false));
    libtest_mimic::run(&Arguments::from_args(), with_python.chain(without).collect()).exit_code()
}
