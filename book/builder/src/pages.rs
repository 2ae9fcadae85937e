//! Finds files of the book.

use crate::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// The files with this extension in a folder and in the folders below it, in the order of their paths.
pub fn files_in(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, Error> {
    let unreadable = |error| Error::in_file(folder, format!("cannot be read: {error}"));
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            files.extend(files_in(&path, extension)?);
        } else if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
