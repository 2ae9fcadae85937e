//! Merges a change into a set of files that lacks it.

use crate::sources::Files;
use diffy::{IncompleteHunkStyle, MergeOptions};
use std::collections::BTreeSet;

/// Longer than any line of this kind in a stage.
const MARKER: usize = 40;

/// The files after the merge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The files.
    pub files: Files,
    /// Places where the state keeps lines of its own.
    pub conflicts: Vec<Conflict>,
}

/// A place where both sides have changed the same lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The file.
    pub path: String,
    /// The first line of the state that differs.
    pub kept: String,
    /// The first line of the change that differs.
    pub came: String,
}

/// Merges what has changed between `old` and `new` into `state`.
#[must_use]
pub fn files(old: &Files, state: &Files, new: &Files) -> Merged {
    let paths: BTreeSet<&String> = old.keys().chain(state.keys()).chain(new.keys()).collect();
    let mut merged = Merged::default();
    for path in paths {
        let text = match (old.get(path), state.get(path), new.get(path)) {
            (old, state, new) if old == new => state.cloned(),
            (old, state, new) if old == state => new.cloned(),
            (Some(old), Some(state), Some(new)) => Some(merged.text(path, [old, state, new])),
            (_, state, _) => state.cloned(),
        };
        merged.files.extend(text.map(|text| (path.clone(), text)));
    }
    merged
}

impl Merged {
    fn text(&mut self, path: &str, [old, state, new]: [&str; 3]) -> String {
        let mut options = MergeOptions::new();
        options.set_conflict_marker_length(MARKER);
        options.set_incomplete_hunk_style(IncompleteHunkStyle::Git);
        options.merge(old, state, new).unwrap_or_else(|marked| self.kept(path, &marked))
    }

    /// The marked text with the lines of the state. Lines that are only added later are no conflict.
    fn kept(&mut self, path: &str, marked: &str) -> String {
        let mut text = String::new();
        // In a conflict, the lines of the state, of the old and of the new text follow one another.
        let (mut side, mut sides) = (None, [const { Vec::new() }; 3]);
        for line in marked.split_inclusive('\n') {
            match (marker(line), side) {
                (Some(3), _) => {
                    self.conflicts.extend(conflict(path, &std::mem::take(&mut sides)));
                    side = None;
                }
                (Some(next), _) => side = Some(next),
                (None, Some(side)) => sides[side].push(line.trim()),
                (None, None) => {}
            }
            if marker(line).is_none() && side.is_none_or(|side| side == 0) {
                text.push_str(line);
            }
        }
        text
    }
}

/// Which of the four markers this line is.
fn marker(line: &str) -> Option<usize> {
    ["<", "|", "=", ">"].iter().position(|sign| line.starts_with(&sign.repeat(MARKER)))
}

/// The first lines that differ. There is no conflict if the state has no lines there.
fn conflict(path: &str, [state, old, new]: &[Vec<&str>; 3]) -> Option<Conflict> {
    let first = state.iter().find(|line| !line.is_empty())?;
    let kept = state.iter().find(|line| !new.contains(line)).unwrap_or(first);
    let came = new.iter().find(|line| !old.contains(line)).unwrap_or(&"");
    let [path, kept, came] = [path, kept, came].map(ToString::to_string);
    Some(Conflict { path, kept, came })
}
