//! The files that the command line asks for.

use super::tree::Tree;
use anyhow::{Result, ensure};
use checks::suggest::suggestion;
use globset::{GlobBuilder, GlobSet};

/// Removes the files that no path names. Without paths, all stay.
pub(super) fn keep(paths: &[String], trees: [&mut Tree; 2]) -> Result<()> {
    let sets = paths.iter().map(|path| globs(path)).collect::<Result<Vec<GlobSet>>>()?;
    for (path, set) in paths.iter().zip(&sets) {
        let mut known = trees.iter().flat_map(|tree| tree.keys().map(String::as_str));
        let nearest = suggestion(path, known.clone());
        ensure!(known.any(|name| set.is_match(name)), "neither side has a file {path:?}{nearest}");
    }
    for tree in trees.into_iter().filter(|_| !paths.is_empty()) {
        tree.retain(|name, _| sets.iter().any(|set| set.is_match(name)));
    }
    Ok(())
}

/// Matches a file, the files of a folder, or a pattern: `src/main.rs`, `./src/`, `src/*.rs`.
fn globs(path: &str) -> Result<GlobSet> {
    let path = path.trim_start_matches("./").trim_end_matches('/');
    let mut globs = GlobSet::builder();
    for pattern in [path.to_string(), format!("{path}/**")] {
        globs.add(GlobBuilder::new(&pattern).literal_separator(true).build()?);
    }
    Ok(globs.build()?)
}
