//! Every stage and the event-loop elective, held against every check that holds for it and those that it is
//! known not to survive.

mod trials;

use checks::{Check, Stage, stages};
use libtest_mimic::Trial;
use std::path::PathBuf;
use std::process::ExitCode;
use trials::Executable;

fn main() -> ExitCode {
    let table = checks::table::all();
    let of_stage = |stage| table.iter().filter_map(move |check| trial(stage, check));
    trials::run(Stage::SERVERS.into_iter().flat_map(of_stage).collect())
}

/// The test of this stage and check, where there is one: `stage05/threads/reverse-order`.
fn trial(stage: Stage, check: &'static Check) -> Option<Trial> {
    let name = format!("{stage}/{}", check.id);
    let program: Executable = Box::new(move || stages::executable(stage).map(PathBuf::from));
    if check.stages.contains(stage) {
        return Some(trials::passes(name, stage, check, program));
    }
    let name = format!("{name} (does not survive)");
    let kinds = check.fails_with.to_vec();
    check.fails_on.contains(stage).then(|| trials::fails(name, stage, check, kinds, program))
}
