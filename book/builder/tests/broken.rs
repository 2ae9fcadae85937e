//! Chapters with mistakes: each error names the place, and suggests a fix.

use book::expand::expand;
use book::{Chapter, Page, reader, steps};
use checks::Stage;
use std::path::{Path, PathBuf};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

const RIGHT: &str = "\
# A greeting

## Say it
{{#step 01-greeting}}

{{#show src/main.rs main}}

{{#show src/main.rs greeting}}

## Say to whom
{{#step 02-name}}

{{#show src/main.rs}}

{{#passes echo/text}}
";

fn chapter(text: &str) -> Chapter {
    let page = Page::new(Path::new("stage01.md"), text.to_string()).expect("it is closed");
    let steps =
        steps::read(&fixtures().join("steps"), Stage::ALL[0], reader::new()).expect("they apply");
    Chapter { page, steps }
}

/// All errors of the page once this text stands in place of that.
fn errors(that: &str, this: &str) -> Vec<String> {
    assert!(RIGHT.contains(that), "{that}");
    let errors = expand(&chapter(&RIGHT.replace(that, this))).expect_err("something is wrong");
    errors.iter().map(ToString::to_string).collect()
}

#[test]
fn a_right_chapter_is_expanded() {
    let text = expand(&chapter(RIGHT)).expect("nothing is wrong");
    assert!(!text.contains("{{#"), "{text}");
    assert_eq!(text.matches("<figcaption>src/main.rs").count(), 4, "{text}");
    for line in
        ["-    println!(\"Hello, world!\");", "\n/// What is said.\nfn greeting", "\nconst NAME"]
    {
        assert_eq!(text.matches(line).count(), 1, "{line}: {text}");
    }
    assert!(text.contains("- `echo/text` (course): "), "{text}");
}

#[test]
fn each_error_names_the_place_and_what_was_meant() {
    let cases = [
        (
            "main.rs greeting",
            "main.rs greting",
            "8: there is no item `greting` in `src/main.rs`; did you mean `greeting`?",
        ),
        (
            "{{#show src/main.rs main}}",
            "",
            "3: section `Say it` leaves out line 2 of `src/main.rs` (`main`), in place of line 2",
        ),
        (
            "main.rs greeting",
            "main.rs greeting main",
            "8: section `Say it` shows twice line 2 of `src/main.rs` (`main`), in place of line 2",
        ),
        (
            "{{#show src/main.rs}}",
            "{{#show src/main.rs main}}",
            "13: `main` in `src/main.rs` does not change in this step",
        ),
        (
            "{{#show src/main.rs}}",
            "{{#show src/man.rs}}",
            "13: step `02-name` has no file `src/man.rs`; did you mean `src/main.rs`?",
        ),
        (
            "{{#step 02-name}}",
            "{{#step 02-nam}}",
            "11: there is no step `02-nam`; did you mean `02-name`?",
        ),
        ("{{#passes", "Now: {{#passes", "15: `passes` must stand alone on its line"),
    ];
    for (that, this, expected) in cases {
        assert_eq!(errors(that, this)[0], format!("stage01.md:{expected}"));
    }
    let directives = [
        ("pases echo/text", "there is no directive `pases`; did you mean `passes`?"),
        ("passes echo/texts", "there is no check `echo/texts`; did you mean `echo/text`?"),
        ("passes routing/home", "`routing/home` is no check of stage 1"),
        ("figure nothing", "there is no figure `nothing`"),
        ("figure", "`figure` takes one argument"),
        ("plot idle-latncy", "there is no plot `idle-latncy`; did you mean `idle-latency`?"),
        ("checks 8", "there is no stage `8`: they are 1 to 7, and `event-loop`"),
    ];
    for (directive, expected) in directives {
        assert_eq!(errors("passes echo/text", directive), [format!("stage01.md:15: {expected}")]);
    }
}

#[test]
fn steps_have_one_section_each_in_their_order() {
    let swapped = "{{#step 01-greeting}}\n\n## Say to nobody\n{{#step 01-greeting}}";
    let cases = [
        (swapped, "stage01.md:6: step `02-name` comes before `01-greeting`"),
        ("{{#step 02-name}}", "stage01.md:10: step `02-name` comes before the last section"),
    ];
    for (steps, expected) in cases {
        let told = errors("{{#step 01-greeting}}", steps);
        assert!(told.contains(&expected.to_string()), "{told:?}");
    }
}

#[test]
fn a_second_page_begins_after_the_first() {
    let (_, second) = RIGHT.split_once("## Say to whom").expect("there are two parts");
    let second = chapter(&format!("# The rest\n\n## Say to whom{second}"));
    assert_eq!((second.server(1), second.server(2)), (Some("01-greeting"), Some("02-name")));
    expand(&second).expect("nothing is wrong");
}

#[test]
fn a_patch_that_does_not_apply_is_told() {
    let error = steps::read(&fixtures().join("broken"), Stage::ALL[0], reader::new())
        .expect_err("it does not apply");
    let expected = "book/builder/tests/fixtures/broken/01-morning.patch: \
        does not apply to src/main.rs: error applying hunk #1";
    assert_eq!(error.to_string(), expected);
}

#[test]
fn the_compiler_is_quoted_with_the_step() {
    let mut steps = chapter(RIGHT).steps;
    for step in &mut steps {
        let main = step.after.get_mut("src/main.rs").expect("each step has it");
        if step.name == "02-name" {
            main.push_str("\nfn unused() {}\n");
        }
    }
    let built = book::crates::build("book-broken", &steps).expect("cargo can be run");
    assert!(built.executable(Stage::ALL[0], Some("01-greeting")).is_ok());
    let error =
        built.executable(Stage::ALL[0], Some("02-name")).expect_err("it has a warning").to_string();
    let place = "book/steps/stage01/02-name.patch: the server of this step does not compile without warnings:\nwarning:";
    assert!(error.starts_with(place) && error.contains("`unused` is never used"), "{error}");
}
