//! The files of a folder, as far as they are somebody's work.

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Larger files are not read as text.
const LARGEST_TEXT: u64 = 4 * 1024 * 1024;

/// Of a folder with more bytes than this, what comes last is not read as text.
const MOST_TEXT: u64 = 16 * 1024 * 1024;

/// A folder with more files is not the folder of one program.
const MOST_FILES: usize = 5000;

/// The files of a folder, by their paths in it.
pub(super) type Tree = BTreeMap<PathBuf, Content>;

/// What is at a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A file, read.
    Bytes(Vec<u8>),
    /// A file that is too large to be read.
    Large { path: PathBuf, size: u64 },
    /// A link to a folder or to nothing. It is not followed, since it may lead back.
    Link(PathBuf),
    /// A pipe, a device, …
    Special,
}

impl Content {
    /// The bytes of a text, which has no NUL in it.
    pub(super) fn text(&self) -> Option<&[u8]> {
        match self {
            Content::Bytes(bytes) if !bytes.contains(&0) => Some(bytes),
            _ => None,
        }
    }

    /// How many bytes are kept of it.
    fn size(&self) -> u64 {
        match self {
            Content::Bytes(bytes) => bytes.len() as u64,
            _ => 0,
        }
    }

    /// Whether both are the same, as far as can be said in a reasonable time.
    pub(super) fn equals(&self, other: &Content, deadline: Instant) -> Result<bool> {
        match (self, other) {
            (Content::Large { path, size }, Content::Large { path: other, size: other_size }) => {
                Ok(size == other_size && (path == other || have_same_bytes(path, other, deadline)?))
            }
            (Content::Large { path, size }, Content::Bytes(bytes))
            | (Content::Bytes(bytes), Content::Large { path, size }) => {
                Ok(*size == bytes.len() as u64 && read_up_to(path, *size)? == *bytes)
            }
            _ => Ok(self == other),
        }
    }
}

/// Reads the files under a folder. What tools make (`target`, `Cargo.lock`), what the servers store
/// (`files`), and hidden files are left out.
pub(super) fn read(root: &Path) -> Result<Tree> {
    let mut tree = Tree::new();
    let mut folders = vec![PathBuf::new()];
    let mut left = MOST_TEXT;
    while let Some(folder) = folders.pop() {
        for path in entries(root, &folder)? {
            let full = root.join(&path);
            let cannot = || format!("cannot read {}", full.display());
            if fs::symlink_metadata(&full).with_context(cannot)?.is_dir() {
                folders.push(path);
            } else {
                let content = content(&full, left).with_context(cannot)?;
                left -= content.size().min(left);
                tree.insert(path, content);
            }
        }
        if tree.len() + folders.len() > MOST_FILES {
            bail!(
                "{} has more than {MOST_FILES} files: name the folder of one program",
                root.display()
            );
        }
    }
    Ok(tree)
}

/// Paths relative to the root.
fn entries(root: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    let full = root.join(folder);
    if !folder.as_os_str().is_empty() && full.join("CACHEDIR.TAG").is_file() {
        return Ok(Vec::new());
    }
    let cannot = || format!("cannot list {}", full.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(&full).with_context(cannot)?.take(MOST_FILES + 1) {
        let path = folder.join(entry.with_context(cannot)?.file_name());
        if !is_left_out(&path) {
            paths.push(path);
        }
    }
    // Which of many files are read is not left to chance.
    paths.sort();
    Ok(paths)
}

fn is_left_out(path: &Path) -> bool {
    let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    hidden || ["target", "Cargo.lock", "files"].iter().any(|name| path == Path::new(name))
}

fn content(path: &Path, left: u64) -> io::Result<Content> {
    // A link that leads to nothing, or to itself, has no metadata.
    let Ok(metadata) = fs::metadata(path) else { return link(path) };
    if metadata.is_dir() {
        return link(path);
    }
    if metadata.is_file() { file(path, &metadata, left) } else { Ok(Content::Special) }
}

fn link(path: &Path) -> io::Result<Content> {
    Ok(Content::Link(fs::read_link(path)?))
}

fn file(path: &Path, metadata: &Metadata, left: u64) -> io::Result<Content> {
    let size = metadata.len();
    if size > LARGEST_TEXT.min(left) {
        return Ok(Content::Large { path: path.to_path_buf(), size });
    }
    Ok(Content::Bytes(read_up_to(path, size)?))
}

/// No more than the file said that it has: those that the system makes up may never end.
fn read_up_to(path: &Path, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(size).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn have_same_bytes(one: &Path, other: &Path, deadline: Instant) -> Result<bool> {
    let open =
        |path: &Path| File::open(path).with_context(|| format!("cannot read {}", path.display()));
    let (mut one, mut other) = (open(one)?, open(other)?);
    let [mut left, mut right] = [const { Vec::new() }; 2];
    while Instant::now() < deadline {
        left.clear();
        right.clear();
        let length = one.by_ref().take(LARGEST_TEXT).read_to_end(&mut left)?;
        other.by_ref().take(LARGEST_TEXT).read_to_end(&mut right)?;
        if left != right || length == 0 {
            return Ok(left == right);
        }
    }
    Ok(false)
}
