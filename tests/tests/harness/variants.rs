//! Diffs are applied to the files of a stage.

use checks::sources::{self, Sources};
use checks::{Stage, stages};

const DIFF: &str = "\
diff --git a/stage/src/main.rs b/stage/src/main.rs
--- a/stage/src/main.rs
+++ b/stage/src/main.rs
@@ -1,3 +1,3 @@
 one
-two
+2
 three
diff --git a/stage/src/new.rs b/stage/src/new.rs
new file mode 100644
--- /dev/null
+++ b/stage/src/new.rs
@@ -0,0 +1 @@
+new
";

fn before() -> Sources {
    Sources::from([("src/main.rs".to_string(), b"one\ntwo\nthree\n".to_vec())])
}

#[test]
fn a_diff_may_change_several_files() {
    let after = sources::patched(before(), "stage", DIFF).expect("a diff that applies");
    assert_eq!(after["src/main.rs"], b"one\n2\nthree\n");
    assert_eq!(after["src/new.rs"], b"new\n");
}

#[test]
fn a_diff_that_does_not_apply_is_an_error() {
    let other = Sources::from([("src/main.rs".to_string(), b"something else\n".to_vec())]);
    assert!(sources::patched(other, "stage", DIFF).is_err());
    assert!(sources::patched(Sources::new(), "stage", DIFF).is_err());
    assert!(sources::patched(before(), "elsewhere", DIFF).is_err());
}

#[test]
fn a_folder_holds_what_is_written_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("outdated"), "").expect("a file");
    sources::write(&before(), folder.path()).expect("written");
    assert_eq!(sources::read(folder.path()).expect("read"), before());
}

#[test]
fn a_file_that_stays_the_same_is_not_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let modified = || folder.path().join("src/main.rs").metadata()?.modified();
    sources::write(&before(), folder.path()).expect("written");
    let first = modified().expect("a time");
    sources::write(&before(), folder.path()).expect("written");
    assert_eq!(modified().expect("a time"), first);
}

#[test]
fn the_sources_of_a_stage_are_its_manifest_and_its_code() {
    let stage = Stage::new(4).expect("a stage");
    let sources = stages::sources(stage).expect("a stage that can be read");
    assert!(sources.contains_key("Cargo.toml") && sources.contains_key("src/main.rs"));
    assert!(sources.contains_key("www/index.html"));
}
