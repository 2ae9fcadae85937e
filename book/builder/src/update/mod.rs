//! `update-steps`: the patches of a chapter after a stage has changed.
//!
//! The old patches are applied to what the chapter begins with now, as far as they go. What is then
//! still missing from the stage is put into the earliest step that has the lines around it.

mod apply;
mod place;
mod remainder;
mod words;
mod write;

use crate::{Error, Files, reader, steps};
use checks::Stage;
use std::fs;
use std::io;
use std::path::Path;

/// A patch: its name, `01-bind`, and its text.
pub type Patch = (String, String);

/// The patches as they are to be, and what is to be said about them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Updated {
    /// In the order of the steps.
    pub patches: Vec<Patch>,
    /// What was put where, and what did not fit.
    pub messages: Vec<String>,
}

/// Brings the patches of a chapter up to date, and says what it has done. A chapter without patches stays without.
///
/// # Errors
///
/// Where a file cannot be read or written, or a patch is none.
pub fn update_chapter(chapter: Stage) -> Result<Vec<String>, Error> {
    let folder = steps::patches(chapter);
    let old = read(&folder)?;
    if old.is_empty() {
        return Ok(Vec::new());
    }
    let (base, end) = (reader::at_start(chapter)?, reader::at_end(chapter)?);
    let updated = update(&base, &old, &end).map_err(|error| Error::in_file(&folder, error))?;
    for (before, (name, text)) in old.iter().zip(&updated.patches) {
        if before.1 != *text {
            let path = folder.join(format!("{name}.patch"));
            let written = fs::write(&path, text);
            written.map_err(|error: io::Error| {
                Error::in_file(&path, format!("cannot be written: {error}"))
            })?;
        }
    }
    Ok(updated.messages)
}

fn read(folder: &Path) -> Result<Vec<Patch>, Error> {
    let mut patches = Vec::new();
    for path in steps::patch_files(folder)? {
        let text = fs::read_to_string(&path);
        let text =
            text.map_err(|error| Error::in_file(&path, format!("cannot be read: {error}")))?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        patches.push((name, text));
    }
    Ok(patches)
}

/// The patches that lead from the base to the end, each as much like the old one of its name as can be.
/// Where the old ones do lead there, they stay as they are.
///
/// # Errors
///
/// Where an old patch is none at all.
pub fn update(base: &Files, old: &[Patch], end: &Files) -> Result<Updated, String> {
    if leads(base, old, end) {
        return Ok(Updated { patches: old.to_vec(), messages: Vec::new() });
    }
    let names: Vec<&str> = old.iter().map(|(name, _)| name.as_str()).collect();
    let mut messages = Vec::new();
    let mut states = Vec::new();
    let mut state = base.clone();
    for (name, text) in old {
        let (after, lost) =
            apply::leniently(&state, text).map_err(|error| format!("{name}.patch {error}"))?;
        messages.extend(lost.iter().map(|lost| format!("{name}: {lost}")));
        states.push(after.clone());
        state = after;
    }
    let (states, placed) = place::place(&states, end, &names);
    messages.extend(placed);
    let mut patches = Vec::new();
    let mut before = base;
    for ((name, old), after) in old.iter().zip(&states) {
        let patch = write::patch(before, after);
        if patch.is_empty() {
            messages.push(format!("{name}: nothing is left of this step"));
        }
        let same =
            same_places(old, &patch) && steps::patched(before.clone(), old).as_ref() == Ok(after);
        patches.push((name.clone(), if same { old.clone() } else { patch }));
        before = after;
    }
    Ok(Updated { patches, messages })
}

/// Whether two patches change the same lines: what else their headers say does not matter.
fn same_places(one: &str, other: &str) -> bool {
    let places = |patch: &str| -> Vec<String> {
        let headers = patch.lines().filter_map(|line| line.strip_prefix("@@ "));
        headers.filter_map(|header| header.split(" @@").next()).map(str::to_string).collect()
    };
    places(one) == places(other)
}

fn leads(base: &Files, patches: &[Patch], end: &Files) -> bool {
    let mut state = base.clone();
    for (_, text) in patches {
        match steps::patched(state, text) {
            Ok(after) => state = after,
            Err(_) => return false,
        }
    }
    state == *end
}

#[cfg(test)]
mod tests;
