//! A folder that appears whole, or not at all.

use anyhow::Result;
use checks::sources::{self, Sources};
use std::fs;
use std::path::Path;

/// Makes the folder under another name beside its place, and moves it there when it is complete.
/// An unfinished one is removed with the temporary folder around it.
pub(super) fn make(path: &Path, parent: &Path, files: &Sources) -> Result<()> {
    let temporary = tempfile::Builder::new().prefix(".stage-new-").tempdir_in(parent)?;
    let unfinished = temporary.path().join("crate");
    sources::write(files, &unfinished)?;
    fs::rename(&unfinished, path)?;
    Ok(())
}
