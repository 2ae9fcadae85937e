//! The learner's progress, in a small file beside the results of earlier runs.

use crate::cli::check::Run;
use anyhow::{Context, Result};
use checks::cargo;
use checks::exercise::Exercise;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What is known of an exercise.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Progress {
    /// The learner's crate.
    pub(crate) folder: Option<PathBuf>,
    /// The number of hints that were shown.
    pub(crate) hints: usize,
    /// Whether all checks passed when they were last run.
    pub(crate) is_done: bool,
}

impl Progress {
    /// What is known of this exercise. A missing or broken file is the same as no progress.
    pub(crate) fn of(exercise: &Exercise) -> Progress {
        all().remove(&exercise.name).unwrap_or_default()
    }

    /// Keeps it for the next command.
    pub(crate) fn save(self, exercise: &Exercise) -> Result<()> {
        let file = file().context("there is no folder for the progress of exercises")?;
        let cannot = || format!("cannot keep the progress in {}", file.display());
        let mut all = all();
        all.insert(exercise.name.clone(), self);
        file.parent().map_or(Ok(()), fs::create_dir_all).with_context(cannot)?;
        fs::write(&file, serde_json::to_vec_pretty(&all)?).with_context(cannot)
    }
}

/// Notes whether the exercise is done. A feature is not, if its checks were skipped.
pub(crate) fn record(exercise: &Exercise, run: &Run) {
    if !run.is_whole || run.interrupted {
        return;
    }
    let named = run.findings.iter().filter(|it| !exercise.kinds(it.check.id).is_empty());
    let is_done = run.is_green() && named.clone().all(|finding| finding.passed() == Some(true));
    // Without a place to write, the command has still shown the result.
    let _ = Progress { is_done, ..Progress::of(exercise) }.save(exercise);
}

/// The folder of the learner's crate. The error says how to make one.
pub(crate) fn folder(exercise: &Exercise) -> Result<PathBuf> {
    let start = format!("`cargo stage exercise start {}` makes your crate", exercise.name);
    let folder = Progress::of(exercise).folder;
    let folder =
        folder.with_context(|| format!("{} has not been started: {start}", exercise.name))?;
    let is_there = |folder: &Path| folder.join("Cargo.toml").is_file();
    anyhow::ensure!(
        is_there(&folder),
        "there is no crate in {} any more: {start}",
        folder.display()
    );
    Ok(folder)
}

fn all() -> BTreeMap<String, Progress> {
    let text = file().and_then(|file| fs::read(file).ok());
    text.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
}

fn file() -> Option<PathBuf> {
    Some(cargo::target_folder()?.join("stage-progress/exercises.json"))
}
