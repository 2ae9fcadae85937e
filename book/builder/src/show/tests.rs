//! Tests of `{{#show …}}` with small steps.

use super::*;
use crate::Files;
use std::path::PathBuf;

const BEFORE: &str = "\
use std::io;

fn main() {
    one();
    two();
    three();
    four();
    five();
    six();
    seven();
    eight();
}

impl Pool {
    fn old(&self) {
        self.run();
    }

    fn last(&self) {}
}

impl From<u8> for Pool {}
";

fn step() -> Step {
    let files = |text: &str| Files::from([("src/main.rs".to_string(), text.to_string())]);
    let new = BEFORE
        .replace("use std::io;\n", "use std::fs;\nuse std::io;\n")
        .replace("    eight();\n}\n", "    nine();\n}\n\n/// Is new.\nfn added() {}\n")
        .replace("    fn last(&self) {}\n", "")
        .replace("self.run();\n    }\n", "self.walk();\n    }\n\n    fn new(&self) {}\n");
    let (before, mut after) = (files(BEFORE), files(&format!("{new}\nfn end() {{}}\n")));
    after.insert("www/a.html".to_string(), "<p>\n```\n".to_string());
    Step {
        chapter: checks::Stage::ALL[0],
        name: "01-a".to_string(),
        patch: PathBuf::new(),
        before,
        after,
    }
}

fn show(arguments: &str) -> Result<String, String> {
    let arguments: Vec<String> = arguments.split(' ').map(str::to_string).collect();
    Show::new(&step(), &arguments).map(|show| show.markdown(&BTreeSet::new()))
}

fn shown(place: &str, fence: &str, text: &str) -> String {
    let place = if place.is_empty() { String::new() } else { format!("<span>{place}</span>") };
    format!(
        "<figure class=\"listing\">\n<figcaption>src/main.rs{place}</figcaption>\n\n\
         ```{fence}\n{text}```\n\n</figure>\n"
    )
}

#[test]
fn new_items_are_listings_with_their_place() {
    let expected = shown(", after <code>main</code>", "rust", "/// Is new.\nfn added() {}\n");
    assert_eq!(show("src/main.rs added"), Ok(expected));
    let expected = shown(", after <code>Pool::old</code>", "rust", "    fn new(&self) {}\n");
    assert_eq!(show("src/main.rs Pool::new"), Ok(expected));
    let place = ", after <code>impl From&lt;u8&gt; for Pool</code>";
    let expected = shown(place, "rust", "fn end() {}\n");
    assert_eq!(show("src/main.rs end"), Ok(expected));
}

#[test]
fn changed_items_are_diffs_with_the_line_that_opens_them() {
    let expected = " fn main() {\n     …\n     five();\n     six();\n     seven();\n-    eight();\n+    nine();\n }\n";
    assert_eq!(show("src/main.rs main"), Ok(shown("", "diff", expected)));
    let expected = " impl Pool {\n     …\n     fn old(&self) {\n-        self.run();\n+        self.walk();\n     }\n";
    assert_eq!(show("src/main.rs Pool::old"), Ok(shown("", "diff", expected)));
    assert_eq!(show("src/main.rs use"), Ok(shown("", "diff", "+use std::fs;\n use std::io;\n")));
}

#[test]
fn removed_items_are_named_and_folded() {
    let folded = show("src/main.rs Pool::last").expect("it changes");
    let summary = "<summary>Removed from src/main.rs: <code>Pool::last</code></summary>";
    assert!(folded.contains(summary), "{folded}");
    assert!(folded.contains("\n-    fn last(&self) {}\n") && folded.ends_with("</details>\n\n"));
}

#[test]
fn all_changes_of_a_file_are_shown_where_no_item_is_named() {
    let all = show("src/main.rs").expect("it changes");
    assert_eq!(all.matches("<figure").count(), 6, "{all}");
    for line in ["+use std::fs;", "+    nine();", "\nfn added", "+        self.walk", "\nfn end"] {
        assert_eq!(all.matches(line).count(), 1, "{line}: {all}");
    }
}

#[test]
fn a_fence_is_longer_than_what_is_in_it() {
    let html = show("www/a.html").expect("it is new");
    assert!(html.contains("\n\n````html\n<p>\n```\n````\n\n"), "{html}");
}

fn diff_of(before: &str, after: &str) -> String {
    let changes = changes::changes("src/main.rs", before, after).expect("both are Rust");
    diff::diff(changes.iter().filter(|change| change.matters()))
}

#[test]
fn comments_are_whole_and_a_cut_item_says_so() {
    let comment = "    // A comment\n    // of three lines\n    // is whole.\n";
    let before = format!(
        "fn first() {{\n    one();\n{comment}    two();\n    three();\n    four();\n    five();\n    \
         six();\n    seven();\n}}\n\n/// Stays as it is.\nfn last() {{\n    eight();\n}}\n"
    );
    let after = before.replace("three()", "third()").replace("eight()", "last()");
    let expected = " fn first() {\n     one();\n     // A comment\n     // of three lines\n     // is whole.\n     \
                    two();\n-    three();\n+    third();\n     four();\n     five();\n     six();\n     …\n\n \
                    fn last() {\n-    eight();\n+    last();\n }\n";
    assert_eq!(diff_of(&before, &after), expected);
}

#[test]
fn an_impl_that_goes_has_no_lines_between_its_own() {
    let before = "struct A;\n\nimpl A {\n    fn one(&self) {}\n}\n";
    let expected = "-impl A {\n-    fn one(&self) {}\n-}\n";
    assert_eq!(diff_of(before, "struct A;\n"), expected);
}
