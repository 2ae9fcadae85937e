//! `cargo stage exercise update`: carries a change of a stage into the diffs of its exercises.

use crate::cli::output::print;
use anyhow::{Error, Result, ensure};
use checks::exercise::{self, Exercise, Kind, SOLUTION, START};
use checks::merge::Conflict;
use checks::patch::patch;
use checks::sources::{Files, Sources, texts};
use checks::suggest::suggestion;
use checks::{earlier, merge, stages};
use std::fs;
use std::process::ExitCode;

/// Writes the diffs that can be merged, and names the exercises whose diffs cannot.
pub(super) fn run(names: &[String]) -> Result<ExitCode> {
    let all = exercise::all().map_err(Error::msg)?;
    let known = || all.iter().map(|exercise| exercise.name.as_str());
    for name in names {
        let near = suggestion(name, known());
        ensure!(known().any(|known| known == name), "there is no exercise `{name}`{near}");
    }
    let is_wanted = |exercise: &&Exercise| names.is_empty() || names.contains(&exercise.name);
    let outdated = all.iter().filter(is_wanted).filter(|it| !is_up_to_date(it));
    let mut outcomes = Vec::new();
    for exercise in outdated {
        let outcome = update(exercise);
        let name = &exercise.name;
        print(&match &outcome {
            Ok(()) => format!("{name} was written\n"),
            Err(reason) => format!("{name} is left as it is: {reason}\n"),
        })?;
        outcomes.push(outcome);
    }
    if outcomes.is_empty() {
        print("All diffs apply.\n")?;
    }
    Ok(ExitCode::from(u8::from(outcomes.iter().any(Result::is_err))))
}

fn is_up_to_date(exercise: &Exercise) -> bool {
    exercise.start().is_ok() && exercise.solution().is_ok()
}

/// Merges what has changed in the stage since the diffs were committed, when they applied.
fn update(exercise: &Exercise) -> Result<(), String> {
    let files = [START, SOLUTION].map(|name| exercise.folder().join(name));
    let before = earlier::checkout_of(&files.each_ref().map(AsRef::as_ref))?;
    let new_stage = texts(stages::sources(exercise.stage)?)?;
    let old_stage = stages::sources_in(before.path(), exercise.stage)?;
    let old_start = exercise.start_of(old_stage.clone())?;
    let new_start = merged(&old_stage, &old_start, &new_stage)?;
    let solution = match exercise.kind {
        Kind::Hunt => None,
        Kind::Extension => {
            let old_solution = exercise.solution_of(old_start.clone())?;
            Some(merged(&old_start, &old_solution, &new_start)?)
        }
    };
    if !exercise.starts_from_stage() {
        write(exercise, START, &new_stage, &new_start)?;
    }
    solution.map_or(Ok(()), |solution| write(exercise, SOLUTION, &new_start, &solution))
}

/// The state with the change from `old` to `new`. The error says where the two do not go together.
fn merged(old: &Sources, state: &Sources, new: &Files) -> Result<Files, String> {
    let merged = merge::files(&texts(old.clone())?, &texts(state.clone())?, new);
    match merged.conflicts.first() {
        None => Ok(merged.files),
        Some(Conflict { path, kept, came }) => {
            Err(format!("in {path}, it has `{kept}`, where there is `{came}` now"))
        }
    }
}

fn write(exercise: &Exercise, name: &str, old: &Files, new: &Files) -> Result<(), String> {
    let folder = exercise.stage.package();
    let inside = |files: &Files| {
        files.iter().map(|(path, text)| (format!("{folder}/{path}"), text.clone())).collect()
    };
    let path = exercise.folder().join(name);
    fs::write(&path, patch(&inside(old), &inside(new)))
        .map_err(|error| format!("cannot write {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAGE: &str = "fn main() {\n    one();\n    two();\n}\n\nfn one() {\n    count();\n}\n";

    fn merge(state: &str, new: &str) -> Result<String, String> {
        let sources = |text: &str| Sources::from([("src/main.rs".to_string(), text.into())]);
        let new = texts(sources(new)).expect("it is text");
        merged(&sources(STAGE), &sources(state), &new).map(|files| files["src/main.rs"].clone())
    }

    #[test]
    fn a_change_elsewhere_is_merged() {
        let (fault, change) = (("two()", "three()"), ("count()", "sum()"));
        let both = STAGE.replace(fault.0, fault.1).replace(change.0, change.1);
        let state = STAGE.replace(fault.0, fault.1);
        assert_eq!(merge(&state, &STAGE.replace(change.0, change.1)), Ok(both));
    }

    #[test]
    fn a_change_of_the_same_line_is_named() {
        let [state, new] = ["three()", "four()"].map(|other| STAGE.replace("two()", other));
        let expected = "in src/main.rs, it has `three();`, where there is `four();` now";
        assert_eq!(merge(&state, &new), Err(expected.to_string()));
    }
}
