//! The built book: no link is broken, nothing is loaded from other hosts, and all of it can be printed.

mod site;

use book::driver::{self, Builder};
use mdbook_driver::MDBook;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use site::Site;
use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

static SITE: LazyLock<Site> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let built = driver::build(&book::folder(), Some(folder.path()));
    let built = built.unwrap_or_else(|error| panic!("{error:#}"));
    Site::read(&built).expect("it can be read")
});

#[test]
fn each_link_leads_to_a_page_and_to_a_place_in_it() {
    let broken = SITE.broken_links();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn nothing_is_asked_for_from_elsewhere() {
    let external = SITE.foreign_requests();
    assert!(external.is_empty(), "\n{}\n", external.join("\n"));
}

#[test]
fn the_page_for_printers_has_all_headings() {
    let printed = SITE.headings("print.html");
    for chapter in driver::chapters(&book::folder()).expect("it is a book") {
        let page = chapter.page.path.with_extension("html");
        let name = page.strip_prefix(book::folder().join("src")).expect("it is in the book");
        let name = name.to_string_lossy().into_owned();
        let headings = SITE.headings(&name);
        assert!(!headings.is_empty(), "{name} has no heading");
        let found = printed.windows(headings.len()).any(|part| part == headings);
        assert!(found, "of {name}, the page for printers lacks some of {headings:?}");
    }
}

#[test]
fn a_search_gives_no_solution_away() {
    let index = SITE.search_index().expect("there is a search");
    assert!(index.contains("exercises/lost-line-feed.html"), "exercises can be searched for");
    assert!(!index.contains("exercises/solutions/"), "solutions cannot");
}

/// mdBook gets the same from our program as from the library.
#[test]
fn the_command_does_as_the_library_does() {
    let loaded = MDBook::load(book::folder()).expect("it is a book");
    let context =
        PreprocessorContext::new(book::folder(), loaded.config.clone(), "html".to_string());
    let input = serde_json::to_vec(&(&context, &loaded.book)).expect("it can be written");
    let expected = Builder.run(&context, loaded.book.clone()).expect("nothing is wrong");
    let output = program(&["preprocess"], &input);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let given: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(given, serde_json::to_value(expected).expect("it can be written"));
}

#[test]
fn the_command_says_what_it_supports() {
    assert!(program(&["preprocess", "supports", "html"], b"").status.success());
    assert!(!program(&["preprocess", "supports", "markdown"], b"").status.success());
    let wrong = program(&["preprocess"], b"{");
    assert!(!wrong.status.success() && !wrong.stderr.is_empty());
}

fn program(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_book"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it can be run");
    if let Some(mut pipe) = child.stdin.take() {
        // A program that reads nothing closes its end.
        let _ = pipe.write_all(input);
    }
    child.wait_with_output().expect("it ends")
}
