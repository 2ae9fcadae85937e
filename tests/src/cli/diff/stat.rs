//! The difference in numbers: lines that came and went, file by file.

use super::change::Change;
use super::lines::LineDiff;
use super::view::painted;
use anstyle::AnsiColor;
use std::time::Instant;

/// The longest bar, in characters.
const WIDEST: usize = 40;

/// A file, and how many lines came and went. Binary files have no lines.
struct Row {
    title: String,
    counts: Option<(usize, usize)>,
    why_not: &'static str,
}

/// A row a file, and the sums.
pub(super) fn stat(changes: &[Change], deadline: Instant) -> String {
    let rows: Vec<Row> = changes.iter().map(|change| row(change, deadline)).collect();
    let width = rows.iter().map(|row| row.title.chars().count()).max().unwrap_or_default();
    let sums: Vec<usize> =
        rows.iter().filter_map(|row| row.counts).map(|(came, gone)| came + gone).collect();
    let most = sums.iter().copied().max().unwrap_or_default();
    let digits = most.to_string().len();
    let line = |row: &Row| match row.counts {
        None => format!("{:<width$} | {}\n", row.title, row.why_not),
        Some((came, gone)) => {
            let (sum, bar) = (came + gone, bar(came, gone, most));
            format!("{:<width$} | {sum:>digits$} {bar}\n", row.title)
        }
    };
    rows.iter().map(line).collect::<String>() + &total(&rows)
}

fn row(change: &Change, deadline: Instant) -> Row {
    let counts = change.texts().map(|(old, new)| {
        let diff = LineDiff::new(old, new, deadline);
        (diff.came(), diff.gone())
    });
    Row { title: change.title(), counts, why_not: change.why_no_text() }
}

/// `+++++--`, shortened where the longest would be too long. A single line is still seen.
fn bar(came: usize, gone: usize, most: usize) -> String {
    let scaled =
        |count: usize| if most <= WIDEST { count } else { (count * WIDEST).div_ceil(most) };
    let green = painted(AnsiColor::Green.on_default(), &"+".repeat(scaled(came)));
    green + &painted(AnsiColor::Red.on_default(), &"-".repeat(scaled(gone)))
}

fn total(rows: &[Row]) -> String {
    let counts = || rows.iter().filter_map(|row| row.counts);
    let came: usize = counts().map(|(came, _)| came).sum();
    let gone: usize = counts().map(|(_, gone)| gone).sum();
    let files = counted(rows.len(), "file");
    format!("{files} changed, {} added, {} removed\n", counted(came, "line"), counted(gone, "line"))
}

fn counted(count: usize, name: &str) -> String {
    format!("{count} {name}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_they_can_be() {
        let bar =
            |came, gone, most| anstream::adapter::strip_str(&bar(came, gone, most)).to_string();
        assert_eq!(bar(2, 1, 3), "++-");
        assert_eq!(bar(400, 0, 400), "+".repeat(WIDEST));
        assert_eq!(bar(1, 1, 4000), "+-");
    }
}
