//! `cargo stage grade` with submissions that do what they should not.
#![cfg(unix)]

mod processes;
mod submissions;

use processes::Marked;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use submissions::Submissions;

/// The columns of a row by their names.
type Row = BTreeMap<String, String>;

/// Everything but the command line, which a server in Python does not have.
const WEIGHTS: &str = "[topics]\ncli = 0\n\n[checks]\n\"echo/text\" = 4\n";

/// Grades the submissions, and returns the rows by name. Nothing of theirs is left, and they are as they were.
fn grade(submissions: &Submissions, options: &[&str]) -> Vec<Row> {
    let before = submissions.files();
    let temporary = tempfile::tempdir().expect("a folder can be made");
    let marked = Marked::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_checks"));
    command.arg("grade").arg(submissions.path()).args(["--stage", "1"]).args(options);
    command.env("TMPDIR", temporary.path()).env("CARGO_NET_OFFLINE", "true");
    command.env_remove("CARGO_TARGET_DIR");
    marked.mark(&mut command);
    let output = command.output().expect("the command can be run");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert!(marked.are_gone(), "processes are left: {:?}", marked.found());
    assert_eq!(submissions.files(), before);
    let left: Vec<PathBuf> = paths(temporary.path());
    assert!(left.is_empty(), "files are left: {left:?}");
    let mut reader = csv::Reader::from_reader(&output.stdout[..]);
    let rows = reader.deserialize().collect::<Result<_, _>>();
    rows.unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stdout)))
}

fn paths(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder can be read");
    entries.map(|entry| entry.expect("an entry can be read").path()).collect()
}

fn points(row: &Row) -> (&str, &str, &str) {
    (&row["status"], &row["points"], &row["max"])
}

#[test]
fn each_submission_gets_its_row_whatever_it_does() {
    let submissions = Submissions::new();
    submissions.stage("correct");
    submissions.broken_crate("does not compile");
    submissions.python("partial, with a comma", "partial");
    for way in ["crashes", "deletes", "fills", "floods", "forks", "hangs", "stubborn"] {
        submissions.python(way, way);
    }
    submissions.file("no server/README.md", "My server is in another repository.\n");
    submissions.folder("empty");
    submissions.file("archive.zip", "not unpacked");
    let weights = submissions.beside("weights.toml", WEIGHTS);
    let rows = grade(&submissions, &["--weights", &weights, "--jobs", "3", "--space", "64"]);
    let expected = [
        ("archive.zip", ("no server", "0", "10"), "the submission is not a folder"),
        ("correct", ("graded", "10", "10"), ""),
        ("crashes", ("does not start", "0", "10"), "exit status: 1"),
        ("deletes", ("gave up", "0", "10"), "got no answer"),
        ("does not compile", ("does not compile", "0", "10"), "error"),
        ("empty", ("no server", "0", "10"), "neither Cargo.toml nor stage.toml"),
        ("fills", ("fills the disk", "0", "10"), "writes more than it may"),
        ("floods", ("graded", "10", "10"), ""),
        ("forks", ("graded", "10", "10"), ""),
        ("hangs", ("gave up", "0", "10"), "got no answer"),
        ("no server", ("no server", "0", "10"), "neither Cargo.toml nor stage.toml"),
        ("partial, with a comma", ("graded", "8", "10"), ""),
        ("stubborn", ("ended the checks", "0", "10"), "signal: 9"),
    ];
    let names: Vec<&str> = rows.iter().map(|row| row["name"].as_str()).collect();
    assert_eq!(names, expected.map(|(name, ..)| name), "{rows:#?}");
    for (row, (name, graded, note)) in rows.iter().zip(expected) {
        assert_eq!(points(row), graded, "{name}: {row:#?}");
        assert!(row["note"].contains(note), "{name}: {row:#?}");
    }
    let failures = &rows[11]["failures"];
    assert!(failures.starts_with("echo/binary echo/long "), "{failures}");
}

#[test]
fn no_submission_outlives_its_time() {
    let submissions = Submissions::new();
    submissions.crate_that_never_builds("never builds");
    submissions.python("slow", "slow");
    let rows = grade(&submissions, &["--limit", "4"]);
    let statuses: Vec<&str> = rows.iter().map(|row| row["status"].as_str()).collect();
    assert_eq!(statuses, ["timed out", "timed out"], "{rows:#?}");
}

#[test]
fn a_grade_book_can_be_a_table_in_a_file() {
    let submissions = Submissions::new();
    submissions.folder("a | b");
    let table = submissions.beside("grades.md", "");
    let mut command = Command::new(env!("CARGO_BIN_EXE_checks"));
    command.arg("grade").arg(submissions.path());
    command.args(["--stage", "1", "--format", "md", "--output", &table]);
    assert!(command.status().expect("the command can be run").success());
    let text = fs::read_to_string(table).expect("there is a grade book");
    let row = text.lines().nth(2).expect("there is a row");
    assert!(row.starts_with("| a \\| b | 0 | 12 | 0 | 0 | 0 | 0 | no server |"), "{text}");
}
