//! The check table itself: what each row owes its readers.

use checks::{Basis, Check, Stage, Stages};
use std::collections::HashSet;

fn assert_each(demand: &str, meets: impl Fn(&Check) -> bool) {
    let table = checks::table::all();
    let wrong: Vec<&str> =
        table.iter().filter(|check| !meets(check)).map(|check| check.id).collect();
    assert!(wrong.is_empty(), "{demand}: {wrong:#?}");
}

#[test]
fn ids_are_unique() {
    let mut seen = HashSet::new();
    assert_each("each id occurs once", |check| !check.id.is_empty());
    let twice: Vec<_> = checks::table::all()
        .into_iter()
        .filter(|check| !seen.insert(check.id))
        .map(|check| check.id)
        .collect();
    assert!(twice.is_empty(), "these ids occur twice: {twice:?}");
}

#[test]
fn ids_are_a_topic_and_a_name_in_lower_case() {
    let is_word = |word: &str| {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        !word.is_empty() && word.chars().all(allowed) && !word.starts_with('-')
    };
    assert_each("an id is topic/name, in lower case", |check| {
        check.id.split_once('/').is_some_and(|(topic, name)| is_word(topic) && is_word(name))
    });
}

#[test]
fn topics_come_one_after_the_other_and_have_the_names_of_their_files() {
    let mut topics: Vec<&str> = Vec::new();
    for check in checks::table::all() {
        if topics.last() != Some(&check.topic()) {
            topics.push(check.topic());
        }
    }
    let folder = checks::stages::workspace().join("tests/src/table");
    let has_file =
        |topic: &&str| folder.join(format!("{topic}.rs")).is_file() || folder.join(topic).is_dir();
    assert!(topics.iter().all(has_file), "a topic without a file: {topics:?}");
    let distinct: HashSet<_> = topics.iter().collect();
    assert_eq!(distinct.len(), topics.len(), "a topic in two places: {topics:?}");
}

#[test]
fn each_check_holds_somewhere_and_fails_nowhere_where_it_holds() {
    assert_each("a check holds for a server", |check| check.stages.first().is_some());
    assert_each("a stage cannot both pass and fail", |check| {
        Stage::SERVERS
            .into_iter()
            .all(|s| !(check.stages.contains(s) && check.fails_on.contains(s)))
    });
}

/// A weakness that no later stage mends would be a broken promise. Stage 7 is followed by the event-loop
/// elective, which has no weakness left.
#[test]
fn each_weakness_is_mended_in_the_next_stage() {
    assert_each("the stage after the last that fails has to pass", |check| {
        let next = check.fails_on.iter().last().map(Stage::next);
        next.is_none_or(|next| next.is_some_and(|next| check.stages.contains(next)))
    });
}

#[test]
fn each_field_is_a_sentence() {
    let is_sentence = |text: &str| text.len() > 15 && text.ends_with(['.', '?', ')']);
    assert_each("a claim is a sentence", |check| is_sentence(check.expect));
    assert_each("a reason is a sentence", |check| is_sentence(check.why));
    assert_each("there is a hint, and each is a sentence", |check| {
        !check.hints.is_empty() && check.hints.iter().all(|hint| is_sentence(hint))
    });
}

#[test]
fn each_rfc_is_a_number_and_a_section() {
    let is_section = |text: &&str| {
        let parts = text.split_once(" §");
        let is_dotted = |text: &str| text.split('.').all(|part| part.parse::<u8>().is_ok());
        parts.is_some_and(|(rfc, section)| rfc.parse::<u16>().is_ok() && is_dotted(section))
    };
    assert_each("an RFC is named as `9112 §6.3`", |check| check.rfc.iter().all(is_section));
    assert_each("an RFC that asks for something is named", |check| {
        check.basis == Basis::Course || !check.rfc.is_empty()
    });
    assert_each("sections are data, not prose", |check| !check.why.contains('§'));
}

#[test]
fn a_stage_that_fails_does_so_in_a_known_way() {
    assert_each("a server that fails a check was asked", |check| {
        check.fails_with.iter().all(|kind| kind.is_verdict())
    });
    assert_each("the ways to fail belong to stages that fail", |check| {
        check.fails_with.is_empty() == (check.fails_on == Stages::NONE)
    });
}
