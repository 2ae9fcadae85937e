//! The grade book as text.

use super::row::Row;
use anyhow::Result;

/// The format of the grade book.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum Format {
    /// A file for spreadsheets
    Csv,
    /// A table in Markdown
    Md,
}

/// All rows, with a head.
pub(super) fn text(rows: &[Row], format: Format) -> Result<String> {
    match format {
        Format::Csv => csv(rows),
        Format::Md => Ok(markdown(rows)),
    }
}

fn csv(rows: &[Row]) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    rows.iter().try_for_each(|row| writer.serialize(row))?;
    Ok(String::from_utf8(writer.into_inner()?)?)
}

const HEAD: &str = "\
| Name | Points | Max | Passed | Failed | Skipped | Not run | Status | Failures | Note |
|---|--:|--:|--:|--:|--:|--:|---|---|---|
";

fn markdown(rows: &[Row]) -> String {
    let lines = rows.iter().map(|row| {
        let [name, failures, note] =
            [&row.name, &row.failures, &row.note].map(|text| escaped(text));
        let Row { points, max, passed, failed, skipped, not_run, status, .. } = row;
        let numbers = [points, max, passed, failed, skipped, not_run].map(ToString::to_string);
        format!("| {name} | {} | {status} | {failures} | {note} |\n", numbers.join(" | "))
    });
    format!("{HEAD}{}", lines.collect::<String>())
}

/// A cell is one line, and `|` would end it.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}
