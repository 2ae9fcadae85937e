//! Each section ends in a server that compiles without a warning and passes the checks that the section names.

use book::{Chapter, Section, crates, expand, steps};
use checks::foreign::Foreign;
use checks::runner::Outcome;
use checks::stages::workspace;
use checks::{Check, Stage, Subject, Target};
use libtest_mimic::{Completion, Failed, Trial};
use std::sync::Arc;

/// Builds of all steps, and the checks that the sections of these chapters name.
pub fn trials(chapters: &[Chapter]) -> Vec<Trial> {
    let mut trials = builds();
    for chapter in chapters {
        for (index, section) in chapter.page.sections.iter().enumerate() {
            trials.extend(passes(chapter, index, section));
        }
    }
    trials
}

/// `stage03/01-response builds`: all steps that have a patch, whether a page is about them or not.
fn builds() -> Vec<Trial> {
    let all = match steps::all() {
        Ok(all) => all,
        Err(error) => {
            let message = error.to_string();
            return vec![Trial::test("steps/patches-apply", move || Err(message.into()))];
        }
    };
    let trial = |step: book::Step| {
        let name = format!("{}/{} builds", step.chapter, step.name);
        Trial::test(name, move || {
            crates::executable(step.chapter, Some(&step.name)).map_err(|error| told(&error))?;
            Ok(())
        })
    };
    all.into_iter().map(trial).collect()
}

/// `stage03/Three outcomes passes routing/root`
fn passes(chapter: &Chapter, index: usize, section: &Section) -> Vec<Trial> {
    let Some(stage) = chapter.page.chapter() else { return Vec::new() };
    let step = chapter.page.step(index).map(str::to_string);
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
    let foreign = Foreign::new(program.as_os_str(), &[], workspace());
    let subject = Subject::of(stage, Target::Foreign(Arc::new(foreign)));
    match check.hold(&subject).outcome {
        Outcome::Passed => Ok(Completion::Completed),
        Outcome::Skipped(reason) => Ok(Completion::ignored_with(reason)),
        Outcome::Failed(report) => Err(report.to_string()),
    }
}

fn told(error: &book::Error) -> Failed {
    error.to_string().into()
}
