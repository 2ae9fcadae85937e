//! `cargo stage completions`.

use std::process::ExitCode;

/// What it can be told.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Does it.
pub(crate) fn run(_arguments: &Args) -> anyhow::Result<ExitCode> {
    anyhow::bail!("`cargo stage completions` is not there yet")
}
