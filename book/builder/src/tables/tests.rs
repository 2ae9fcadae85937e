//! Tests of the tables.

use super::*;

fn stage(number: u8) -> Stage {
    Stage::new(number).expect("there is such a stage")
}

#[test]
fn each_check_is_listed_where_it_is_new_and_where_it_fails() {
    let table = checks::table::all();
    for stage in Stage::ALL {
        let new = table.iter().filter(|check| check.chapter() == Some(stage)).count();
        assert!(new_checks(stage).contains(&format!("<summary>{new} checks</summary>")), "{stage}");
        assert_eq!(entries(&new_checks(stage)), new, "{stage}");
        let weak = table.iter().filter(|check| check.fails_on.contains(stage)).count();
        assert_eq!(entries(&weaknesses(stage)), weak, "{stage}");
    }
}

fn entries(list: &str) -> usize {
    list.matches("`\n: ").count()
}

#[test]
fn sentences_keep_their_dashes_and_signs() {
    let text = "With --queue 1, `<b>&--x`, <b> and --rate 0.3.";
    assert_eq!(prose(text), "With `--queue 1`, `<b>&--x`, &lt;b> and `--rate 0.3`.");
}

#[test]
fn the_list_has_each_check_once_and_all_that_is_known_of_it() {
    let list = all_checks();
    for check in checks::table::all() {
        let entry = format!("\n`{}`\n: ", check.id);
        assert_eq!(list.matches(&entry).count(), 1, "{}", check.id);
    }
    let entry = "a body with &lt;!DOCTYPE html> in it.\\\n  *course; stages: 3+*\n";
    assert!(list.contains(entry), "{list}");
    let entry = "\\\n  *must, RFC 9112 §3.2; stages: 7+; known to fail: 3, 4, 5, 6*\n";
    assert!(list.contains(entry), "{list}");
}

#[test]
fn links_lead_to_checks_that_exist() {
    let links = links(&["echo/text", "files/head"]).expect("both exist");
    assert_eq!(links, "[`echo/text`](checks.md#echotext), [`files/head`](checks.md#fileshead)");
    let error = super::links(&["echo/txt"]);
    assert_eq!(error, Err("there is no check `echo/txt`; did you mean `echo/text`?".to_string()));
}

#[test]
fn comments_are_no_code() {
    let lines = lines_of_code(stage(1)).expect("it can be read");
    let source = include_str!("../../../../stage01-tcp-echo/src/main.rs");
    assert!(lines > 20 && lines < source.lines().count(), "{lines}");
}

#[test]
fn options_are_those_of_the_readers_server() {
    let help = options(stage(5)).expect("it takes options");
    assert!(help.contains("Usage: my-server") && help.contains("--timeout"), "{help}");
    assert_eq!(options(stage(2)), Err("stage 2 takes no options".to_string()));
}
