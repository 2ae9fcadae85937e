//! `cargo stage new`: what it makes builds, runs, and is nobody else's business.

use crate::{complaint, files, folder, folder_of, stage, stdout};
use checks::{Stage, Target, cargo, stages};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Removes what a test has made in the workspace.
struct Removed(PathBuf);

impl Drop for Removed {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn it_builds_and_passes_within_the_workspace() {
    let workspace = stages::workspace();
    let made = Removed(workspace.join("made-within-by-a-test"));
    drop(Removed(made.0.clone()));
    let next = stdout(
        stage().args(["new", "made-within-by-a-test", "--from", "2"]).current_dir(workspace),
    );
    assert!(next.contains("\n  cargo stage check 3 -- cargo run\n"), "{next}");
    assert_knows_the_command(&made.0);
    assert_unseen_by_git(&made.0);
    assert_passes(&made.0, 2, "hardcoded/");
}

#[test]
fn it_builds_and_passes_outside_of_the_workspace() {
    let home = folder(&[]);
    let made = home.path().join("made-outside-by-a-test");
    stdout(stage().arg("new").arg(&made).args(["--from", "7"]));
    assert_eq!(
        fs::read_to_string(made.join(".gitignore")).ok().as_deref(),
        Some("/target/\n/files/\n# The path of the course on this computer.\n/.cargo/\n")
    );
    assert_knows_the_command(&made);
    assert_passes(&made, 7, "echo");
}

#[test]
fn the_elective_builds_and_passes_outside_of_the_workspace() {
    let home = folder(&[]);
    let made = home.path().join("looping-by-a-test");
    let next = stdout(stage().arg("new").arg(&made).args(["--from", "event-loop"]));
    assert!(next.contains("begins as a copy of the event loop.\n"), "{next}");
    assert!(next.contains("cargo stage check event-loop -- cargo run"), "{next}");
    assert!(next.contains("cargo stage diff event-loop "), "{next}");
    assert_passes_as(&made, Stage::EVENT_LOOP, "routing/");
}

#[test]
fn it_is_a_copy_of_the_stage() {
    let home = folder(&[]);
    for server in Stage::SERVERS {
        let (name, source) = (server.name(), folder_of(server));
        let made = home.path().join(format!("copy-of-{server}"));
        stdout(stage().arg("new").arg(&made).args(["--from", name]));
        for part in ["src", "www"].iter().filter(|part| source.join(part).is_dir()) {
            assert!(files(&made.join(part)) == files(&source.join(part)));
        }
        let diff = stdout(stage().args(["diff", name]).arg(&made));
        assert_eq!(diff.matches("diff --git ").count(), 1, "{diff}");
    }
}

#[test]
fn nothing_is_overwritten() {
    let home = folder(&[("there/file", b"mine"), ("file", b"mine")]);
    let before = files(home.path());
    for name in ["there", "file"] {
        let mut command = stage();
        command.args(["new", name, "--from", "2"]).current_dir(home.path());
        assert!(complaint(&mut command).contains("exists already"));
    }
    assert!(files(home.path()) == before);
}

#[test]
fn what_fails_leaves_nothing_behind() {
    let home = folder(&[("file", b"mine")]);
    for name in ["file/new", "missing/new", "my server", "..", ".", "", "a/fn", "\u{65e5}\u{672c}"]
    {
        let mut command = stage();
        command.args(["new", name, "--from", "2"]).current_dir(home.path());
        complaint(&mut command);
    }
    let long = "x".repeat(100_000);
    complaint(stage().args(["new", &long, "--from", "2"]).current_dir(home.path()));
    assert_eq!(files(home.path()).len(), 1);
    assert_eq!(fs::read_dir(home.path()).expect("the folder can be listed").count(), 1);
}

/// `cargo stage` works in the new folder, and knows nothing of the server there until it is asked.
fn assert_knows_the_command(made: &Path) {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    cargo.args(["stage", "list", "--checks", "1"]).current_dir(made);
    cargo.envs(cargo::target_folder().map(|folder| ("CARGO_TARGET_DIR", folder)));
    assert!(stdout(&mut cargo).contains("echo/text "));
}

fn assert_unseen_by_git(made: &Path) {
    let workspace = stages::workspace();
    let status = Command::new("git")
        .args(["status", "--porcelain", "--"])
        .arg(made)
        .current_dir(workspace)
        .output();
    // Neither git nor a repository is needed for the stages.
    if let Ok(status) = status
        && status.status.success()
    {
        assert_eq!(String::from_utf8_lossy(&status.stdout), "");
    }
}

fn assert_passes(made: &Path, number: u8, ids: &str) {
    assert_passes_as(made, Stage::new(number).expect("there is such a stage"), ids);
}

/// Builds the crate where it lies, and holds it against the first checks with such ids.
fn assert_passes_as(made: &Path, stage: Stage, ids: &str) {
    let mut build = cargo::build();
    build.arg("--offline").current_dir(made);
    let executables = cargo::run(build).expect("it builds");
    let name = made.file_name().expect("it has a name").to_string_lossy();
    let program = executables.get(name.as_ref()).expect("the program is called as the folder is");
    let table = checks::table::all().into_iter().filter(|check| check.stages.contains(stage));
    for check in table.filter(|check| check.id.contains(ids)).take(3) {
        let verdict = check.run_on(&Target::new(stage, program));
        assert!(
            matches!(verdict.outcome, checks::runner::Outcome::Passed),
            "{:?}",
            verdict.outcome
        );
    }
}
