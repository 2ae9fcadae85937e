//! What a stage has that the last step does not lead to, in the smallest parts.

use crate::Files;
use crate::changes::{Change, Kind, changes};
use similar::{Algorithm, ChangeTag, DiffOp, capture_diff_slices};
use std::collections::BTreeSet;
use std::ops::Range;

/// One change that a step is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) path: String,
    pub(super) edit: Edit,
    /// What it is about, where that has a name of its own: a new item, a line of the `use` lines.
    pub(super) target: Target,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Edit {
    /// Other lines in place of these, which are counted from 0. They end with their line feeds.
    Lines(Range<usize>, Vec<String>),
    /// A file comes, or goes.
    File(Option<String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A line within an item.
    Line,
    /// An item that comes or goes: of use only where something names it.
    Item,
}

/// What leads from the last step to the stage, file by file and line by line.
pub(super) fn parts(last: &Files, end: &Files) -> Vec<Part> {
    let paths: BTreeSet<&String> = last.keys().chain(end.keys()).collect();
    paths.into_iter().flat_map(|path| of_file(path, last.get(path), end.get(path))).collect()
}

fn of_file(path: &str, old: Option<&String>, new: Option<&String>) -> Vec<Part> {
    let whole = |text: Option<&String>| {
        let edit = Edit::File(text.cloned());
        vec![Part { path: path.to_string(), edit, target: Target::Item }]
    };
    match (old, new) {
        (Some(old), Some(new)) if old != new => of_text(path, old, new),
        (None, Some(_)) | (Some(_), None) => whole(new),
        _ => Vec::new(),
    }
}

fn of_text(path: &str, old: &str, new: &str) -> Vec<Part> {
    // Of what is no Rust, and of what has no line feed at its end, whole lines are compared.
    let ended = [old, new].iter().all(|text| text.ends_with('\n'));
    match changes(path, old, new) {
        Ok(changes) if ended => of_items(path, &changes),
        _ => of_lines(path, old, new),
    }
}

/// Lines of different items are different parts.
fn of_items(path: &str, changes: &[Change]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut at = 0;
    for change in changes {
        let mut joins = false;
        for line in &change.lines {
            if line.tag == ChangeTag::Equal {
                (at, joins) = (at + 1, false);
                continue;
            }
            if !joins {
                let edit = Edit::Lines(at..at, Vec::new());
                parts.push(Part { path: path.to_string(), edit, target: target(change) });
                joins = true;
            }
            let Some(Part { edit: Edit::Lines(gone, came), .. }) = parts.last_mut() else {
                continue;
            };
            if line.tag == ChangeTag::Delete {
                at += 1;
                gone.end = at;
            } else {
                came.push(format!("{}\n", line.text));
            }
        }
    }
    parts
}

fn target(change: &Change) -> Target {
    let lists = ["use", "mod"].contains(&change.name.as_str());
    let whole = change.kind != Kind::Kept && change.name != "//!" && !change.name.is_empty();
    if lists || whole { Target::Item } else { Target::Line }
}

fn of_lines(path: &str, old: &str, new: &str) -> Vec<Part> {
    let [old, new]: [Vec<&str>; 2] = [old, new].map(|text| text.split_inclusive('\n').collect());
    let operations = capture_diff_slices(Algorithm::Patience, &old, &new);
    let changed = operations.iter().filter(|operation| !matches!(operation, DiffOp::Equal { .. }));
    let part = |operation: &DiffOp| {
        let came = new[operation.new_range()].iter().map(ToString::to_string).collect();
        let edit = Edit::Lines(operation.old_range(), came);
        Part { path: path.to_string(), edit, target: Target::Line }
    };
    changed.map(part).collect()
}

/// For each line of the last step, which line of an earlier step it is, from 0.
pub(super) fn origins(path: &str, earlier: &str, last: &str) -> Vec<Option<usize>> {
    let mut origins = Vec::new();
    let mut at = 0;
    let tags: Vec<ChangeTag> = match changes(path, earlier, last) {
        Ok(changes) => {
            changes.iter().flat_map(|change| change.lines.iter().map(|line| line.tag)).collect()
        }
        Err(_) => similar::TextDiff::from_lines(earlier, last)
            .iter_all_changes()
            .map(|line| line.tag())
            .collect(),
    };
    for tag in tags {
        if tag != ChangeTag::Delete {
            origins.push((tag == ChangeTag::Equal).then_some(at));
        }
        if tag != ChangeTag::Insert {
            at += 1;
        }
    }
    origins
}
