//! Steps: the reader's crate before and after each section that changes it.

use crate::{Error, error, folder, pages, reader};
use checks::{Stage, sources};
use std::path::{Path, PathBuf};

pub use checks::sources::Files;

/// The change of one section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The stage that the chapter leads to, or the elective.
    pub chapter: Stage,
    /// The name of its patch: `01-bind`.
    pub name: String,
    /// The path of its patch.
    pub patch: PathBuf,
    /// The crate before it.
    pub before: Files,
    /// The crate after it.
    pub after: Files,
}

/// The steps of a chapter, in their order. A chapter without patches has no steps.
pub fn steps(chapter: Stage) -> Result<Vec<Step>, Error> {
    read(&patches(chapter), chapter, reader::at_start(chapter)?)
}

/// The steps of all chapters.
pub fn all() -> Result<Vec<Step>, Error> {
    let chapters = Stage::SERVERS.into_iter().map(steps);
    Ok(chapters.collect::<Result<Vec<_>, Error>>()?.concat())
}

/// The folder with the patches of a chapter.
#[must_use]
pub fn patches(chapter: Stage) -> PathBuf {
    folder().join(format!("steps/{chapter}"))
}

/// The steps that the patches in a folder make of this crate. A missing folder has no patches.
pub fn read(folder: &Path, chapter: Stage, base: Files) -> Result<Vec<Step>, Error> {
    let mut before = base;
    let mut steps = Vec::new();
    let patches = if folder.is_dir() { pages::files_in(folder, "patch")? } else { Vec::new() };
    for patch in patches {
        let diff = error::read(&patch)?;
        let after =
            patched(before.clone(), &diff).map_err(|error| Error::in_file(&patch, error))?;
        let name = patch.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        steps.push(Step { chapter, name, patch, before, after: after.clone() });
        before = after;
    }
    Ok(steps)
}

/// The files after a patch.
pub fn patched(files: Files, diff: &str) -> Result<Files, String> {
    let bytes = files.into_iter().map(|(path, text)| (path, text.into_bytes())).collect();
    sources::texts(sources::patched(bytes, "", diff)?)
}
