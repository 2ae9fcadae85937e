//! The stages and the real curl.
//!
//! Each test is named after its stage and what curl does: `stage04/upload-from-file`. Where curl is
//! missing, they are reported as ignored.

mod programs;

#[path = "curl/cases.rs"]
mod cases;

#[path = "curl/curl.rs"]
mod curl;

use cases::{CASES, Case};
use checks::{Stage, Target, reaper, stages};
use curl::Curl;
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    reaper::start_once(Path::new(env!("CARGO_BIN_EXE_checks")));
    libtest_mimic::run(&Arguments::from_args(), trials()).exit_code()
}

fn trials() -> Vec<Trial> {
    let holds = |stage| CASES.iter().filter(move |case| case.stages.contains(stage));
    let all =
        Stage::SERVERS.into_iter().flat_map(|stage| holds(stage).map(move |case| (stage, case)));
    let name = |stage, case: &Case| format!("{stage}/{}", case.name);
    all.map(|(stage, case)| Trial::ignorable_test(name(stage, case), move || run(stage, case)))
        .collect()
}

fn run(stage: Stage, case: &Case) -> Result<Completion, Failed> {
    let Some(program) = programs::find(&["curl"]) else {
        return Ok(Completion::ignored_with("curl is not installed"));
    };
    let target = Target::new(stage, stages::executable(stage)?);
    let tried = target.start().and_then(|server| {
        let curl = Curl { program, server, stage };
        (case.run)(&curl).map_err(|failure| curl.explain(&failure))
    });
    tried.map(|()| Completion::Completed).map_err(|failure| failure.to_string().into())
}
