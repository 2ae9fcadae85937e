//! The files of a package, in memory: to be read, patched, and written elsewhere.

use diffy::patch_set::{FileOperation, FilePatch, ParseOptions, PatchSet};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

/// Paths, with slashes between their parts, and contents.
pub type Sources = BTreeMap<String, Vec<u8>>;

/// The same if each file is a text.
pub type Files = BTreeMap<String, String>;

/// The files as texts. The error names one that is none.
pub fn texts(sources: Sources) -> Result<Files, String> {
    let text = |(path, bytes)| match String::from_utf8(bytes) {
        Ok(text) => Ok((path, text)),
        Err(_) => Err(format!("{path} is not text")),
    };
    sources.into_iter().map(text).collect()
}

/// Reads all files of a folder and of the folders in it.
pub fn read(folder: &Path) -> io::Result<Sources> {
    read_some(folder, names_in(folder)?)
}

/// Reads these files and folders in a folder, as far as they exist, and all that is in them.
pub fn read_some(folder: &Path, names: impl IntoIterator<Item: AsRef<str>>) -> io::Result<Sources> {
    let mut sources = Sources::new();
    for name in names {
        read_into(&mut sources, folder, name.as_ref())?;
    }
    Ok(sources)
}

fn read_into(sources: &mut Sources, folder: &Path, name: &str) -> io::Result<()> {
    let path = folder.join(name);
    if path.is_file() {
        sources.insert(name.to_string(), fs::read(path)?);
    } else if path.is_dir() {
        for inner in names_in(&path)? {
            read_into(sources, folder, &format!("{name}/{inner}"))?;
        }
    }
    Ok(())
}

fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    let entries = fs::read_dir(folder)?;
    entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

/// Makes a folder hold these files and no others.
///
/// A file that is there already and the same stays as it is, so that cargo sees no change where there is none.
pub fn write(sources: &Sources, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for outdated in read(folder)?.keys().filter(|path| !sources.contains_key(*path)) {
        fs::remove_file(folder.join(outdated))?;
    }
    for (path, bytes) in sources {
        write_where_different(&folder.join(path), bytes)?;
    }
    Ok(())
}

fn write_where_different(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}

/// The files after a unified diff, as `git diff` prints it. Its paths begin with `a/`, `b/` and `folder`,
/// which may be empty.
///
/// # Errors
///
/// Which file it does not apply to, or why it is no diff: a sentence without its target.
pub fn patched(mut sources: Sources, folder: &str, diff: &str) -> Result<Sources, String> {
    for file in PatchSet::parse(diff, ParseOptions::unidiff()) {
        let file = file.map_err(|error| format!("is no unified diff: {error}"))?;
        apply(&mut sources, folder, &file)?;
    }
    Ok(sources)
}

fn apply(sources: &mut Sources, folder: &str, file: &FilePatch<'_, str>) -> Result<(), String> {
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
        Some(path) => take(sources, inside(folder, path)?)?,
        None if sources.contains_key(inside(folder, path)?) => {
            return Err(format!("makes {path}, which is there already"));
        }
        None => String::new(),
    };
    let text = file.patch().as_text().ok_or(format!("changes {path}, which is no text"))?;
    let new =
        diffy::apply(&old, text).map_err(|error| format!("does not apply to {path}: {error}"))?;
    if let Some(path) = to {
        sources.insert(inside(folder, path)?.to_string(), new.into_bytes());
    }
    Ok(())
}

fn inside<'a>(folder: &str, path: &'a str) -> Result<&'a str, String> {
    if folder.is_empty() {
        return Ok(path);
    }
    let rest = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
    rest.ok_or_else(|| format!("changes {path}, which is not in {folder}"))
}

fn take(sources: &mut Sources, path: &str) -> Result<String, String> {
    let bytes = sources.remove(path);
    let bytes = bytes.ok_or_else(|| format!("changes {path}, which is not there"))?;
    String::from_utf8(bytes).map_err(|_| format!("changes {path}, which is no text"))
}
