//! `cargo stage exercise`: the way from `start` to `solution`, and what is remembered on it.

use crate::{complaint, files, folder, stdout};
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// An exercise that is built quickly, the line with its fault, and the same line without it.
const NAME: &str = "length-in-characters";
const FAULT: &str = "BODY.chars().count()";
const FIXED: &str = "BODY.len()";

/// A learner: a folder for crates, and a program that remembers nothing of others.
struct Learner(TempDir);

impl Learner {
    /// The program keeps its progress in the target folder that it lies in.
    fn new() -> Learner {
        let home = checks::cargo::target_folder().expect("tests are built into a target folder");
        fs::create_dir_all(home.join("tmp")).expect("a folder can be made");
        let home = TempDir::new_in(home.join("tmp")).expect("a folder can be made");
        fs::write(home.path().join("CACHEDIR.TAG"), "").expect("a file can be written");
        let program = home.path().join("stage");
        fs::hard_link(env!("CARGO_BIN_EXE_checks"), program).expect("a link can be made");
        Learner(home)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.0.path().join("stage"));
        command.arg("exercise").args(arguments).current_dir(self.0.path());
        command.env_remove("CLICOLOR_FORCE");
        command
    }

    fn says(&self, arguments: &[&str]) -> String {
        stdout(&mut self.command(arguments))
    }

    /// What a check prints, and its exit code.
    fn checks(&self, arguments: &[&str]) -> (String, Option<i32>) {
        let output = self.command(arguments).output().expect("the program runs");
        (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code())
    }

    fn replace(&self, old: &str, new: &str) {
        let path = self.0.path().join(NAME).join("src/main.rs");
        let text = fs::read_to_string(&path).expect("the crate has been made");
        assert!(text.contains(old), "{text}");
        fs::write(path, text.replace(old, new)).expect("a file can be written");
    }
}

#[test]
fn a_hunt_is_started_checked_and_done() {
    let learner = Learner::new();
    assert!(learner.says(&["start", NAME]).contains("Where is the line feed?"));
    assert!(learner.says(&["status"]).contains(&format!("… {NAME}")));
    let (report, code) = learner.checks(&["check", NAME]);
    assert!(report.contains("FAIL hardcoded/content-length"), "{report}");
    assert!(report.contains(&format!("cargo stage exercise check {NAME} --only")), "{report}");
    assert_eq!(code, Some(1));
    learner.replace(FAULT, FIXED);
    let (report, code) = learner.checks(&["check", NAME]);
    assert!(report.contains("You now know: `Content-Length` counts bytes"), "{report}");
    assert_eq!(code, Some(0));
    assert!(learner.says(&["status"]).contains(&format!("✓ {NAME}")));
    learner.replace(FIXED, FAULT);
    learner.checks(&["check", NAME]);
    assert!(learner.says(&["status"]).contains(&format!("… {NAME}")));
}

#[test]
fn hints_come_one_after_the_other() {
    let learner = Learner::new();
    for number in 1..=3 {
        let hint = learner.says(&["hint", NAME]);
        assert!(hint.starts_with(&format!("Hint {number} of 3:\n")), "{hint}");
        assert_eq!(hint.matches("Hint ").count(), 1, "{hint}");
    }
    assert_eq!(learner.says(&["hint", NAME]).matches("Hint ").count(), 3);
}

#[test]
fn the_solution_is_held_against_the_learners_own_code() {
    let learner = Learner::new();
    assert!(complaint(&mut learner.command(&["solution", NAME])).contains("has not been started"));
    learner.says(&["start", NAME, "mine"]);
    let path = learner.0.path().join("mine/src/main.rs");
    let text = fs::read_to_string(&path).expect("the crate has been made");
    fs::write(&path, format!("// Mine.\n{text}")).expect("a file can be written");
    let solution = learner.says(&["solution", NAME]);
    assert!(solution.contains("Content-Length counts characters"), "{solution}");
    assert!(solution.contains("\n-// Mine.\n"), "{solution}");
    assert!(
        solution.contains(&format!("\n-    let length = {FAULT};\n+    let length = {FIXED};\n"))
    );
    assert_eq!(solution.matches("diff --git ").count(), 1, "{solution}");
}

#[test]
fn nothing_is_overwritten_and_nothing_is_remembered_of_it() {
    let learner = Learner::new();
    let there = folder(&[("mine/main.rs", b"mine")]);
    let path = there.path().join("mine").to_string_lossy().into_owned();
    assert!(complaint(&mut learner.command(&["start", NAME, &path])).contains("exists already"));
    assert_eq!(files(there.path()), [(Path::new("mine/main.rs").into(), b"mine".to_vec())]);
    assert!(complaint(&mut learner.command(&["check", NAME])).contains("has not been started"));
}

#[test]
fn a_crate_that_is_gone_is_named() {
    let learner = Learner::new();
    learner.says(&["start", NAME]);
    fs::remove_dir_all(learner.0.path().join(NAME)).expect("it is there");
    assert!(complaint(&mut learner.command(&["check", NAME])).contains("there is no crate in "));
}

#[test]
fn wrong_names_are_answered_with_the_right_ones() {
    let learner = Learner::new();
    for verb in ["start", "check", "hint", "solution"] {
        let text = complaint(&mut learner.command(&[verb, "length-in-charcters"]));
        assert!(text.contains(&format!("did you mean `{NAME}`?")), "{text}");
    }
    let text = complaint(&mut learner.command(&["check", "2"]));
    assert!(text.contains("stage 2 is no exercise"), "{text}");
    assert!(learner.says(&["list"]).contains(NAME));
}

#[test]
fn any_server_can_be_checked() {
    let learner = Learner::new();
    let stage = checks::stages::executable(checks::Stage::ALL[1]).expect("it builds");
    let program = stage.to_string_lossy();
    let (report, code) = learner.checks(&["check", NAME, "--", &program]);
    assert!(report.contains("All checks of the exercise"), "{report}");
    assert_eq!(code, Some(0));
}
