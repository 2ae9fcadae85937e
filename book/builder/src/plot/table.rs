//! The numbers of a plot as a table.

use super::{number, thousands};
use crate::figure::escaped;
use crate::measure::data::{Outcome, Point};

/// The first answer and the open connections have columns only if a point has them.
#[derive(Clone, Copy)]
struct Columns {
    first: bool,
    open: bool,
}

/// The numbers, folded away. The blank lines make mdBook read the table as Markdown.
pub(super) fn table(unit: &str, points: &[Point]) -> String {
    let columns = Columns {
        first: points.iter().any(|point| point.first.is_some()),
        open: points.iter().any(|point| point.open.is_some()),
    };
    let head = ["Case", "Server", "Median", "Lowest", "Highest"].map(str::to_string);
    let more = columns.cells("First answer".to_string(), "Still open".to_string());
    let head = line(head.into_iter().chain(more));
    let rule = format!("|---|---|--:|--:|--:|{}", columns.cells("--:|", "--:|").concat());
    let rows: String = points.iter().map(|point| row(point, columns)).collect();
    format!(
        "<details>\n<summary>The numbers, in {unit}</summary>\n\n{head}{rule}\n{rows}\n</details>\n"
    )
}

impl Columns {
    /// Those of the two cells that have a column.
    fn cells<T>(self, first: T, open: T) -> Vec<T> {
        let cells = [self.first.then_some(first), self.open.then_some(open)];
        cells.into_iter().flatten().collect()
    }
}

fn row(point: &Point, columns: Columns) -> String {
    let numbers = match &point.outcome {
        Outcome::Spread(spread) => [spread.median, spread.min, spread.max].map(number),
        Outcome::Nothing { none } => [escaped(none), String::new(), String::new()],
    };
    let first = point.first.map(number).unwrap_or_default();
    let open = point.open.map(thousands).unwrap_or_default();
    let names = [escaped(&point.case), escaped(&point.server)];
    line(names.into_iter().chain(numbers).chain(columns.cells(first, open)))
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}
