//! Where the pages of the book are.

use crate::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// The pages in a folder and in the folders below it, in the order of their paths.
pub fn pages_in(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let unreadable = |error| Error::in_file(folder, format!("cannot be read: {error}"));
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            pages.extend(pages_in(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            pages.push(path);
        }
    }
    pages.sort();
    Ok(pages)
}
