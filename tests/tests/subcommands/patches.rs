//! The patches of `cargo stage diff`: they turn one folder into the other, and have the chosen files only.
#![cfg(unix)]

use crate::compare::{OLD, diff, old_and_new};
use crate::{complaint, files, folder, folder_of, source, stage, stdout};
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

#[test]
fn a_hunk_header_names_the_item_around_the_change() {
    let header_after = |from: &str, to: &str| {
        let (old, new) = (OLD.to_string(), OLD.replace(from, to));
        let [old, new] = [old, new].map(|text| folder(&[("a.rs", text.as_bytes())]));
        headers(&diff(old.path(), new.path(), &[])).join("|")
    };
    assert_eq!(header_after("usize", "u8"), "struct Pool {");
    assert_eq!(header_after("two", "2"), "pub(crate) async fn close(");
    assert_eq!(header_after("    fn open(&self) {}\n", ""), "impl Pool {");
    // The item above ends before the change.
    assert_eq!(header_after("impl Pool {", "impl Pool<u8> {"), "");
}

#[test]
fn lines_that_only_look_like_items_are_not_named() {
    let text = "mod a;\nconst A: u8 = 1;\nfn b() {}\n// fn c(\nlet fn_d = [\n    1,\n];\n";
    let old = folder(&[("a.rs", text.as_bytes())]);
    let new = folder(&[("a.rs", text.replace("    1", "    2").as_bytes())]);
    assert_eq!(headers(&diff(old.path(), new.path(), &[])), [""]);
}

#[test]
fn paths_choose_files_folders_and_patterns() {
    let [old, new] = old_and_new();
    let chosen = |arguments: &[&str]| {
        let patch = diff(old.path(), new.path(), arguments);
        paths(&patch).join(" ")
    };
    assert_eq!(chosen(&["icon", "./src/main.rs"]), "src/main.rs icon");
    assert_eq!(chosen(&["src/"]), "src/main.rs src/books.rs");
    assert_eq!(chosen(&["src/b*.rs", "*.txt"]), "src/books.rs steps.txt");
}

#[test]
fn an_unknown_path_is_an_error_with_the_nearest_one() {
    let complaint_of =
        |path: &str| complaint(stage().args(["diff", "4", "5", "src/main.rs", path]));
    let complaint = complaint_of("src/boks.rs");
    assert!(complaint.contains("\"src/boks.rs\"; did you mean `src/books.rs`"), "{complaint}");
    // The star does not match slashes.
    assert!(complaint_of("*.rs").contains("neither side has a file \"*.rs\""));
    assert!(complaint_of("src/[").contains("unclosed character class"));
}

#[test]
fn files_that_nobody_wrote_are_not_compared() {
    let old = folder(&[("src/main.rs", b"")]);
    let new = folder(&[
        ("src/main.rs", b""),
        ("target/debug/server", b"1"),
        ("build/CACHEDIR.TAG", b"1"),
        (".git/HEAD", b"1"),
        ("Cargo.lock", b"1"),
        ("files/upload", b"1"),
    ]);
    assert_eq!(diff(old.path(), new.path(), &[]), "");
}

#[test]
fn a_stage_does_not_differ_from_itself() {
    for format in ["text", "patch"] {
        assert_eq!(stdout(stage().args(["diff", "5", "stage05-threads", "--format", format])), "");
    }
}

#[test]
fn a_folder_of_thousands_of_files_is_refused() {
    let names: Vec<String> = (0..5001).map(|number| format!("{number}")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let complaint = complaint(stage().args(["diff", "5"]).arg(folder(&files).path()));
    assert!(complaint.contains("more than 5000 files"), "{complaint}");
}

/// The paths of a patch, in its order.
fn paths(patch: &str) -> Vec<&str> {
    let starts = patch.lines().filter_map(|line| line.strip_prefix("diff --git a/"));
    starts.filter_map(|names| names.split(" b/").next()).collect()
}

/// The headers of a patch, without the numbers.
fn headers(patch: &str) -> Vec<&str> {
    let headers = patch.lines().filter(|line| line.starts_with("@@"));
    headers.filter_map(|line| Some(line.rsplit_once("@@")?.1.trim())).collect()
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
