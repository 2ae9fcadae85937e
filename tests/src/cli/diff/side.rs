//! What is compared: a stage, or any folder.

use crate::cli::arguments::parse_stage;
use anyhow::{Result, bail};
use checks::suggest::suggestion;
use checks::{Stage, stages};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// One side of a comparison.
pub(super) struct Side {
    /// As errors and messages call it.
    pub(super) name: String,
    pub(super) folder: PathBuf,
}

/// The stage of this number or name, or else the folder at this path.
pub(super) fn side(argument: &OsStr) -> Result<Side> {
    let stage = argument.to_str().and_then(|text| parse_stage(text).ok());
    if let Some(stage) = stage {
        let folder = stages::workspace().join(stage.folder());
        return Ok(Side { name: stage.package().to_string(), folder });
    }
    let folder = Path::new(argument);
    let name = folder.display().to_string();
    match fs::metadata(folder) {
        Ok(metadata) if metadata.is_dir() => Ok(Side { name, folder: folder.to_path_buf() }),
        Ok(_) => bail!("{name} is not a folder"),
        Err(error) if fs::symlink_metadata(folder).is_ok() => bail!("cannot read {name}: {error}"),
        Err(_) => bail!("{}", nothing(&name)),
    }
}

fn nothing(name: &str) -> String {
    if name.parse::<i128>().is_ok() {
        return format!(
            "there is no stage {name}: they are numbered from 1 to 7, and the elective is `event-loop`"
        );
    }
    let folders = folders();
    let known = Stage::SERVERS.map(Stage::package).into_iter();
    let known = known.chain(folders.iter().map(String::as_str));
    let shown: String = name.chars().take(100).collect();
    format!("there is no stage and no folder {shown:?}{}", suggestion(name, known))
}

/// The folders where we are, apart from the stages.
fn folders() -> Vec<String> {
    let entries = fs::read_dir(".").into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    let names = folders.filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| !name.starts_with('.') && parse_stage(name).is_err()).collect()
}
