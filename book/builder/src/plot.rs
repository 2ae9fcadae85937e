//! `{{#plot NAME}}` and `{{#machine}}`: the measurements as drawings and tables.
//!
//! The drawings are our own, as `plotters` writes fixed colours and `charming` needs JavaScript: neither
//! follows the theme of the page.

mod chart;
mod scale;

use crate::figure::{escaped, inlined};
use crate::measure::data::{Measurements, Outcome, Point};
use chart::Chart;
use checks::suggest::suggestion;
use scale::Scale;

/// The names of all plots.
pub const NAMES: [&str; 5] =
    ["new-connections", "kept-connections", "idle-latency", "slow-clients", "memory"];

/// How a plot is drawn.
#[derive(Clone, Copy, Debug)]
struct Plot {
    name: &'static str,
    title: &'static str,
    /// What the axis counts.
    axis: &'static str,
    scale: Scale,
}

impl Plot {
    fn find(name: &str) -> Result<Plot, String> {
        let plot = |title, axis, scale| (title, axis, scale);
        let (title, axis, scale) = match name {
            "new-connections" => {
                plot("New connections: more is better", "answers per second", Scale::Linear)
            }
            "kept-connections" => {
                plot("Kept connections: more is better", "answers per second", Scale::Linear)
            }
            "idle-latency" => plot(
                "An honest client among idle ones: less is better",
                MILLISECONDS,
                Scale::Tenfold,
            ),
            "slow-clients" => plot(
                "An honest client among slow ones: less is better",
                MILLISECONDS,
                Scale::Tenfold,
            ),
            "memory" => plot("Memory: less is better", "MiB", Scale::Linear),
            _ => {
                return Err(format!("there is no plot `{name}`{}", suggestion(name, NAMES)));
            }
        };
        let name = NAMES.into_iter().find(|known| *known == name).unwrap_or_default();
        Ok(Plot { name, title, axis, scale })
    }
}

const MILLISECONDS: &str = "milliseconds in the median; each line is ten times the one before";

/// The plot of this name, with a table of its numbers below it.
///
/// # Errors
///
/// If there is no such plot, or the data file lacks it.
pub fn plot(name: &str) -> Result<String, String> {
    let plot = Plot::find(name)?;
    draw(plot, &Measurements::read(&Measurements::path())?)
}

/// One sentence about the machine that the numbers come from.
///
/// # Errors
///
/// If the data file cannot be read.
pub fn machine() -> Result<String, String> {
    let measured = Measurements::read(&Measurements::path())?;
    Ok(format!("{}\n", measured.machine.sentence(measured.rounds)))
}

fn draw(plot: Plot, measured: &Measurements) -> Result<String, String> {
    let points = measured.plots.get(plot.name).map(Vec::as_slice).unwrap_or_default();
    if points.is_empty() {
        return Err(format!("the data file has no numbers for the plot `{}`", plot.name));
    }
    let figure = inlined(&Chart::new(plot, points).svg())?;
    Ok(format!("{figure}\n{}", table(plot, points)))
}

/// The numbers, folded away. The blank lines make mdBook read the table as Markdown.
fn table(plot: Plot, points: &[Point]) -> String {
    let has_open = points.iter().any(|point| point.open.is_some());
    let (name, rule) = if has_open { (" Still open |", "--:|") } else { ("", "") };
    let rows: String = points.iter().map(|point| row(point, has_open)).collect();
    let unit = if plot.axis == MILLISECONDS { "milliseconds" } else { plot.axis };
    format!(
        "<details>\n<summary>The numbers, in {unit}</summary>\n\n\
         | Case | Server | Median | Lowest | Highest |{name}\n|---|---|--:|--:|--:|{rule}\n\
         {rows}\n</details>\n"
    )
}

fn row(point: &Point, has_open: bool) -> String {
    let numbers = match &point.outcome {
        Outcome::Spread(spread) => [spread.median, spread.min, spread.max].map(number).join(" | "),
        Outcome::Nothing { none } => format!("{} | | ", escaped(none)),
    };
    let open = match point.open {
        Some(open) => format!(" {} |", thousands(open)),
        None if has_open => " |".to_string(),
        None => String::new(),
    };
    format!("| {} | {} | {numbers} |{open}\n", point.case, point.server)
}

/// `1,234,567`
#[must_use]
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with about three digits, or all that stand before the point.
#[must_use]
pub fn number(number: f64) -> String {
    if number >= 100.0 {
        return format!("{number:.0}").parse().map_or_else(|_| number.to_string(), thousands);
    }
    let places = match number {
        10.0.. => 1,
        1.0.. => 2,
        _ => 3,
    };
    format!("{number:.places$}")
}

#[cfg(test)]
mod tests;
