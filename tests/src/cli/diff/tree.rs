//! The files of a folder that somebody wrote.

use anyhow::{Context, Result, anyhow, ensure};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use walkdir::{DirEntry, WalkDir};

/// Of larger files, only the size and the first bytes are compared.
const MAX_FILE: u64 = 1024 * 1024;

/// A folder with more entries is not the folder of one program.
const MAX_ENTRIES: usize = 5000;

/// Paths, with slashes between their parts, and contents.
pub(super) type Tree = BTreeMap<String, Content>;

/// The content of a file, up to a limit.
#[derive(PartialEq, Eq)]
pub(super) struct Content {
    size: u64,
    bytes: Vec<u8>,
}

impl Content {
    /// The text, or the reason why there is none.
    pub(super) fn text(&self) -> Result<&[u8], &'static str> {
        match &self.bytes {
            _ if self.size > MAX_FILE => Err("too large to compare line by line"),
            bytes if bytes.contains(&0) => Err("binary file"),
            bytes => Ok(bytes),
        }
    }
}

/// Reads the files under a folder, without hidden files, `files`, and the output of cargo.
/// Links to folders are not followed: they may lead back.
pub(super) fn read(root: &Path) -> Result<Tree> {
    let mut tree = Tree::new();
    let walk = WalkDir::new(root).min_depth(1).sort_by_file_name();
    let entries = walk.into_iter().filter_entry(|entry| !is_left_out(entry));
    for (count, entry) in entries.enumerate() {
        let shown = root.display();
        ensure!(count < MAX_ENTRIES, "{shown} has more than {MAX_ENTRIES} files and folders");
        let entry = entry.with_context(|| format!("cannot read {shown}"))?;
        let path = entry.path();
        // A broken link is no file; another path without metadata is an error.
        if fs::metadata(path).map_or(!entry.path_is_symlink(), |metadata| metadata.is_file()) {
            let content = content(path)
                .map_err(|error| anyhow!("cannot read {}: {error}", path.display()))?;
            tree.insert(name(path.strip_prefix(root)?), content);
        }
    }
    Ok(tree)
}

fn is_left_out(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    let is_hidden = name.as_encoded_bytes().starts_with(b".");
    let is_made = ["target", "Cargo.lock", "files"].iter().any(|made| name == *made);
    is_hidden || (entry.depth() == 1 && is_made) || entry.path().join("CACHEDIR.TAG").is_file()
}

fn name(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn content(path: &Path) -> io::Result<Content> {
    let (file, mut bytes) = (File::open(path)?, Vec::new());
    let size = file.metadata()?.len();
    // Not more than the size says: some files of the system never end.
    file.take(size.min(MAX_FILE)).read_to_end(&mut bytes)?;
    Ok(Content { size, bytes })
}
