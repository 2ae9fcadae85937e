//! What the README says of the stages is what the stages are.

use checks::Stage;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn line_counts_are_right() {
    let readme = fs::read_to_string(root().join("README.md")).expect("there is a README");
    for stage in stages() {
        let lines = lines_of_code(&stage.join("src"));
        let name = stage.file_name().expect("a stage has a name").to_string_lossy();
        let row = readme.lines().find(|line| line.starts_with(&format!("| [`{name}`]")));
        let row = row.unwrap_or_else(|| panic!("the README has no row for {name}"));
        assert!(row.ends_with(&format!(" {lines} |")), "{name} has {lines} lines of code: {row}");
    }
}

#[test]
fn lessons_are_those_of_the_table() {
    let readme = fs::read_to_string(root().join("README.md")).expect("there is a README");
    for stage in Stage::ALL {
        let row =
            readme.lines().find(|line| line.starts_with(&format!("| [`{}`]", stage.package())));
        let row = row.unwrap_or_else(|| panic!("the README has no row for {stage}"));
        assert!(row.contains(&format!("| {} |", stage.lesson())), "{row}");
    }
}

#[test]
fn the_first_stages_fit_on_a_screen() {
    let stages = stages();
    assert!(lines_of_code(&stages[0].join("src")) <= 40, "stage 1 has grown");
    assert!(lines_of_code(&stages[1].join("src")) <= 60, "stage 2 has grown");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn stages() -> Vec<PathBuf> {
    let entries = fs::read_dir(root()).expect("the workspace can be read");
    let paths = entries.map(|entry| entry.expect("an entry can be read").path());
    let is_stage = |path: &PathBuf| path.file_name().is_some_and(is_stage_name);
    let mut stages: Vec<_> = paths.filter(is_stage).collect();
    stages.sort();
    assert_eq!(stages.len(), 7);
    stages
}

fn is_stage_name(name: &std::ffi::OsStr) -> bool {
    name.to_string_lossy().starts_with("stage0")
}

/// Counts the lines of all files in a folder, without unit tests, empty lines and comments.
fn lines_of_code(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).expect("the sources can be listed");
    let files = entries.map(|entry| entry.expect("an entry can be read").path());
    let texts = files.map(|file| fs::read_to_string(file).expect("a source can be read"));
    texts.map(|text| before_tests(&text).filter(is_code).count()).sum()
}

/// Returns the lines of a file without its unit tests. They are at the end.
fn before_tests(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).take_while(|line| *line != "#[cfg(test)]")
}

fn is_code(line: &&str) -> bool {
    !line.is_empty() && !line.starts_with("//")
}
