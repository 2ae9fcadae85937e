//! The `checks` program: for now, the guard that ends servers when their tests are gone.

use checks::guard;
use std::env;
use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    if env::args().nth(1).as_deref() == Some(guard::ARGUMENT) {
        guard::run(io::stdin().lock());
        return ExitCode::SUCCESS;
    }
    eprintln!("run the checks with `cargo test`");
    ExitCode::from(2)
}
