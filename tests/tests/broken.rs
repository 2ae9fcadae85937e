//! Broken servers: each fails the checks that are named for it, in the way that is named, and passes others.
//!
//! A check that no broken server fails is not yet known to check anything.
//!
//! The others are those that share a topic with a named one: `files/upload` is run if `files/head` is named.
//! That keeps the run short. With `ALL_CHECKS=1` in the environment, all checks of the stage are run.

mod trials;

#[path = "broken/faults/mod.rs"]
mod faults;

use checks::cargo::Executables;
use checks::fault::{self, Fault};
use checks::{Check, Stage};
use libtest_mimic::{Failed, Trial};
use std::collections::BTreeSet;
use std::env;
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
    for fault in faults::all() {
        match fault.stage() {
            Ok(stage) => trials.extend(trials_of(fault, stage)),
            Err(error) => trials.push(Trial::test(fault.name, || Err(error.into()))),
        }
    }
    trials::run(trials)
}

/// Returns the tests of a fault, each with its name and that of the check: `broken/reads-once/cli/help`.
/// Checks that the fault breaks now and then have none.
fn trials_of(fault: &'static Fault, stage: Stage) -> Vec<Trial> {
    let table = checks::table::all().into_iter();
    let of_stage = table.filter(|check| check.stages.contains(stage));
    of_stage.filter_map(|check| trial(fault, stage, check)).collect()
}

fn trial(fault: &'static Fault, stage: Stage, check: &'static Check) -> Option<Trial> {
    if fault.may_break.contains(&check.id) {
        return None;
    }
    let name = format!("broken/{}/{}", fault.name, check.id);
    let program: Executable = Box::new(|| executable(fault));
    let kinds = fault.kinds(check.id);
    if !kinds.is_empty() {
        return Some(trials::fails(format!("{name} (fails)"), stage, check, kinds, program));
    }
    is_close(fault, check).then(|| trials::passes(name, stage, check, program))
}

/// Returns whether the check shares its topic with one that the fault breaks, or all checks are wanted.
fn is_close(fault: &Fault, check: &Check) -> bool {
    let topic_of = |id: &'static str| id.split('/').next();
    let is_same_topic = fault.broken_ids().any(|id| topic_of(id) == topic_of(check.id));
    is_same_topic || env::var_os("ALL_CHECKS").is_some()
}

fn executable(fault: &Fault) -> Result<PathBuf, String> {
    let built = BUILT.get_or_init(|| fault::build(faults::all()));
    let path = built.as_ref().map_err(Clone::clone)?.get(&fault.package());
    path.cloned().ok_or_else(|| format!("cargo built no {}", fault.package()))
}

/// A diff without an entry would prove nothing, and nobody would notice.
fn each_diff_is_in_the_table() -> Result<(), Failed> {
    let table: BTreeSet<String> =
        faults::all().map(|fault| format!("{}.diff", fault.name)).collect();
    let files: Result<BTreeSet<String>, std::io::Error> = fs::read_dir(fault::folder())?
        .map(|file| Ok(file?.file_name().to_string_lossy().into_owned()))
        .collect();
    match table.symmetric_difference(&files?).collect::<Vec<_>>().as_slice() {
        [] => Ok(()),
        odd => Err(format!("in the table or in the folder, but not in both: {odd:?}").into()),
    }
}

/// A name that no check has would never be tested, and a fault that breaks nothing would prove nothing.
fn each_id_is_a_check_of_the_stage() -> Result<(), Failed> {
    let table = checks::table::all();
    for fault in faults::all() {
        let stage = fault.stage()?;
        let is_known =
            |id: &str| table.iter().any(|check| check.id == id && check.stages.contains(stage));
        let ids = fault.broken_ids().chain(fault.may_break.iter().copied());
        let unknown: Vec<_> = ids.filter(|id| !is_known(id)).collect();
        if !unknown.is_empty() {
            return Err(format!("{stage} has no such checks: {unknown:?}").into());
        }
        if fault.breaks.is_empty() {
            return Err(format!("{} breaks no check", fault.name).into());
        }
    }
    Ok(())
}
