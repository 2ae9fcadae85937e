//! Tests of a small page.

use super::*;

fn page(text: &str) -> Result<Page, Error> {
    Page::new(Path::new("stage01.md"), text.to_string())
}

const PAGE: &str = "\
# The chapter

{{#figure way}}

## First `main` {#first}
{{#step 01-bind}}

It has {{#lines 1}} lines, not `{{#lines 2}}`.

```console server
$ cargo run
{{#show nothing}}
```

{{#show src/main.rs main serve}}

## Second

Nothing.
";

#[test]
fn sections_have_titles_and_steps() {
    let page = page(PAGE).expect("it is right");
    let sections: Vec<_> =
        page.sections.iter().map(|section| (section.title.as_str(), section.line)).collect();
    assert_eq!(sections, [("", 0), ("The chapter", 1), ("First main", 5), ("Second", 17)]);
    assert_eq!(page.sections[2].step.as_deref(), Some("01-bind"));
    assert_eq!(page.sections[3].step, None);
    assert_eq!(page.chapter(), Some(Stage::ALL[0]));
    let second = Page { path: "stage01-more.md".into(), ..page };
    assert_eq!(second.chapter(), Some(Stage::ALL[0]));
}

#[test]
fn directives_are_found_outside_of_code() {
    let page = page(PAGE).expect("it is right");
    let found: Vec<_> = page.sections.iter().flat_map(|section| &section.directives).collect();
    let names: Vec<_> =
        found.iter().map(|directive| (directive.name.as_str(), directive.line)).collect();
    assert_eq!(names, [("figure", 3), ("step", 6), ("lines", 8), ("show", 15)]);
    assert_eq!(found[3].arguments, ["src/main.rs", "main", "serve"]);
    assert_eq!(&page.text[found[2].range.clone()], "{{#lines 1}}");
    assert!(found[0].alone && !found[2].alone);
}

#[test]
fn blocks_have_their_words_and_lines() {
    let page = page(PAGE).expect("it is right");
    let block = page.sections[2].blocks.first().expect("there is one");
    assert_eq!((block.info.as_str(), block.line), ("console server", 10));
    assert_eq!(block.text, "$ cargo run\n{{#show nothing}}\n");
}

#[test]
fn what_is_not_closed_is_told() {
    let error = page("# A\n\n{{#show src/main.rs\n}}\n").expect_err("it is not closed");
    assert_eq!(error.to_string(), "stage01.md:3: a directive without `}}`");
    let error = page("## A\n{{#step a}}\n{{#step b}}\n").expect_err("it has two");
    assert_eq!(error.to_string(), "stage01.md:3: a section ends in one step, and has one already");
}
