//! `cargo stage list`: the stages, and the number of checks of each.

use super::arguments::StageParser;
use super::output::print;
use super::weights::Weights;
use anyhow::Result;
use checks::{Check, Stage};
use clap::ValueHint;
use std::process::ExitCode;

/// Lists the stages and the elective with their lessons and their numbers of checks, or the checks
/// themselves.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// List checks: all of them, or those of stage N (1 to 7, or event-loop).
    #[arg(long)]
    checks: bool,
    /// List checks as an exercise sheet, with basis, RFC and points.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The file with the points of checks and topics; without it, each check is worth one.
    #[arg(long, value_name = "FILE", requires = "format", value_parser = Weights::read, value_hint = ValueHint::FilePath)]
    weights: Option<Weights>,
    /// The stage whose checks are listed.
    #[arg(value_name = "N", value_parser = StageParser, hide_possible_values = true, allow_negative_numbers = true)]
    stage: Option<Stage>,
}

/// The format of an exercise sheet.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// A table in Markdown.
    Md,
    /// A file for spreadsheets.
    Csv,
}

/// Prints the list.
pub(crate) fn run(arguments: &Args) -> Result<ExitCode> {
    let (table, weights) = (checks::table::all(), arguments.weights.clone().unwrap_or_default());
    print(&match (arguments.format, arguments.checks, arguments.stage) {
        (None, false, None) => stages(&table),
        (None, _, stage) => ids(&selected(table, stage)),
        (Some(Format::Md), _, stage) => markdown(&rows(&selected(table, stage), &weights)),
        (Some(Format::Csv), _, stage) => csv(&rows(&selected(table, stage), &weights))?,
    })?;
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

/// The checks of a stage, or all of them, in the order of the stages that introduce them.
fn selected(mut table: Vec<&'static Check>, stage: Option<Stage>) -> Vec<&'static Check> {
    table.retain(|check| stage.is_none_or(|stage| check.stages.contains(stage)));
    table.sort_by_key(|check| check.chapter());
    table
}

/// A line for each check: its id, and what is expected.
fn ids(table: &[&Check]) -> String {
    let width = table.iter().map(|check| check.id.len()).max().unwrap_or_default();
    let rows = table.iter().map(|check| format!("{:<width$}  {}\n", check.id, check.expect));
    rows.collect::<Vec<_>>().concat()
}

/// The columns of an exercise sheet.
const COLUMNS: [&str; 5] = ["Check", "Basis", "RFC", "What is expected", "Points"];

fn rows(table: &[&Check], weights: &Weights) -> Vec<[String; 5]> {
    let row = |check: &&Check| {
        let (id, basis, rfc) = (check.id, check.basis.name(), check.rfc.join(", "));
        let points = weights.points(check).to_string();
        [id.to_string(), basis.to_string(), rfc, check.expect.to_string(), points]
    };
    table.iter().map(row).collect()
}

fn markdown(rows: &[[String; 5]]) -> String {
    let line = |[id, rest @ ..]: &[String; 5]| format!("| `{id}` | {} |\n", rest.join(" | "));
    let escaped = |row: &[String; 5]| line(&row.each_ref().map(|cell| cell.replace('|', "\\|")));
    let rows: String = rows.iter().map(escaped).collect();
    format!("| {} |\n|---|---|---|---|--:|\n{rows}", COLUMNS.join(" | "))
}

fn csv(rows: &[[String; 5]]) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    rows.iter().try_for_each(|row| writer.write_record(row))?;
    Ok(String::from_utf8(writer.into_inner()?)?)
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
        let of_first = ids(&selected(table.clone(), Stage::new(1)));
        assert!(of_first.lines().count() < table.len());
        let holds = |line: &str| {
            let id = line.split_whitespace().next();
            table
                .iter()
                .any(|check| Some(check.id) == id && check.stages == checks::Stages::only(1))
        };
        assert!(of_first.lines().any(holds));
    }
}
