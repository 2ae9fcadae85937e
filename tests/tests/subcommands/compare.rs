//! `cargo stage diff` for readers, and with unusual folders.

use crate::{complaint, folder, stage, stdout};
use snapbox::{assert_data_eq, str};
use std::path::Path;

/// The older `src/main.rs`.
pub(crate) const OLD: &str = "\
struct Pool {
    size: usize,
}

impl Pool {
    fn open(&self) {}

    pub(crate) async fn close(
        &self,
    ) {
        one();
        two();
        three();
        four(1);
    }
}
";

const MANIFEST: &[u8] = b"[package]\n";

/// Two folders that differ in all ways.
pub(crate) fn old_and_new() -> [tempfile::TempDir; 2] {
    let new = OLD.replace("four(1)", "four(2)");
    let old = folder(&[
        ("src/main.rs", OLD.as_bytes()),
        ("icon", b"\0\x01"),
        ("steps.txt", b"one\n"),
        ("Cargo.toml", MANIFEST),
    ]);
    let new = folder(&[
        ("src/main.rs", new.as_bytes()),
        ("src/books.rs", b"<b>\"a & b\"</b>\n"),
        ("icon", b"\0\x02"),
        ("www/index.html", b"page\n"),
        ("Cargo.toml", b"[package]\nname = \"a\"\n"),
    ]);
    [old, new]
}

/// The difference between two folders.
pub(crate) fn diff(old: &Path, new: &Path, arguments: &[&str]) -> String {
    stdout(stage().arg("diff").args([old, new]).args(arguments))
}

