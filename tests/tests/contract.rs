//! `CONTRACT.md` is the table of checks, as a page to read, and `OTHER-LANGUAGES.md` has all options.
//! `SNAPSHOTS=overwrite` writes them anew.

use checks::{Check, Stage, Stages, options};
use snapbox::{Data, assert_data_eq};

const HEAD: &str = "\
# What every stage answers

This page is written by a test, from the table of checks and the list of options. After a change, run
`SNAPSHOTS=overwrite cargo test -p checks --test contract`.

*Asked by* names the RFC that asks for something, and how: `must`, `should` or `may`. `course` means this
course alone. `3+` means stage 3 and all after it, with the event loop. A stage under *Fails* is known to
fail, and the course says so: a later stage does better.

## Command line

A server takes its address as the last argument: `HOST:PORT`, by default `127.0.0.1:4221`. Port `0` takes
a free one. Once it accepts, it prints `Listening on http://127.0.0.1:4221` with the real port. Stages with
options know `--help`, too.

";

#[test]
fn the_contract_is_the_table() {
    assert_data_eq!(contract(), page("CONTRACT.md"));
}

#[test]
fn the_page_for_other_languages_has_all_options() {
    let text = page("OTHER-LANGUAGES.md").to_string();
    let (before, rest) = text.split_once("\n| Option |").expect("it has a table of options");
    let (_, after) = rest.split_once("\n\n").expect("the table has an end");
    let expected = format!("{before}\n{}\n{after}", options::table());
    assert_data_eq!(expected, page("OTHER-LANGUAGES.md"));
}

/// A page in the folder `tests`, to be compared as it is.
fn page(name: &str) -> Data {
    Data::read_from(&checks::stages::workspace().join("tests").join(name), None).raw()
}

fn contract() -> String {
    let stages = Stage::SERVERS.into_iter().map(introduced);
    format!("{HEAD}{}{}", options::table(), stages.collect::<String>())
}

/// The checks that a stage is the first to pass, by topic.
fn introduced(stage: Stage) -> String {
    let table = checks::table::all();
    let new: Vec<&Check> =
        table.into_iter().filter(|check| check.chapter() == Some(stage)).collect();
    let topics = new.chunk_by(|one, other| one.topic() == other.topic()).map(topic);
    let number = if stage.is_elective() { "Elective".to_string() } else { stage.title() };
    let (first, rest) = number.split_at(1);
    let (package, lesson) = (stage.package(), stage.lesson());
    let heading = format!("\n## {}{rest}: {package}\n\nTeaches: {lesson}.\n", first.to_uppercase());
    heading + &topics.collect::<String>()
}

fn topic(checks: &[&Check]) -> String {
    let rows = checks.iter().map(|check| {
        let fails =
            if check.fails_on == Stages::NONE { String::new() } else { short(check.fails_on) };
        let (expect, authority) = (check.expect.replace('|', "\\|"), check.authority());
        format!("| {expect} | {authority} | `{}` | {} | {fails} |\n", check.id, short(check.stages))
    });
    let head = "| Expected | Asked by | Check | Stages | Fails |\n|---|---|---|---|---|\n";
    format!("\n### {}\n\n{head}{}", checks[0].topic(), rows.collect::<String>())
}

/// `3+` for a stage and all after it.
fn short(stages: Stages) -> String {
    let first = stages.first().map_or(0, Stage::number);
    let is_open = stages == Stages::since(first) && first < Stage::EVENT_LOOP.number();
    if is_open { format!("{first}+") } else { stages.names() }
}
