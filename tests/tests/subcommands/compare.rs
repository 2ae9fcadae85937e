//! `cargo stage diff` for readers, and with folders that are not what they should be.

use crate::{complaint, folder, stage, stdout};
use snapbox::{assert_data_eq, str};

const OLD: &str = "\
fn close(number: u8) {
    println!(\"closing {number}\");
    drop(number);
}

fn main() {
    close(1);
}
";

const CLOSE: &str = "\
pub fn close(number: u8) {
    println!(\"closing {number}\");
    drop(number);
}
";

fn old_and_new() -> [tempfile::TempDir; 2] {
    let steps = "one\ntwo\nthree\nfour\nfive\n";
    let changed = "one\ntwo\n3\nfour\nfive\n";
    let main = "fn main() {\n    close(2);\n}\n";
    let old = folder(&[
        ("src/main.rs", OLD.as_bytes()),
        ("steps.txt", steps.as_bytes()),
        ("icon", b"\0\x01"),
    ]);
    let new = folder(&[
        ("src/main.rs", main.as_bytes()),
        ("src/connection.rs", CLOSE.as_bytes()),
        ("numbers.txt", changed.as_bytes()),
        ("icon", b"\0\x02"),
    ]);
    [old, new]
}

#[test]
fn stat_shows_what_was_moved_and_renamed() {
    let [old, new] = old_and_new();
    let expected = str![[r"
icon                        | no text
numbers.txt (was steps.txt) | 2 +-
src/connection.rs (new)     | 4 ++++
src/main.rs                 | 7 +------
4 files changed, 6 lines added, 7 lines removed
fn close moved from src/main.rs to src/connection.rs

"]];
    let stat = stdout(stage().arg("diff").args([old.path(), new.path()]).arg("--stat"));
    assert_data_eq!(stat, expected);
}

#[test]
fn words_are_marked_without_colours_too() {
    let [old, new] = old_and_new();
    let expected = str![[r#"
fn close moved from src/main.rs to src/connection.rs

icon
no text

numbers.txt (was steps.txt)
@@ -1,5 +1,5 @@
one
two
[-three-]
{+3+}
four
five

src/connection.rs (new)
@@ -0,0 +1,4 @@
{+pub fn close(number: u8) {+}
{+    println!("closing {number}");+}
{+    drop(number);+}
{+}+}

src/main.rs
@@ -1,8 +1,3 @@
[-fn close(number: u8) {-]
[-    println!("closing {number}");-]
[-    drop(number);-]
[-}-]

fn main() {
    close([-1-]{+2+});
}

"#]];
    let words = stdout(stage().arg("diff").args([old.path(), new.path()]).arg("--word"));
    assert_data_eq!(words, expected);
}

#[test]
fn colours_show_lines_and_words() {
    let old = folder(&[("notes.txt", b"one word\n")]);
    let new = folder(&[("notes.txt", b"another word\n")]);
    let diff = || {
        let mut command = stage();
        command.arg("diff").args([old.path(), new.path()]).env("CLICOLOR_FORCE", "1");
        command
    };
    let coloured = stdout(&mut diff());
    assert!(coloured.contains("\u{1b}[7m\u{1b}[32manother\u{1b}[0m"), "{coloured}");
    let plain = stdout(diff().env("NO_COLOR", "1"));
    assert!(!plain.contains('\u{1b}'), "{plain}");
}

#[test]
fn a_stage_does_not_differ_from_itself() {
    for form in ["--stat", "--word", "--plain"] {
        assert_eq!(stdout(stage().args(["diff", "5", "stage05-threads", form])), "");
    }
}

#[test]
fn only_one_form_can_be_asked_for() {
    assert!(complaint(stage().args(["diff", "4", "5", "--stat", "--word"])).contains("--word"));
}

#[test]
fn what_tools_make_is_not_compared() {
    let old = folder(&[("src/main.rs", b"")]);
    let new = folder(&[
        ("src/main.rs", b""),
        ("target/debug/server", b"1"),
        ("build/CACHEDIR.TAG", b"1"),
        (".git/HEAD", b"1"),
        ("Cargo.lock", b"1"),
        ("files/upload", b"1"),
    ]);
    assert_eq!(stdout(stage().arg("diff").args([old.path(), new.path()])), "");
}

#[test]
fn a_file_is_no_folder() {
    let folder = folder(&[("file", b"")]);
    let complaint = complaint(stage().args(["diff", "5"]).arg(folder.path().join("file")));
    assert!(complaint.contains("file is not a folder"), "{complaint}");
}

#[test]
fn a_folder_of_thousands_of_files_is_refused() {
    let names: Vec<String> = (0..5001).map(|number| format!("{number}")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let complaint = complaint(stage().args(["diff", "5"]).arg(folder(&files).path()));
    assert!(complaint.contains("more than 5000 files"), "{complaint}");
}

#[test]
fn a_huge_file_is_only_named() {
    let folder = folder(&[("src/main.rs", b"")]);
    let file = std::fs::File::create(folder.path().join("huge")).expect("a file can be made");
    file.set_len(1 << 40).or_else(|_| file.set_len(1 << 30)).expect("a file may have holes");
    let view = stdout(stage().args(["diff", "1"]).arg(folder.path()).arg("--stat"));
    assert!(view.contains("huge (new)") && view.contains("| too large to be"), "{view}");
}

/// What is read of a folder has an end, and what lies behind that is still compared.
#[test]
fn of_many_large_files_only_the_first_are_shown() {
    let large = b"0123456\n".repeat(512 * 1024);
    let names = ["a", "b", "c", "d", "e", "f"];
    let [old, new] = [(); 2].map(|()| folder(&names.map(|name| (name, large.as_slice()))));
    let diff = |form: &str| stdout(stage().arg("diff").args([old.path(), new.path()]).arg(form));
    assert_eq!(diff("--stat"), "");
    std::fs::write(new.path().join("f"), [&large[1..], b"."].concat()).expect("it can be written");
    assert_eq!(diff("--word"), "f\ntoo large to be compared line by line\n");
    std::fs::write(new.path().join("a"), "short\n").expect("it can be written");
    let stat = diff("--stat");
    assert!(stat.contains("f | too large to be compared line by line\n2 files changed"), "{stat}");
}

#[cfg(unix)]
mod on_unix {
    use crate::{complaint, folder, stage, stdout};
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::process::Command;

    #[test]
    fn links_in_circles_are_not_followed() {
        let folder = folder(&[("src/main.rs", b"fn main() {}\n")]);
        symlink("..", folder.path().join("src/up")).expect("a link can be made");
        symlink("self", folder.path().join("self")).expect("a link can be made");
        let view = stdout(stage().args(["diff", "1"]).arg(folder.path()).arg("--stat"));
        assert!(view.contains("self (new)") && view.contains("src/up (new)"), "{view}");
        let complaint = complaint(stage().args(["diff", "1"]).arg(folder.path().join("self")));
        assert!(complaint.contains("cannot read"), "{complaint}");
    }

    #[test]
    fn pipes_are_not_read() {
        let folder = folder(&[]);
        let status = Command::new("mkfifo").arg(folder.path().join("pipe")).status();
        assert!(status.expect("mkfifo runs").success());
        let view = stdout(stage().args(["diff", "1"]).arg(folder.path()).arg("--stat"));
        assert!(view.contains("pipe (new)"), "{view}");
    }

    #[test]
    fn names_that_are_no_text_are_harmless() {
        let odd = OsStr::from_bytes(b"a\xff\x1b[2J");
        let folder = folder(&[("src/main.rs", b"")]);
        // Some systems know no such names.
        let _ = std::fs::write(folder.path().join(odd), "a\n");
        for form in ["--stat", "--word", "--plain"] {
            let view = stdout(stage().args(["diff", "1"]).arg(folder.path()).arg(form));
            assert!(!view.contains('\u{1b}'), "{view}");
        }
        let complaint = complaint(stage().args(["diff", "1"]).arg(odd));
        assert!(complaint.contains("no stage and no folder"), "{complaint}");
    }

    #[test]
    fn a_folder_that_cannot_be_read_is_named() {
        let folder = folder(&[("locked/file", b"")]);
        let locked = folder.path().join("locked");
        let set = |mode: &str| Command::new("chmod").arg(mode).arg(&locked).status();
        set("000").expect("chmod runs");
        let is_locked = std::fs::read_dir(&locked).is_err();
        let output = stage().args(["diff", "1"]).arg(folder.path()).output();
        set("700").expect("chmod runs");
        let output = output.expect("the program runs");
        let complaint = String::from_utf8_lossy(&output.stderr);
        // A user who may read everything can read this too.
        assert_eq!(is_locked, complaint.contains("locked"), "{complaint}");
        assert!(output.status.code().is_some_and(|code| code == if is_locked { 2 } else { 0 }));
    }
}
