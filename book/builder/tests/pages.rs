//! The chapters of the book: each directive can be expanded, each changed line is shown once, and the last
//! step is the stage.

use book::{Chapter, Error, Page, Step, driver, expand::expand};

fn chapters() -> Vec<Chapter> {
    driver::chapters(&book::folder()).unwrap_or_else(|error| panic!("{error:#}"))
}

fn expect_none(errors: &[Error]) {
    assert!(errors.is_empty(), "\n{}\n", book::joined(errors));
}

#[test]
fn each_directive_is_carried_out_and_each_line_is_shown_once() {
    let (mut failed, chapters) = (Vec::new(), chapters());
    assert!(!chapters.is_empty());
    for chapter in chapters {
        match expand(&chapter) {
            Ok(text) => {
                let page = book::Page::new(&chapter.page.path, text).expect("it is closed");
                let left = page.sections.iter().flat_map(|section| &section.directives).next();
                assert_eq!(left, None, "{}", page.path.display());
            }
            Err(errors) => failed.extend(errors),
        }
    }
    expect_none(&failed);
}

#[test]
fn the_last_step_of_a_chapter_is_the_stage() {
    let missing = |chapter: Chapter| match chapter.misses() {
        Ok(missing) => missing,
        Err(error) => Some(error),
    };
    expect_none(&chapters().into_iter().filter_map(missing).collect::<Vec<_>>());
}

#[test]
fn each_step_has_a_section() {
    let chapters = chapters();
    let ends_in = |page: &Page, step: &Step| {
        let mut steps = page.sections.iter().filter_map(|section| section.step.as_ref());
        page.chapter() == Some(step.chapter) && steps.any(|name| *name == step.name)
    };
    for step in book::steps::all().unwrap_or_else(|error| panic!("{error}")) {
        let found = chapters.iter().any(|chapter| ends_in(&chapter.page, &step));
        assert!(found, "no section ends in {}", step.patch.display());
    }
}
