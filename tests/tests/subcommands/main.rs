//! `cargo stage list`, `explain`, `diff`, `new`, `exercise` and `completions`, as they are called.

mod compare;
mod exercises;
mod make;
mod patches;
mod tell;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program behind `cargo stage`.
pub(crate) fn stage() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_checks"));
    command.env_remove("CLICOLOR_FORCE");
    command
}

/// What it prints when it succeeds.
pub(crate) fn stdout(command: &mut Command) -> String {
    let output = run(command);
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{complaint}");
    String::from_utf8(output.stdout).expect("what is printed is UTF-8")
}

/// What it says on stderr when the command was wrong.
pub(crate) fn complaint(command: &mut Command) -> String {
    let output = run(command);
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{complaint}");
    assert!(!complaint.contains("panicked"), "{complaint}");
    complaint
}

fn run(command: &mut Command) -> Output {
    command.output().expect("the program runs")
}

/// A folder with these files in it.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (path, bytes) in files {
        let path = folder.path().join(path);
        let parent = path.parent().expect("a file is in a folder");
        std::fs::create_dir_all(parent).expect("a folder can be made");
        std::fs::write(path, bytes).expect("a file can be written");
    }
    folder
}

/// The folder of a stage.
pub(crate) fn source(number: u8) -> PathBuf {
    folder_of(checks::Stage::new(number).expect("there are seven stages"))
}

/// The folder of a stage or of the elective.
pub(crate) fn folder_of(stage: checks::Stage) -> PathBuf {
    checks::stages::workspace().join(stage.folder())
}

/// All files under a folder, with their bytes.
pub(crate) fn files(root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder can be listed") {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).expect("a file can be read");
                let path = path.strip_prefix(root).expect("it is in there").to_path_buf();
                files.push((path, bytes));
            }
        }
    }
    files.sort();
    files
}
