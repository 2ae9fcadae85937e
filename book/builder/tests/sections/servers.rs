//! Each section ends in a server that compiles without a warning and passes the checks that the section names.

use book::{Chapter, Error, Section, Step, crates, expand, steps};
use checks::external::External;
use checks::runner::Outcome;
use checks::stages::workspace;
use checks::{Check, Stage, Target, TargetKind};
use libtest_mimic::{Completion, Trial};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// So many checks run at once, beside the transcripts. Each takes one of these, in turn.
static PLACES: [Mutex<()>; 8] = [const { Mutex::new(()) }; 8];

static CHECKS: AtomicUsize = AtomicUsize::new(0);

/// Builds of all steps, and the checks that the sections of these chapters name.
pub fn trials(chapters: &[Chapter]) -> Result<Vec<Trial>, Error> {
    // A step is built even if no page is about it.
    let mut trials: Vec<Trial> = steps::all()?.into_iter().map(build).collect();
    for chapter in chapters {
        for (index, section) in chapter.page.sections.iter().enumerate() {
            trials.extend(passes(chapter, index, section));
        }
    }
    Ok(trials)
}

/// `stage03/01-response builds`
fn build(step: Step) -> Trial {
    Trial::test(format!("{}/{} builds", step.chapter, step.name), move || {
        let built = crates::executable(step.chapter, Some(&step.name));
        built.map(|_| ()).map_err(|error| error.to_string().into())
    })
}

/// `stage03/Three outcomes passes routing/root`
fn passes(chapter: &Chapter, index: usize, section: &Section) -> Vec<Trial> {
    let Some(stage) = chapter.page.chapter() else { return Vec::new() };
    let step = chapter.server(index).map(str::to_string);
    let mut trials = Vec::new();
    for directive in section.directives.iter().filter(|directive| directive.name == "passes") {
        // Unknown ids are errors of `tests/pages.rs`.
        for check in expand::passed(chapter, directive).unwrap_or_default() {
            let name = format!("{stage}/{} passes {}", section.title, check.id);
            let step = step.clone();
            let place = chapter.error(directive.line, "the server of this section fails a check");
            trials.push(Trial::ignorable_test(name, move || {
                hold(stage, step.as_deref(), check)
                    .map_err(|error| format!("{place}\n{error}").into())
            }));
        }
    }
    trials
}

/// Runs the check as a reader does: on a program that is not a stage.
fn hold(stage: Stage, step: Option<&str>, check: &'static Check) -> Result<Completion, String> {
    let program = crates::executable(stage, step).map_err(|error| error.to_string())?;
    let external = External::new(program.as_os_str(), &[], workspace());
    let target = Target::of(stage, TargetKind::External(Arc::new(external)));
    let place = CHECKS.fetch_add(1, Ordering::Relaxed) % PLACES.len();
    let _place = PLACES[place].lock().unwrap_or_else(PoisonError::into_inner);
    match check.run_on(&target).outcome {
        Outcome::Passed => Ok(Completion::Completed),
        Outcome::Skipped(reason) | Outcome::NotRun(reason) => Ok(Completion::ignored_with(reason)),
        Outcome::Failed(report) => Err(report.to_string()),
    }
}
