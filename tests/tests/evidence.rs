//! Every check can fail. One of these does: the start of an exercise, a stand-in that is wrong in one crude
//! way, or the stage before the one that introduces it.

#[path = "trials/run.rs"]
mod trials;

use checks::runner::{Finding, Outcome};
use checks::{Check, Stage, Target, cargo, exercise, stages};
use libtest_mimic::{Failed, Trial};
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::OnceLock;
use std::time::Duration;

/// The stand-ins, the quickest to fail first.
const STAND_INS: [&str; 5] = ["closes", "says-400", "says-200", "echoes", "silent"];

/// Silence is known after this time, too.
const TIMEOUT: Duration = Duration::from_millis(500);

static STAND_IN_FOLDER: OnceLock<Result<PathBuf, String>> = OnceLock::new();

fn main() -> ExitCode {
    let table = checks::table::all();
    let trial = |check: &&'static Check| {
        let check = *check;
        Trial::test(format!("evidence/{}", check.id), move || can_fail(check))
    };
    trials::run(table.iter().map(trial).collect())
}

fn can_fail(check: &'static Check) -> Result<(), Failed> {
    if start_fails(check)? || stand_in_fails(check)? || stage_before_fails(check)? {
        return Ok(());
    }
    Err("no server fails it: it may check nothing".into())
}

/// The exercises have tests of their own, so it is enough that one names the check.
fn start_fails(check: &Check) -> Result<bool, String> {
    Ok(exercise::all()?.iter().any(|exercise| !exercise.kinds(check.id).is_empty()))
}

fn stand_in_fails(check: &'static Check) -> Result<bool, Failed> {
    let stage = check.chapter().ok_or("it belongs to no stage")?;
    for name in STAND_INS {
        if fails(check, stage, stand_in(name)?) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn stage_before_fails(check: &'static Check) -> Result<bool, Failed> {
    let stage = check.chapter().ok_or("it belongs to no stage")?;
    match stage.number().checked_sub(1).and_then(Stage::new) {
        Some(before) => Ok(fails(check, stage, stages::executable(before)?.to_path_buf())),
        None => Ok(false),
    }
}

fn fails(check: &'static Check, stage: Stage, program: PathBuf) -> bool {
    let target = Target::new(stage, program).with_timeout(TIMEOUT);
    let is_verdict = |finding: &Finding| match &finding.outcome {
        Outcome::Failed(report) => report.failure.kind.is_verdict(),
        _ => false,
    };
    is_verdict(&check.run_on(&target))
}

/// The program under this name: it looks at its own to know what to do wrong.
fn stand_in(name: &str) -> Result<PathBuf, String> {
    let folder = STAND_IN_FOLDER.get_or_init(|| copy_all().map_err(|error| error.to_string()));
    Ok(folder.clone()?.join(file_name(name)))
}

fn copy_all() -> std::io::Result<PathBuf> {
    let target = cargo::target_folder().unwrap_or_else(std::env::temp_dir);
    let folder = target.join("tmp/stand-ins");
    fs::create_dir_all(&folder)?;
    for name in STAND_INS {
        fs::copy(env!("CARGO_BIN_EXE_stand-in"), folder.join(file_name(name)))?;
    }
    Ok(folder)
}

fn file_name(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}
