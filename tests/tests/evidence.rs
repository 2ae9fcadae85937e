//! Every check can fail: the stage before the one that introduces it fails it, or a stand-in does that is wrong
//! in one crude way. A check that passes all of them is listed with the fault that it catches.

#[path = "trials/run.rs"]
mod trials;

#[path = "broken/faults.rs"]
mod faults;

use checks::runner::{Finding, Outcome};
use checks::{Check, Stage, Target, cargo, stages};
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

/// Checks that only a subtle fault fails, and that fault.
const CAUGHT_BY_A_FAULT: &[(&str, &str)] = &[
    ("pool/stalled-chunks-take-little-memory", "gives-way-in-bodies"),
    ("pool/stalled-uploads-take-little-memory", "gives-way-in-bodies"),
    ("shutdown/log-that-nobody-reads", "logs-before-it-stops"),
];

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
    let listed = CAUGHT_BY_A_FAULT.iter().find(|(id, _)| *id == check.id);
    let failing = failing_server(check)?;
    match (failing, listed) {
        (Some(_), None) => Ok(()),
        (Some(name), Some(_)) => Err(format!("{name} fails it: take it off the list").into()),
        (None, Some((_, fault))) => breaks(fault, check),
        (None, None) => Err("no server fails it: it may check nothing".into()),
    }
}

/// The first server that is asked and gives a wrong answer.
fn failing_server(check: &'static Check) -> Result<Option<&'static str>, Failed> {
    let stage = check.chapter().ok_or("it belongs to no stage")?;
    for name in STAND_INS {
        if fails(check, stage, stand_in(name)?) {
            return Ok(Some(name));
        }
    }
    match stage.number().checked_sub(1).and_then(Stage::new) {
        Some(before) if fails(check, stage, stages::executable(before)?.to_path_buf()) => {
            Ok(Some(before.package()))
        }
        _ => Ok(None),
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

fn breaks(name: &str, check: &Check) -> Result<(), Failed> {
    let fault = faults::FAULTS.iter().find(|fault| fault.name == name);
    let fault = fault.ok_or_else(|| format!("there is no fault {name}"))?;
    if fault.breaks.contains(&check.id) {
        return Ok(());
    }
    Err(format!("the fault {name} does not name it").into())
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