#[test]
fn sources_come_before_the_manifest_and_pages() {
    let [old, new] = old_and_new();
    let expected = str![[r#"
src/main.rs
@@ -11,6 +11,6 @@ pub(crate) async fn close(
         one();
         two();
         three();
-        four(1);
+        four(2);
     }
 }

src/books.rs (new)
@@ -0,0 +1 @@
+<b>"a & b"</b>

icon
binary file

steps.txt (removed)
@@ -1 +0,0 @@
-one

Cargo.toml
@@ -1 +1,2 @@
 [package]
+name = "a"

www/index.html (new)
@@ -0,0 +1 @@
+page

"#]];
    assert_data_eq!(diff(old.path(), new.path(), &["--format", "text"]), expected);
}

#[test]
fn a_page_is_escaped_and_marks_words() {
    let [old, new] = old_and_new();
    let page = diff(old.path(), new.path(), &["--format", "html"]);
    for part in [
        "<tr class=\"same\"><td>13<td>13<td> <td>        three();\n",
        "<tr class=\"gone\"><td>14<td><td>-<td>        four(<del>1</del>);\n",
        "<tr class=\"new\"><td><td>14<td>+<td>        four(<ins>2</ins>);\n",
        "<td>&lt;b&gt;&quot;a &amp; b&quot;&lt;/b&gt;\n",
        "<h2>src/books.rs (new)</h2>",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(!page.contains("<script") && !page.contains("http"), "{page}");
}

#[test]
fn names_and_headers_on_a_page_are_escaped() {
    let text = "impl A<&u8> {\n    1\n}\n";
    let old = folder(&[("a&b", text.as_bytes())]);
    let new = folder(&[("a&b", text.replace('1', "2").as_bytes())]);
    let page = diff(old.path(), new.path(), &["--format", "html"]);
    assert!(page.contains("<h2>a&amp;b</h2>") && page.contains(">a&amp;b</a>"), "{page}");
    assert!(page.contains("@@ impl A&lt;&amp;u8&gt; {</th>"), "{page}");
}

#[test]
fn each_format_can_be_written_to_a_file() {
    let [old, new] = old_and_new();
    let file = old.path().join(".output");
    let name = file.to_str().expect("the name is UTF-8");
    for format in ["text", "patch", "html"] {
        let printed = diff(old.path(), new.path(), &["--format", format]);
        let arguments = ["diff", "--format", format, "--output", name];
        let mut command = stage();
        command.args(arguments).args([old.path(), new.path()]).env("CLICOLOR_FORCE", "1");
        assert_eq!(stdout(&mut command), "");
        assert_eq!(std::fs::read_to_string(&file).expect("it was written"), printed);
    }
    let complaint = complaint(stage().args(["diff", "1", "2", "--output"]).arg(old.path()));
    assert!(complaint.contains("cannot write "), "{complaint}");
}

#[test]
fn colours_show_lines_and_words() {
    let old = folder(&[("notes.txt", b"one word\nsame\nx\n")]);
    let new = folder(&[("notes.txt", b"another word\nsame\ny\n")]);
    let command = || {
        let mut command = stage();
        command.arg("diff").args([old.path(), new.path()]).env("CLICOLOR_FORCE", "1");
        command
    };
    let coloured = stdout(&mut command());
    assert!(coloured.contains("\u{1b}[7m\u{1b}[32manother\u{1b}[0m"), "{coloured}");
    // A line is not marked as a whole.
    assert!(coloured.contains("\u{1b}[32my\u{1b}[0m"), "{coloured}");
    assert!(!coloured.contains("\u{1b}[7m\u{1b}[32my"), "{coloured}");
    let plain = stdout(command().env("NO_COLOR", "1"));
    assert!(!plain.contains('\u{1b}'), "{plain}");
}

#[test]
fn a_side_is_a_stage_or_a_folder() {
    let folder = folder(&[("file", b"")]);
    let complaint_of = |side: &Path| complaint(stage().args(["diff", "5"]).arg(side));
    let no_folder = complaint_of(&folder.path().join("file"));
    assert!(no_folder.contains("file is not a folder"), "{no_folder}");
    let unknown = complaint_of(Path::new("stage5-threads"));
    assert!(unknown.contains("no stage and no folder"), "{unknown}");
    assert!(unknown.contains("did you mean `stage05-threads`"), "{unknown}");
}

#[test]
fn a_huge_file_is_only_named() {
    let [old, new] = [(); 2].map(|()| folder(&[]));
    let set_size = |folder: &tempfile::TempDir, size: u64| {
        let file = std::fs::File::create(folder.path().join("huge")).expect("a file can be made");
        file.set_len(size).expect("a file may have holes");
    };
    set_size(&old, 1 << 30);
    set_size(&new, 1 << 30);
    assert_eq!(diff(old.path(), new.path(), &["--format", "text"]), "");
    set_size(&new, (1 << 30) + 1);
    let text = diff(old.path(), new.path(), &["--format", "text"]);
    assert_eq!(text, "huge\ntoo large to compare line by line\n");
}

#[test]
fn line_ends_that_differ_are_named() {
    let old = folder(&[("a", b"one\r\ntwo\r\n")]);
    let new = folder(&[("a", b"one\ntwo\n")]);
    let text = diff(old.path(), new.path(), &["--format", "text"]);
    assert_eq!(text, "a (only the line ends differ)\n");
}

#[test]
fn nothing_in_a_file_reaches_the_terminal_as_a_command() {
    let [old, new] = [folder(&[]), folder(&[("a", b"a\x1b[2Jb\x07\xff\n")])];
    for format in ["text", "html"] {
        let text = diff(old.path(), new.path(), &["--format", format]);
        assert!(text.contains("a\\u{1b}[2Jb\\u{7}\\xff\n"), "{text}");
    }
}

#[cfg(unix)]
mod on_unix {
    use super::diff;
    use crate::{complaint, folder, stage};
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::process::Command;

    #[test]
    fn links_to_folders_and_pipes_are_not_read() {
        let [old, new] = [(); 2].map(|()| folder(&[("src/main.rs", b"fn main() {}\n")]));
        symlink("..", new.path().join("src/up")).expect("a link can be made");
        symlink("self", new.path().join("self")).expect("a link can be made");
        let status = Command::new("mkfifo").arg(new.path().join("pipe")).status();
        assert!(status.expect("mkfifo runs").success());
        assert_eq!(diff(old.path(), new.path(), &[]), "");
        let complaint = complaint(stage().args(["diff", "1"]).arg(new.path().join("self")));
        assert!(complaint.contains("no stage and no folder"), "{complaint}");
    }

    #[test]
    fn names_that_are_no_text_are_harmless() {
        let odd = OsStr::from_bytes(b"a\xff\x1b[2J");
        let [old, new] = [(); 2].map(|()| folder(&[]));
        // Some systems know no such names.
        let _ = std::fs::write(new.path().join(odd), "a\n");
        for format in ["text", "patch", "html"] {
            let shown = diff(old.path(), new.path(), &["--format", format]);
            assert!(!shown.contains('\u{1b}'), "{shown}");
        }
        let complaint = complaint(stage().args(["diff", "1"]).arg(odd));
        assert!(!complaint.contains('\u{1b}'), "{complaint}");
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
