//! Whether each section shows all that its step changes, and nothing twice.

use crate::changes::Change;
use crate::chapter::Chapter;
use crate::{Error, Section, Step, show};
use similar::ChangeTag;
use std::collections::{BTreeMap, BTreeSet};

/// What of each file a section shows: the positions of items, with the lines of the page that name them.
type Shown = BTreeMap<String, BTreeMap<usize, Vec<usize>>>;

/// What the sections of a chapter leave out or show twice. Directives that name nothing are not told here.
pub fn gaps(chapter: &Chapter) -> Vec<Error> {
    let mut errors = order(chapter);
    for section in &chapter.page.sections {
        if let Ok(step) = chapter.step(section) {
            errors.extend(gaps_of_section(chapter, section, step));
        }
    }
    errors
}

/// Each step has one section, in the order of the patches.
fn order(chapter: &Chapter) -> Vec<Error> {
    let named: Vec<(&String, usize)> = chapter
        .page
        .sections
        .iter()
        .filter_map(|section| Some((section.step.as_ref()?, section.line)))
        .collect();
    let mut errors = Vec::new();
    for (index, (name, line)) in named.iter().enumerate() {
        if chapter.steps.get(index).is_some_and(|step| step.name != **name) {
            let expected = &chapter.steps[index].name;
            errors.push(chapter.error(*line, format!("step `{expected}` comes before `{name}`")));
            return errors;
        }
    }
    for step in chapter.steps.iter().skip(named.len()) {
        errors.push(Error::in_file(&step.patch, "no section ends in this step"));
    }
    errors
}

fn gaps_of_section(chapter: &Chapter, section: &Section, step: &Step) -> Vec<Error> {
    let shown = shown(chapter, section);
    let paths: BTreeSet<&String> = step.before.keys().chain(step.after.keys()).collect();
    let mut errors = Vec::new();
    for path in paths.into_iter().filter(|path| step.before.get(*path) != step.after.get(*path)) {
        let nothing = BTreeMap::new();
        let shown = shown.get(path).unwrap_or(&nothing);
        match show::changed(step, path) {
            Err(error) => errors.push(Error::in_file(&step.patch, error)),
            Ok(changes) => errors.extend(gaps_of_file(chapter, section, path, &changes, shown)),
        }
    }
    errors
}

fn shown(chapter: &Chapter, section: &Section) -> Shown {
    let mut shown = Shown::new();
    for directive in section.directives.iter().filter(|directive| directive.name == "show") {
        if let Ok(show) = chapter.show(section, directive) {
            let of_file = shown.entry(show.path).or_default();
            for index in show.shown {
                of_file.entry(index).or_default().push(directive.line);
            }
        }
    }
    shown
}

fn gaps_of_file(
    chapter: &Chapter,
    section: &Section,
    path: &str,
    changes: &[Change],
    shown: &BTreeMap<usize, Vec<usize>>,
) -> Vec<Error> {
    let title = &section.title;
    let mut errors = Vec::new();
    for (index, change) in changes.iter().enumerate().filter(|(_, change)| change.matters()) {
        let what = describe(path, change);
        match shown.get(&index).map(Vec::as_slice) {
            None => {
                let message = format!("section `{title}` leaves out {what}");
                errors.push(chapter.error(section.line, message));
            }
            Some([_, again, ..]) => {
                let message = format!("section `{title}` shows twice {what}");
                errors.push(chapter.error(*again, message));
            }
            Some(_) => {}
        }
    }
    errors
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
