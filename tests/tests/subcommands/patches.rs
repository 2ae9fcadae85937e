//! What `cargo stage diff` prints where it is no terminal makes one folder of the other.
#![cfg(unix)]

use super::{files, folder, source, stage};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn each_stage_becomes_its_neighbour() {
    for number in 1..7 {
        assert_patched(&source(number), &source(number + 1));
        assert_patched(&source(number + 1), &source(number));
    }
}

#[test]
fn the_first_stage_becomes_the_last() {
    assert_patched(&source(1), &source(7));
}

#[test]
fn files_without_a_newline_at_the_end_are_patched() {
    let versions: [&[u8]; 4] = [b"a\nb", b"a\nb\n", b"a\nc", b""];
    for old in versions {
        for new in versions {
            assert_patched(folder(&[("file", old)]).path(), folder(&[("file", new)]).path());
        }
    }
}

#[test]
fn files_that_come_and_go_are_patched() {
    let old = folder(&[("src/gone.rs", b"a\n"), ("empty/gone", b""), ("stays", b"a\n")]);
    let new = folder(&[("src/deep/came.rs", b"b"), ("came", b""), ("stays", b"a\n")]);
    assert_patched(old.path(), new.path());
    assert_patched(new.path(), old.path());
}

#[test]
fn odd_bytes_and_names_are_patched() {
    let old = folder(&[("a b", b"one\rtwo\r\nthree\xff\n"), ("gr\u{f6}\u{df}e \"x\".rs", b"a\n")]);
    let new = folder(&[("a b", b"one\rtwo\nthree\xfe\n"), ("gr\u{f6}\u{df}e \"x\".rs", b"b\n")]);
    assert_patched(old.path(), new.path());
}

#[test]
fn what_moved_is_not_in_the_patch() {
    let old = folder(&[("src/a.rs", b"fn a() {\n    one();\n    two();\n}\n")]);
    let new = folder(&[("src/b.rs", b"fn a() {\n    one();\n    two();\n}\n")]);
    let patch = patch(old.path(), new.path(), &[]);
    let text = String::from_utf8_lossy(&patch);
    assert!(!text.contains("was src/a.rs") && !text.contains("moved"), "{text}");
    assert_patched(old.path(), new.path());
}

#[test]
fn plain_is_the_default_where_there_is_no_terminal() {
    let (old, new) = (source(4), source(5));
    assert_eq!(patch(&old, &new, &[]), patch(&old, &new, &["--plain"]));
    let forced = stage()
        .args(["diff", "4", "5", "--plain"])
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

/// Copies the old folder, patches the copy, and compares it with the new folder.
fn assert_patched(old: &Path, new: &Path) {
    let before = files(old);
    let before: Vec<(&str, &[u8])> = before
        .iter()
        .map(|(path, bytes)| (path.to_str().expect("the name is UTF-8"), bytes.as_slice()))
        .collect();
    let copy = folder(&before);
    apply(&patch(old, new, &[]), copy.path());
    let (made, expected) = (files(copy.path()), files(new));
    let names = |files: &[(std::path::PathBuf, Vec<u8>)]| -> Vec<_> {
        files.iter().map(|(path, _)| path.clone()).collect()
    };
    assert_eq!(names(&made), names(&expected));
    assert!(made == expected, "{} did not become {}", old.display(), new.display());
}

/// No fuzz, no questions, no copies of what was before.
fn apply(patch: &[u8], folder: &Path) {
    let mut command = Command::new("patch");
    command.args(["-p1", "-s", "-f", "-F0"]).current_dir(folder);
    let mut child = command.stdin(Stdio::piped()).spawn().expect("`patch` is installed");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    // One that finds nothing to do does not read to the end.
    let _ = stdin.write_all(patch);
    drop(stdin);
    let is_done = child.wait().expect("`patch` ends").success();
    assert!(is_done || patch.is_empty(), "{}", String::from_utf8_lossy(patch));
}
