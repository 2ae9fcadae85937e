//! What is asked of an exercise beside its checks: diffs that apply, ids that exist, and house style.

use super::build;
use checks::exercise::{Exercise, Kind};
use checks::{Stage, extensions, stages};
use libtest_mimic::{Completion, Failed, Trial};
use std::collections::BTreeSet;

/// The test of an exercise itself.
pub fn of_one(exercise: &'static Exercise) -> Trial {
    Trial::test(format!("{}/is-well-formed", exercise.name), || is_well_formed(exercise))
}

/// The tests of all exercises together.
pub fn of_all(exercises: &'static [Exercise]) -> [Trial; 3] {
    [
        Trial::test("exercises/each-check-of-an-extension-can-fail", || can_fail(exercises)),
        Trial::ignorable_test("exercises/starts-and-solutions-are-formatted", || {
            clean(build::format())
        }),
        Trial::ignorable_test("exercises/clippy-is-silent-on-solutions", || clean(build::clippy())),
    ]
}

fn is_well_formed(exercise: &Exercise) -> Result<(), Failed> {
    exercise.start()?;
    exercise.solution()?;
    let checks = exercise.checks();
    let is_known = |id: &str| checks.iter().any(|check| check.id == id);
    let mut ids = exercise.failing_ids().chain(exercise.may_fail.iter().map(String::as_str));
    if let Some(unknown) = ids.find(|id| !is_known(id)) {
        return Err(format!(
            "neither {} nor the extension has a check `{unknown}`",
            exercise.stage
        )
        .into());
    }
    if exercise.failing_ids().next().is_none() {
        return Err("its start fails no check".into());
    }
    if !exercise.question.is_empty() && !takes_out_something_new(exercise)? {
        return Err(
            "its diff takes out no line that the stage has and the one before has not".into()
        );
    }
    let missing = if exercise.is_offered() { missing(exercise) } else { None };
    missing.map_or(Ok(()), |missing| Err(format!("its exercise.toml lacks `{missing}`").into()))
}

/// A reading question is about a line that the stage has added.
fn takes_out_something_new(exercise: &Exercise) -> Result<bool, String> {
    let before = Stage::new(exercise.stage.number() - 1);
    let before = before.map(stages::sources).transpose()?.unwrap_or_default();
    let (stage, start) = (stages::sources(exercise.stage)?, exercise.start()?);
    let lines = |bytes: &[u8]| -> BTreeSet<String> {
        String::from_utf8_lossy(bytes).lines().map(str::to_string).collect()
    };
    let new = |(path, bytes): (&String, &Vec<u8>)| {
        let others =
            [&before, &start].map(|it| it.get(path).map(|it| lines(it)).unwrap_or_default());
        lines(bytes).iter().any(|line| others.iter().all(|other| !other.contains(line)))
    };
    Ok(stage.iter().any(new))
}

/// A field that learners need, and that is empty.
fn missing(exercise: &Exercise) -> Option<&'static str> {
    let is_hunt = exercise.kind == Kind::Hunt;
    let fields = [
        ("task", exercise.task.is_empty()),
        ("goal", exercise.goal.is_empty()),
        ("because", is_hunt && exercise.because.is_empty()),
        ("minutes", exercise.minutes == 0),
        ("difficulty, from 1 to 3", !(1..=3).contains(&exercise.difficulty)),
        ("hints, two or more", exercise.hints.len() < 2),
    ];
    fields.into_iter().find(|(_, is_missing)| *is_missing).map(|(name, _)| name)
}

/// No stage is asked these checks, so only a start can show that they check something.
fn can_fail(exercises: &[Exercise]) -> Result<(), Failed> {
    let fails = |id| exercises.iter().any(|exercise| !exercise.kinds(id).is_empty());
    match extensions::all().into_iter().find(|check| !fails(check.id)) {
        Some(check) => Err(format!("no start fails {}: it may check nothing", check.id).into()),
        None => Ok(()),
    }
}

/// The tool has nothing to say, or is not installed.
fn clean(complaint: Result<Option<String>, String>) -> Result<Completion, Failed> {
    match complaint? {
        None => Ok(Completion::Completed),
        Some(missing) if missing.contains("is not installed") => {
            Ok(Completion::ignored_with(missing))
        }
        Some(complaint) => Err(complaint.into()),
    }
}
