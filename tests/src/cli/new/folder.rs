//! A folder that appears whole, or not at all.

use anyhow::{Context, Result};
use checks::{Stage, stages};
use std::fs;
use std::path::Path;

/// The folders of a stage that are copied. Its other files are in `texts`.
const COPIED: [&str; 2] = ["src", "www"];

/// Makes the folder under another name beside its place, and moves it there when it is complete.
/// An unfinished one is removed with the temporary folder around it.
pub(super) fn make(path: &Path, parent: &Path, stage: Stage, texts: &[(&str, &str)]) -> Result<()> {
    let temporary = tempfile::Builder::new().prefix(".stage-new-").tempdir_in(parent)?;
    let unfinished = temporary.path().join("crate");
    fs::create_dir(&unfinished)?;
    let root = stages::workspace();
    for name in COPIED {
        let from = root.join(stage.folder()).join(name);
        if from.is_dir() {
            copy(&from, &unfinished.join(name))?;
        }
    }
    fs::create_dir(unfinished.join(".cargo"))?;
    for (name, text) in texts {
        fs::write(unfinished.join(name), text)?;
    }
    copy_lock(&root.join("Cargo.lock"), &unfinished)?;
    fs::rename(&unfinished, path)?;
    Ok(())
}

/// With the versions of the stages, it builds as they do, also without a network.
fn copy_lock(lock: &Path, unfinished: &Path) -> Result<()> {
    if lock.is_file() {
        fs::write(unfinished.join("Cargo.lock"), fs::read(lock)?)?;
    }
    Ok(())
}

/// Copies a folder. The copy belongs to the learner, who may change it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let cannot = || format!("cannot copy {}", from.display());
    fs::create_dir(to)?;
    for entry in fs::read_dir(from).with_context(cannot)? {
        let entry = entry.with_context(cannot)?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() {
            copy(&source, &target)?;
        } else {
            fs::write(target, fs::read(&source).with_context(cannot)?)?;
        }
    }
    Ok(())
}
