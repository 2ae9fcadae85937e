//! `update-steps`: the patches of a chapter after a stage has changed.
//!
//! A change of the stage goes back from the last step to the first that has the lines around it, merged as
//! git merges branches. A step with other lines in that place keeps them, and a message names the step.

use crate::{Error, Files, Step, reader, steps};
use checks::merge::Conflict;
use checks::patch::patch;
use checks::{Stage, earlier, merge};
use std::fs;

/// Brings the patches of a chapter up to date. Returns a message for each patch that was written, and for each
/// place where a person has to look. Steps before the one called `from` take nothing from the stage.
pub fn update_chapter(chapter: Stage, from: Option<&str>) -> Result<Vec<String>, Error> {
    let base = reader::at_start(chapter)?;
    let old = old_steps(chapter, &base)?;
    let first = from.map_or(Ok(0), |name| position(&old, name));
    let first = first.map_err(|error| Error::in_file(&steps::patches(chapter), error))?;
    let (new, mut messages) = updated(&old, base, reader::at_end(chapter)?, first);
    for (old, new) in old.iter().zip(&new) {
        let text = patch(&new.before, &new.after);
        if text != patch(&old.before, &old.after) {
            let cannot = |error| Error::in_file(&new.patch, format!("cannot be written: {error}"));
            fs::write(&new.patch, text).map_err(cannot)?;
            messages.push(format!("{} was written", new.name));
        }
    }
    Ok(messages)
}

/// The steps as they were when their patches applied: to the stage before as it is now, or as it was when
/// the patches were committed.
fn old_steps(chapter: Stage, base: &Files) -> Result<Vec<Step>, Error> {
    let folder = steps::patches(chapter);
    steps::read(&folder, chapter, base.clone()).or_else(|_| {
        let root =
            earlier::checkout_of(&[&folder]).map_err(|error| Error::in_file(&folder, error))?;
        steps::read(&folder, chapter, reader::at_start_in(root.path(), chapter)?)
    })
}

fn position(steps: &[Step], name: &str) -> Result<usize, String> {
    let found = steps.iter().position(|step| step.name == name);
    let names = steps.iter().map(|step| step.name.as_str());
    let nearest = checks::suggest::suggestion(name, names);
    found.ok_or_else(|| format!("there is no step `{name}`{nearest}"))
}

/// The steps from `base` to `end`, and what they could not take over. Those before `first` follow the base alone.
fn updated(old: &[Step], base: Files, end: Files, first: usize) -> (Vec<Step>, Vec<String>) {
    let Some(start) = old.first() else { return (Vec::new(), Vec::new()) };
    let mut states = vec![start.before.clone()];
    states.extend(old.iter().map(|step| step.after.clone()));
    // A step that changes the same lines as the base has its own way with them.
    carry(&mut states, base, |_, _| {});
    let mut messages = Vec::new();
    states.reverse();
    let count = old.len() - first;
    carry(&mut states[..count], end, |index, conflict| {
        messages.push(message(&old[old.len() - 1 - index].name, &conflict));
    });
    states.reverse();
    let new = |(step, states): (&Step, &[Files])| Step {
        before: states[0].clone(),
        after: states[1].clone(),
        ..step.clone()
    };
    (old.iter().zip(states.windows(2)).map(new).collect(), messages)
}

fn message(step: &str, conflict: &Conflict) -> String {
    let Conflict { path, kept, came } = conflict;
    format!("{step}: keeps `{kept}` in `{path}`, where the next step has `{came}`: is that right?")
}

/// Replaces the first of some states, and merges the change into one after the other.
fn carry(states: &mut [Files], first: Files, mut tell: impl FnMut(usize, Conflict)) {
    let Some(mut old) = states.first().cloned() else { return };
    states[0] = first;
    for index in 1..states.len() {
        let merged = merge::files(&old, &states[index], &states[index - 1]);
        merged.conflicts.into_iter().for_each(|conflict| tell(index, conflict));
        old = std::mem::replace(&mut states[index], merged.files);
    }
}

#[cfg(test)]
mod tests;
