//! The patches of `cargo stage diff` turn one folder into the other.
#![cfg(unix)]

use crate::{files, folder, folder_of, source, stage};
use checks::Stage;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[test]
fn each_stage_becomes_its_neighbour() {
    for number in 1..7 {
        assert_patched(&source(number), &source(number + 1));
        assert_patched(&source(number + 1), &source(number));
    }
}

#[test]
fn stage_7_becomes_the_elective() {
    let (old, new) = (source(7), folder_of(Stage::EVENT_LOOP));
    assert_patched(&old, &new);
    let named = stage().args(["diff", "7", "event-loop"]).output().expect("the program runs");
    assert_eq!(named.stdout, patch(&old, &new, &[]));
}

#[test]
fn the_first_stage_becomes_the_last() {
    assert_patched(&source(1), &source(7));
}

#[test]
fn files_without_a_newline_at_the_end_are_patched() {
    let versions: [&[u8]; 5] = [b"a\nb", b"a\nb\n", b"a\nb\r", b"a\nc", b""];
    for old in versions {
        for new in versions {
            assert_patched(folder(&[("file", old)]).path(), folder(&[("file", new)]).path());
        }
    }
}

#[test]
fn new_and_removed_files_are_patched() {
    let old = folder(&[("src/gone.rs", b"a\n"), ("stays", b"a\n")]);
    let new = folder(&[("src/deep/came.rs", b"b"), ("stays", b"a\n")]);
    assert_patched(old.path(), new.path());
    assert_patched(new.path(), old.path());
}

/// Only GNU's `patch` creates files without a line, and understands quoted names.
#[cfg(target_os = "linux")]
#[test]
fn new_and_removed_empty_files_are_patched() {
    let old = folder(&[("empty/gone", b""), ("filled", b"")]);
    let new = folder(&[("came", b""), ("filled", b"a\n")]);
    assert_patched(old.path(), new.path());
    // As git has it: no names of sides where there are no lines.
    let patch = patch(old.path(), new.path(), &["came"]);
    assert_eq!(patch, b"diff --git a/came b/came\nnew file mode 100644\n");
}

#[cfg(target_os = "linux")]
#[test]
fn odd_bytes_and_names_are_patched() {
    let old = folder(&[("a b", b"one\rtwo\r\nthree\xff\n"), ("gr\u{f6}\u{df}e \"x\".rs", b"a\n")]);
    let new = folder(&[("a b", b"one\rtwo\nthree\xfe\n"), ("gr\u{f6}\u{df}e \"x\".rs", b"b\n")]);
    assert_patched(old.path(), new.path());
}

#[test]
fn binary_files_are_named() {
    let [old, new] = [folder(&[("icon", b"\0\x01")]), folder(&[("icon", b"\0\x02")])];
    let expected = "diff --git a/icon b/icon\nBinary files a/icon and b/icon differ\n";
    assert_eq!(String::from_utf8_lossy(&patch(old.path(), new.path(), &[])), expected);
}

#[test]
fn a_chosen_file_alone_is_patched() {
    let old = folder(&[("a", b"1\n"), ("b", b"1\n")]);
    let patch = patch(old.path(), folder(&[("a", b"2\n"), ("b", b"2\n")]).path(), &["a"]);
    let expected = folder(&[("a", b"2\n"), ("b", b"1\n")]);
    assert_makes(&["git", "apply"], &patch, old.path(), expected.path());
}

#[test]
fn a_patch_is_the_default_if_there_is_no_terminal() {
    let (old, new) = (source(4), source(5));
    assert_eq!(patch(&old, &new, &[]), patch(&old, &new, &["--format", "patch"]));
    let forced = stage()
        .args(["diff", "4", "5", "--format", "patch"])
        .env("CLICOLOR_FORCE", "1")
        .output()
        .expect("the program runs");
    assert_eq!(forced.stdout, patch(&old, &new, &[]));
}

fn patch(old: &Path, new: &Path, options: &[&str]) -> Vec<u8> {
    let output = stage().arg("diff").args([old, new]).args(options).output();
    let output = output.expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Patches copies of the old folder, with `patch` and with git, and compares them with the new folder.
fn assert_patched(old: &Path, new: &Path) {
    let patch = patch(old, new, &[]);
    // No fuzz, no questions.
    assert_makes(&["patch", "-p1", "-s", "-f", "-F0"], &patch, old, new);
    assert_makes(&["git", "apply"], &patch, old, new);
}

fn assert_makes(command: &[&str], patch: &[u8], old: &Path, new: &Path) {
    let before = files(old);
    let before: Vec<(&str, &[u8])> = before
        .iter()
        .map(|(path, bytes)| (path.to_str().expect("the name is UTF-8"), bytes.as_slice()))
        .collect();
    let copy = folder(&before);
    apply(command, patch, copy.path());
    let (made, expected) = (files(copy.path()), files(new));
    assert_eq!(names(&made), names(&expected), "{command:?}");
    assert!(made == expected, "{command:?}: {} did not become {}", old.display(), new.display());
}

fn names(files: &[(PathBuf, Vec<u8>)]) -> Vec<&Path> {
    files.iter().map(|(path, _)| path.as_path()).collect()
}

fn apply(command: &[&str], patch: &[u8], folder: &Path) {
    // Both refuse an empty patch.
    if patch.is_empty() {
        return;
    }
    let (program, arguments) = command.split_first().expect("a command has a name");
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).stdin(Stdio::piped());
    let mut child = command.spawn().expect("`patch` and git are installed");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    stdin.write_all(patch).expect("a patch is read to its end");
    drop(stdin);
    let is_done = child.wait().expect("it ends").success();
    assert!(is_done, "{program}: {}", String::from_utf8_lossy(patch));
}
