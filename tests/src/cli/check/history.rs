//! The last run, in a small file: which checks passed. A report compares itself with it.

use super::run::Run;
use checks::cargo;
use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

/// Which checks passed when they were last run, by id.
pub(crate) type History = BTreeMap<String, bool>;

/// Where this variable is set, there is no history: a submission is checked once, in a folder that goes away.
pub(crate) const NO_HISTORY: &str = "CARGO_STAGE_NO_HISTORY";

/// The results of earlier runs on this target. A missing or broken file is the same as no earlier run.
pub(crate) fn read(run: &Run) -> History {
    let text = file(run).and_then(|file| fs::read(file).ok());
    text.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
}

/// Adds what this run found out. Without a place to write, there is no comparison the next time.
pub(crate) fn write(run: &Run) {
    let mut history = run.before.clone();
    for finding in &run.findings {
        if let Some(passed) = finding.passed() {
            history.insert(finding.check.id.to_string(), passed);
        }
    }
    if let (Some(file), Ok(text)) = (file(run), serde_json::to_vec(&history)) {
        let _ = file.parent().map(fs::create_dir_all);
        let _ = fs::write(file, text);
    }
}

/// One file for each stage and target, such as `3-2f1c….json`.
fn file(run: &Run) -> Option<PathBuf> {
    if std::env::var_os(NO_HISTORY).is_some() {
        return None;
    }
    let mut hasher = DefaultHasher::new();
    // The same command means something else in another folder.
    (&run.target, std::env::current_dir().ok()).hash(&mut hasher);
    let name = format!("{}-{:016x}.json", run.goal.name(), hasher.finish());
    Some(cargo::target_folder()?.join("stage-progress").join(name))
}
