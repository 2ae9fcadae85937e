//! `cargo stage list`: the stages, and the number of checks of each.

use super::arguments::StageParser;
use super::output::print;
use checks::{Check, Stage};
use std::process::ExitCode;

/// Lists the stages and the elective with their lessons and their numbers of checks, or the checks
/// themselves.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// List checks: all of them, or those of stage N (1 to 7, or event-loop).
    #[arg(long)]
    checks: bool,
    /// The stage whose checks are listed.
    #[arg(value_name = "N", value_parser = StageParser, hide_possible_values = true, allow_negative_numbers = true)]
    stage: Option<Stage>,
}

/// Prints the list.
pub(crate) fn run(arguments: &Args) -> anyhow::Result<ExitCode> {
    let table = checks::table::all();
    let text = match (arguments.checks, arguments.stage) {
        (false, None) => stages(&table),
        (_, stage) => ids(&table, stage),
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// A row for each stage.
fn stages(table: &[&Check]) -> String {
    let bold = anstyle::Style::new().bold();
    let head = format!("{:<21}{:>5}{:>7}  {}", "Stage", "New", "Checks", "Lesson");
    let rows = Stage::SERVERS.into_iter().map(|stage| {
        let new = table.iter().filter(|check| check.chapter() == Some(stage)).count();
        let all = table.iter().filter(|check| check.stages.contains(stage)).count();
        let name = name(stage);
        format!("{name:<21}{new:>5}{all:>7}  {}\n", stage.lesson())
    });
    let after = "\nNew: checks that the stage introduces. Checks: all that it has to pass.\n";
    format!("{bold}{head}{bold:#}\n{}{after}", rows.collect::<String>())
}

/// `1 tcp-echo` for `stage01-tcp-echo`. The elective has no number.
fn name(stage: Stage) -> String {
    match stage.package().split_once('-') {
        Some((_, name)) if !stage.is_elective() => format!("{} {name}", stage.number()),
        _ => stage.package().to_string(),
    }
}

/// A row for each check: its id and what it expects, in the order of learning.
fn ids(table: &[&Check], stage: Option<Stage>) -> String {
    let mut table: Vec<_> = table
        .iter()
        .filter(|check| stage.is_none_or(|stage| check.stages.contains(stage)))
        .collect();
    table.sort_by_key(|check| check.chapter());
    let width = table.iter().map(|check| check.id.len()).max().unwrap_or_default();
    let rows = table.iter().map(|check| format!("{:<width$}  {}\n", check.id, check.expect));
    rows.collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_new_checks_of_all_stages_are_all_checks() {
        let table = checks::table::all();
        let text = stages(&table);
        let rows = text.lines().skip(1).take(Stage::SERVERS.len());
        let new = rows.map(|row| row[21..26].trim().parse::<usize>().expect("a number"));
        let sum: usize = new.sum();
        assert_eq!(sum, table.len());
    }

    #[test]
    fn a_stage_is_asked_what_holds_for_it() {
        let table = checks::table::all();
        let of_first = ids(&table, Stage::new(1));
        assert!(of_first.lines().count() < ids(&table, None).lines().count());
        let holds = |line: &str| {
            let id = line.split_whitespace().next();
            table
                .iter()
                .any(|check| Some(check.id) == id && check.stages == checks::Stages::only(1))
        };
        assert!(of_first.lines().any(holds));
    }
}
