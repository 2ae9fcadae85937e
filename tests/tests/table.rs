//! The check table itself: what each row owes its readers.

use checks::{Check, Stage};
use std::collections::HashSet;

/// In these topics, an RFC has something to say about each check.
const TOPICS_WITH_RFC: [&str; 4] = ["requests", "sessions", "chunked", "parser"];

fn assert_each(demand: &str, meets: impl Fn(&Check) -> bool) {
    let table = checks::checks::all();
    let wrong: Vec<&str> =
        table.iter().filter(|check| !meets(check)).map(|check| check.id).collect();
    assert!(wrong.is_empty(), "{demand}: {wrong:#?}");
}

#[test]
fn ids_are_unique() {
    let mut seen = HashSet::new();
    assert_each("each id occurs once", |check| !check.id.is_empty());
    let twice: Vec<_> = checks::checks::all()
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
    for check in checks::checks::all() {
        if topics.last() != Some(&check.topic()) {
            topics.push(check.topic());
        }
    }
    let folder = checks::stages::workspace().join("tests/src/checks");
    let has_file =
        |topic: &&str| folder.join(format!("{topic}.rs")).is_file() || folder.join(topic).is_dir();
    assert!(topics.iter().all(has_file), "a topic without a file: {topics:?}");
    let distinct: HashSet<_> = topics.iter().collect();
    assert_eq!(distinct.len(), topics.len(), "a topic in two places: {topics:?}");
}

#[test]
fn each_check_holds_somewhere_and_fails_nowhere_where_it_holds() {
    assert_each("a check holds for a server", |check| check.holds.first().is_some());
    assert_each("a stage cannot both pass and fail", |check| {
        Stage::SERVERS.into_iter().all(|s| !(check.holds.contains(s) && check.fails.contains(s)))
    });
}

/// A weakness that no later stage mends would be a broken promise. Stage 7 is followed by the event-loop
/// elective, which has no weakness left.
#[test]
fn each_weakness_is_mended_in_the_next_stage() {
    assert_each("the stage after the last that fails has to pass", |check| {
        let next = check.fails.iter().last().map(Stage::next);
        next.is_none_or(|next| next.is_some_and(|next| check.holds.contains(next)))
    });
}

#[test]
fn each_field_is_a_sentence() {
    let is_sentence = |text: &str| text.len() > 15 && text.ends_with(['.', '?', ')']);
    assert_each("a claim is a sentence", |check| is_sentence(check.claim));
    assert_each("a reason is a sentence", |check| is_sentence(check.why));
    assert_each("there is a hint, and each is a sentence", |check| {
        !check.hints.is_empty() && check.hints.iter().all(|hint| is_sentence(hint))
    });
}

#[test]
fn each_check_can_be_repeated_by_hand() {
    assert_each("there is a command", |check| !check.curl.is_empty());
    assert_each("a command has known placeholders only", |check| {
        // The last one is curl's own.
        let known =
            ["{url}", "{host}", "{port}", "{program}", "{home}", "{folder}", "%{http_code}"];
        let rest = known.iter().fold(check.curl.to_string(), |rest, name| rest.replace(name, ""));
        // Braces of JSON and of shell functions have a space or a quote after them.
        !rest.split('{').skip(1).any(|after| after.starts_with(|c: char| c.is_ascii_lowercase()))
    });
}

#[test]
fn reasons_name_the_section_of_an_rfc() {
    let names_section = |why: &str| {
        let mut mentions = why.split("RFC ").skip(1).peekable();
        mentions.peek().is_some() && mentions.all(begins_with_section)
    };
    assert_each("an RFC is named with its section", |check| {
        !check.why.contains("RFC") || names_section(check.why)
    });
    assert_each("these topics follow an RFC", |check| {
        !TOPICS_WITH_RFC.contains(&check.topic()) || names_section(check.why)
    });
}

/// `9112 §6.3`
fn begins_with_section(mention: &str) -> bool {
    let Some((number, rest)) = mention.split_once(' ') else { return false };
    let section = rest.strip_prefix('§').unwrap_or_default();
    number.parse::<u16>().is_ok() && section.starts_with(|c: char| c.is_ascii_digit())
}
