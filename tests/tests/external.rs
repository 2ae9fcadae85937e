//! Servers that others wrote, and what HTTP asks of stage 7: every check but those of the course itself.
//!
//! Each server has a list of the checks that it is known to fail, with the reason. A server that fails more, or
//! that passes what it is listed for, is a failure here. Servers whose language is not installed are ignored.

#[path = "programs/find.rs"]
mod programs;

#[path = "trials/run.rs"]
mod trials;

#[path = "external/known.rs"]
mod known;

#[path = "external/servers.rs"]
mod servers;

use checks::runner::Outcome;
use checks::{Basis, Check, Stage, Target, TargetKind};
use libtest_mimic::{Completion, Failed, Trial};
use servers::SERVERS;
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// The stage whose checks are asked: a server that keeps connections open and reads chunked bodies.
const STAGE: u8 = 7;

/// These servers answer at once or not at all.
const TIMEOUT: Duration = Duration::from_secs(3);

fn main() -> ExitCode {
    let mut trials = vec![
        Trial::test("external/each-listed-id-is-a-check", each_listed_id_is_a_check),
        Trial::test("external/what-several-fail-is-quoted", what_several_fail_is_quoted),
    ];
    for server in SERVERS {
        let known = known::of(server);
        trials.extend(checks_of_http().map(|check| trial(server, check, known.get(check.id))));
    }
    trials::run(trials)
}

fn checks_of_http() -> impl Iterator<Item = &'static Check> {
    let stage = Stage::new(STAGE).expect("this is a stage");
    let table = checks::table::all().into_iter();
    table.filter(move |check| check.stages.contains(stage) && check.basis != Basis::Course)
}

fn trial(server: &'static str, check: &'static Check, known: Option<&String>) -> Trial {
    let is_known = known.is_some();
    let suffix = if is_known { " (known to fail)" } else { "" };
    Trial::ignorable_test(format!("external/{server}/{}{suffix}", check.id), move || {
        let Some(external) = servers::start(server)? else {
            return Ok(Completion::ignored_with(format!("{server} is not installed")));
        };
        run(external, check, is_known)
    })
}

fn run(
    kind: Arc<checks::external::External>,
    check: &'static Check,
    is_known: bool,
) -> Result<Completion, Failed> {
    let stage = Stage::new(STAGE).ok_or("this is no stage")?;
    let target = Target::of(stage, TargetKind::External(kind)).with_timeout(TIMEOUT);
    match (check.run_on(&target).outcome, is_known) {
        (Outcome::Passed, false) => Ok(Completion::Completed),
        (Outcome::Failed(report), true) if report.failure.kind.is_verdict() => {
            Ok(Completion::Completed)
        }
        (Outcome::Passed, true) => Err("it passes: take it off the server's list".into()),
        (Outcome::Failed(report), _) => Err(report.to_string().into()),
        (Outcome::Skipped(reason) | Outcome::NotRun(reason), _) => {
            Ok(Completion::ignored_with(reason))
        }
    }
}

fn each_listed_id_is_a_check() -> Result<(), Failed> {
    let is_check = |id: &String| checks_of_http().any(|check| check.id == id);
    for server in SERVERS {
        let unknown: Vec<String> =
            known::of(server).into_keys().filter(|id| !is_check(id)).collect();
        if !unknown.is_empty() {
            return Err(format!("{server}: no such checks of HTTP: {unknown:?}").into());
        }
    }
    Ok(())
}

/// If several well-known servers fail a `Must`, it is likely that the check asks too much. The list then has to
/// quote the RFC.
fn what_several_fail_is_quoted() -> Result<(), Failed> {
    let mut reasons: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (id, reason) in SERVERS.iter().flat_map(|server| known::of(server)) {
        reasons.entry(id).or_default().push(reason);
    }
    let is_must =
        |id: &str| checks_of_http().any(|check| check.id == id && check.basis == Basis::Must);
    let is_quoted = |reason: &String| reason.contains("RFC ") && reason.contains('“');
    let mut open = reasons
        .iter()
        .filter(|(id, reasons)| reasons.len() > 1 && is_must(id) && !reasons.iter().any(is_quoted));
    match open.next() {
        None => Ok(()),
        Some((id, _)) => {
            Err(format!("{id} fails on several servers: quote the RFC in a list").into())
        }
    }
}
