//! Applies an old patch to files that have changed since.

use crate::Files;
use crate::steps;
use diffy::patch_set::{FileOperation, FilePatch, ParseOptions, PatchSet};
use diffy::{Hunk, Line};

/// So many lines around a change say where it belongs, at most.
const CONTEXT: usize = 3;

/// Lines that change together, and those around them. All end with their line feed.
struct Group<'a> {
    before: Vec<&'a str>,
    gone: Vec<&'a str>,
    came: Vec<&'a str>,
    after: Vec<&'a str>,
    /// Where the first of them is expected, from 0, once all earlier groups are applied.
    expected: usize,
}

/// The files after the patch as far as it goes, and what of it does not.
///
/// # Errors
///
/// Where this is no patch.
pub(super) fn leniently(files: &Files, diff: &str) -> Result<(Files, Vec<String>), String> {
    if let Ok(after) = steps::patched(files.clone(), diff) {
        return Ok((after, Vec::new()));
    }
    let (mut files, mut lost) = (files.clone(), Vec::new());
    for file in PatchSet::parse(diff, ParseOptions::gitdiff()) {
        let file = file.map_err(|error| format!("is no unified diff: {error}"))?;
        lost.extend(apply(&mut files, &file)?);
    }
    Ok((files, lost))
}

fn apply(files: &mut Files, file: &FilePatch<'_, str>) -> Result<Vec<String>, String> {
    let operation = file.operation().strip_prefix(1);
    let path = match &operation {
        FileOperation::Delete(path) => {
            files.remove(path.as_ref());
            return Ok(Vec::new());
        }
        FileOperation::Create(path) | FileOperation::Modify { modified: path, .. } => path,
        FileOperation::Rename { to, .. } | FileOperation::Copy { to, .. } => to,
    };
    let text = file.patch().as_text().ok_or(format!("changes {path}, which is no text"))?;
    let old = files.remove(path.as_ref()).unwrap_or_default();
    let mut lines: Vec<&str> = old.split_inclusive('\n').collect();
    let mut lost = Vec::new();
    let mut shift = 0;
    for group in text.hunks().iter().flat_map(groups) {
        match position(&lines, &group, group.expected.saturating_add_signed(shift)) {
            Some(at) => {
                shift = at.cast_signed() - group.expected.cast_signed();
                lines.splice(at..at + group.gone.len(), group.came.iter().copied());
            }
            None => {
                lost.push(format!("a change of `{path}` has lost its place: {}", first(&group)));
            }
        }
    }
    files.insert(path.to_string(), lines.concat());
    Ok(lost)
}

/// The line that a message names a change by.
fn first(group: &Group<'_>) -> String {
    let lines = group.came.iter().chain(&group.gone);
    let line = lines.map(|line| line.trim()).find(|line| !line.is_empty());
    format!("`{}`", line.unwrap_or_default())
}

fn groups<'a>(hunk: &Hunk<'a, str>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut context: Vec<&'a str> = Vec::new();
    let mut at = hunk.new_range().start().saturating_sub(1);
    let mut joins = false;
    for line in hunk.lines() {
        if let Line::Context(text) = line {
            if let Some(last) = groups.last_mut().filter(|last| last.after.len() < CONTEXT) {
                last.after.push(text);
            }
            context.push(text);
            (at, joins) = (at + 1, false);
            continue;
        }
        if !joins {
            let before = context.split_off(context.len().saturating_sub(CONTEXT));
            let (gone, came, after) = Default::default();
            groups.push(Group { before, gone, came, after, expected: at });
            (context, joins) = (Vec::new(), true);
        }
        let Some(last) = groups.last_mut() else { continue };
        match line {
            Line::Insert(text) => {
                last.came.push(text);
                at += 1;
            }
            Line::Delete(text) | Line::Context(text) => last.gone.push(text),
        }
    }
    groups
}

/// Where a group applies: with all its context, with less, or in the end in place of other lines, as many
/// as it takes away.
fn position(lines: &[&str], group: &Group<'_>, expected: usize) -> Option<usize> {
    let with_context =
        (1..=CONTEXT).rev().find_map(|context| exact(lines, group, expected, context));
    with_context.or_else(|| (!group.gone.is_empty()).then(|| between(lines, group, expected))?)
}

fn exact(lines: &[&str], group: &Group<'_>, expected: usize, context: usize) -> Option<usize> {
    let before = &group.before[group.before.len().saturating_sub(context)..];
    let after = &group.after[..context.min(group.after.len())];
    let pattern = [before, &group.gone, after].concat();
    let starts = 0..(lines.len() + 1).saturating_sub(pattern.len());
    let fits = |start: &usize| lines[*start..*start + pattern.len()] == pattern;
    let places = starts.filter(fits).map(|start| start + before.len());
    places.min_by_key(|place| place.abs_diff(expected))
}

/// The lines to take away have changed, those around them have not.
fn between(lines: &[&str], group: &Group<'_>, expected: usize) -> Option<usize> {
    let (before, after) = (group.before.last()?, group.after.first()?);
    let count = group.gone.len();
    let fits = |at: &usize| {
        lines[at - 1] == *before && lines.get(at + count).is_some_and(|line| line == after)
    };
    let places: Vec<usize> = (1..lines.len()).filter(fits).collect();
    places
        .into_iter()
        .min_by_key(|place| place.abs_diff(expected))
        .filter(|place| place.abs_diff(expected) <= CONTEXT)
}
