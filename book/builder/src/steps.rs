//! Steps: the reader's crate before and after each section that changes it.

use crate::{Error, folder, reader};
use diffy::patch_set::{FileOperation, FilePatch, ParseOptions, PatchSet};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Paths within the crate, with slashes between their parts, and contents.
pub type Files = BTreeMap<String, String>;

/// What one section changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The number of the chapter.
    pub chapter: u8,
    /// The name of its patch: `01-bind`.
    pub name: String,
    /// Where its patch is.
    pub patch: PathBuf,
    /// The crate before it.
    pub before: Files,
    /// The crate after it.
    pub after: Files,
}

/// The steps of a chapter, in their order. A chapter without patches has none.
///
/// # Errors
///
/// Where a patch cannot be read or does not apply.
pub fn steps(chapter: u8) -> Result<Vec<Step>, Error> {
    read(&patches(chapter), chapter, reader::at_start(chapter)?)
}

/// The steps of all chapters.
///
/// # Errors
///
/// Where a patch cannot be read or does not apply.
pub fn all() -> Result<Vec<Step>, Error> {
    let chapters = checks::Stage::ALL.into_iter().map(|stage| steps(stage.number()));
    Ok(chapters.collect::<Result<Vec<_>, Error>>()?.concat())
}

/// The folder with the patches of a chapter.
#[must_use]
pub fn patches(chapter: u8) -> PathBuf {
    folder().join(format!("steps/stage{chapter:02}"))
}

/// The steps that the patches in a folder make of this crate.
///
/// # Errors
///
/// Where a patch cannot be read or does not apply.
pub fn read(folder: &Path, chapter: u8, base: Files) -> Result<Vec<Step>, Error> {
    let mut before = base;
    let mut steps = Vec::new();
    for patch in patch_files(folder)? {
        let diff = fs::read_to_string(&patch);
        let diff =
            diff.map_err(|error| Error::in_file(&patch, format!("cannot be read: {error}")))?;
        let after =
            patched(before.clone(), &diff).map_err(|error| Error::in_file(&patch, error))?;
        let name = patch.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        steps.push(Step { chapter, name, patch, before, after: after.clone() });
        before = after;
    }
    Ok(steps)
}

/// The patches of a folder in the order of their names. Where there is no folder, there are none.
pub(crate) fn patch_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |error| Error::in_file(folder, format!("cannot be read: {error}"));
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        files.push(entry.map_err(unreadable)?.path());
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "patch"));
    files.sort();
    Ok(files)
}

/// The files after a patch.
///
/// # Errors
///
/// Which hunk of which file does not apply, or why this is no patch.
pub fn patched(mut files: Files, diff: &str) -> Result<Files, String> {
    for file in PatchSet::parse(diff, ParseOptions::gitdiff()) {
        let file = file.map_err(|error| format!("is no unified diff: {error}"))?;
        apply(&mut files, &file)?;
    }
    Ok(files)
}

fn apply(files: &mut Files, file: &FilePatch<'_, str>) -> Result<(), String> {
    let operation = file.operation().strip_prefix(1);
    let (from, to) = match &operation {
        FileOperation::Create(path) => (None, Some(path)),
        FileOperation::Delete(path) => (Some(path), None),
        FileOperation::Modify { original: from, modified: to }
        | FileOperation::Rename { from, to }
        | FileOperation::Copy { from, to } => (Some(from), Some(to)),
    };
    let path = to.or(from).ok_or("names no file")?;
    let old = match from {
        Some(path) => {
            files.remove(path.as_ref()).ok_or(format!("changes {path}, which is not there"))?
        }
        None if files.contains_key(path.as_ref()) => {
            return Err(format!("makes {path}, which is there already"));
        }
        None => String::new(),
    };
    let text = file.patch().as_text().ok_or(format!("changes {path}, which is no text"))?;
    let new =
        diffy::apply(&old, text).map_err(|error| format!("does not apply to {path}: {error}"))?;
    if let Some(path) = to {
        files.insert(path.to_string(), new);
    }
    Ok(())
}
