//! Whether each section shows all that its step changes, and nothing twice.

use crate::changes::Change;
use crate::chapter::Chapter;
use crate::{Error, Section, Step, show};
use similar::ChangeTag;
use std::collections::BTreeSet;

/// The lines that the sections of a chapter leave out or show twice. Other errors of directives are not
/// reported here.
pub fn gaps(chapter: &Chapter) -> Vec<Error> {
    let mut errors = order(chapter);
    for section in &chapter.page.sections {
        if let Ok(step) = chapter.step(section) {
            errors.extend(gaps_of_section(chapter, section, step));
        }
    }
    errors
}

/// The sections of a page have one step after the other, in the order of the patches. `tests/pages.rs` looks
/// for steps that no page has.
fn order(chapter: &Chapter) -> Vec<Error> {
    let sections = chapter.page.sections.iter().filter(|section| section.step.is_some());
    let mut steps = chapter.steps.iter().skip(chapter.first_step());
    for section in sections {
        let Some(name) = &section.step else { continue };
        let message = match steps.next() {
            Some(step) if step.name == *name => continue,
            Some(step) => format!("step `{}` comes before `{name}`", step.name),
            None => format!("step `{name}` comes before the last section"),
        };
        return vec![chapter.error(section.line, message)];
    }
    Vec::new()
}

fn gaps_of_section(chapter: &Chapter, section: &Section, step: &Step) -> Vec<Error> {
    let shown = shown(chapter, section);
    let paths: BTreeSet<&String> = step.before.keys().chain(step.after.keys()).collect();
    let mut errors = Vec::new();
    for path in paths.into_iter().filter(|path| step.before.get(*path) != step.after.get(*path)) {
        let changes = match show::changed(step, path) {
            Ok(changes) => changes,
            Err(error) => return vec![Error::in_file(&step.patch, error)],
        };
        for (index, change) in changes.iter().enumerate().filter(|(_, change)| change.matters()) {
            let is_this = |shown: &&(String, usize, usize)| (&shown.0, shown.1) == (path, index);
            let lines: Vec<usize> = shown.iter().filter(is_this).map(|shown| shown.2).collect();
            let (line, fault) = match lines.as_slice() {
                [] => (section.line, "leaves out"),
                [_] => continue,
                [_, again, ..] => (*again, "shows twice"),
            };
            let message = format!("section `{}` {fault} {}", section.title, describe(path, change));
            errors.push(chapter.error(line, message));
        }
    }
    errors
}

/// The items that a section shows: the file, the position of the item in it, and the line of the page.
fn shown(chapter: &Chapter, section: &Section) -> Vec<(String, usize, usize)> {
    let mut shown = Vec::new();
    for directive in section.directives.iter().filter(|directive| directive.name == "show") {
        if let Ok(show) = chapter.show(section, directive) {
            let item = |index: &usize| (show.path.clone(), *index, directive.line);
            shown.extend(show.shown.iter().map(item));
        }
    }
    shown
}

/// ``lines 3 to 5 of `src/main.rs` (`serve`), in place of line 3``
fn describe(path: &str, change: &Change) -> String {
    let numbers = |tag: ChangeTag| -> Vec<usize> {
        let lines = change.lines.iter().filter(|line| line.tag == tag);
        lines.filter(|line| !line.text.trim().is_empty()).map(|line| line.number).collect()
    };
    let (came, gone) = (numbers(ChangeTag::Insert), numbers(ChangeTag::Delete));
    let name = if change.name.is_empty() { String::new() } else { format!(" (`{}`)", change.name) };
    match (came.is_empty(), gone.is_empty()) {
        (false, true) => format!("{} of `{path}`{name}", span(&came)),
        (true, _) => format!("{} of `{path}`{name}, to be removed", span(&gone)),
        _ => format!("{} of `{path}`{name}, in place of {}", span(&came), span(&gone)),
    }
}

fn span(numbers: &[usize]) -> String {
    match numbers {
        [first, .., last] => format!("lines {first} to {last}"),
        _ => format!("line {}", numbers[0]),
    }
}
