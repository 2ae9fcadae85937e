//! Broken servers: each fails the checks that are named for it, and passes all others.
//!
//! A check that no broken server fails is not yet known to check anything.

mod trials;

#[path = "broken/faults.rs"]
mod faults;

use checks::cargo::Executables;
use checks::fault::{self, Fault};
use checks::{Check, Stage};
use faults::FAULTS;
use libtest_mimic::{Failed, Trial};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::OnceLock;
use trials::Executable;

static BUILT: OnceLock<Result<Executables, String>> = OnceLock::new();

fn main() -> ExitCode {
    let mut trials = vec![
        Trial::test("broken/each-diff-is-in-the-table", each_diff_is_in_the_table),
        Trial::test("broken/each-id-is-a-check-of-the-stage", each_id_is_a_check_of_the_stage),
    ];
    for fault in FAULTS {
        match fault.stage() {
            Ok(stage) => trials.extend(trials_of(fault, stage)),
            Err(error) => trials.push(Trial::test(fault.name, || Err(error.into()))),
        }
    }
    trials::run(trials)
}

/// Returns a test for each check of the stage, with the name of the fault: `broken/reads-once/cli/help`.
/// Checks that the fault breaks now and then have none.
fn trials_of(fault: &'static Fault, stage: Stage) -> Vec<Trial> {
    let table = checks::table::all();
    table.into_iter().filter_map(|check| trial(fault, stage, check)).collect()
}

fn trial(fault: &'static Fault, stage: Stage, check: &'static Check) -> Option<Trial> {
    if fault.may_break.contains(&check.id) {
        return None;
    }
    let name = format!("broken/{}/{}", fault.name, check.id);
    let program: Executable = Box::new(|| executable(fault));
    if fault.breaks.contains(&check.id) {
        return Some(trials::fails(format!("{name} (fails)"), stage, check, &[], program));
    }
    check.stages.contains(stage).then(|| trials::passes(name, stage, check, program))
}

fn executable(fault: &Fault) -> Result<PathBuf, String> {
    let built = BUILT.get_or_init(|| fault::build(FAULTS)).as_ref().map_err(Clone::clone)?;
    let path = built.get(&fault.package());
    path.cloned().ok_or_else(|| format!("cargo built no {}", fault.package()))
}

/// A diff without an entry would prove nothing, and nobody would notice.
fn each_diff_is_in_the_table() -> Result<(), Failed> {
    let table: BTreeSet<String> =
        FAULTS.iter().map(|fault| format!("{}.diff", fault.name)).collect();
    let files: Result<BTreeSet<String>, std::io::Error> = fs::read_dir(fault::folder())?
        .map(|file| Ok(file?.file_name().to_string_lossy().into_owned()))
        .collect();
    match table.symmetric_difference(&files?).collect::<Vec<_>>().as_slice() {
        [] => Ok(()),
        odd => Err(format!("in the table or in the folder, but not in both: {odd:?}").into()),
    }
}

/// A name that no check has would never be tested.
fn each_id_is_a_check_of_the_stage() -> Result<(), Failed> {
    for fault in FAULTS {
        let stage = fault.stage()?;
        let table = checks::table::all();
        let known =
            |id: &str| table.iter().any(|check| check.id == id && check.stages.contains(stage));
        let ids = fault.breaks.iter().chain(fault.may_break);
        let unknown: Vec<_> = ids.filter(|id| !known(id)).collect();
        if !unknown.is_empty() {
            return Err(format!("{stage} has no such checks: {unknown:?}").into());
        }
    }
    Ok(())
}
