//! `{{#plot NAME}}` and `{{#machine}}`: the measurements as drawings and tables.
//!
//! The drawings are our own, as `plotters` writes fixed colours and `charming` needs JavaScript: neither
//! follows the theme of the page.

mod chart;
mod scale;
mod table;

use crate::figure::inlined;
use crate::measure::data::Measurements;
use chart::Chart;
use checks::suggest::suggestion;
use scale::Scale;

/// How a plot is drawn.
#[derive(Clone, Copy, Debug)]
struct Plot {
    name: &'static str,
    title: &'static str,
    /// The unit of the numbers.
    unit: &'static str,
    scale: Scale,
}

const PLOTS: [Plot; 5] = [
    Plot {
        name: "new-connections",
        title: "A new connection for each request: more is better",
        unit: "answers per second",
        scale: Scale::Linear,
    },
    Plot {
        name: "kept-connections",
        title: "One connection for all requests of a client: more is better",
        unit: "answers per second",
        scale: Scale::Linear,
    },
    Plot {
        name: "idle-latency",
        title: "How long a client waits while others are idle: less is better",
        unit: "milliseconds",
        scale: Scale::Tenfold,
    },
    Plot {
        name: "slow-clients",
        title: "How long a client waits while others are slow: less is better",
        unit: "milliseconds",
        scale: Scale::Tenfold,
    },
    Plot {
        name: "memory",
        title: "Memory of the server: less is better",
        unit: "MiB",
        scale: Scale::Linear,
    },
];

/// The names of all plots.
pub fn names() -> impl Iterator<Item = &'static str> {
    PLOTS.iter().map(|plot| plot.name)
}

/// The plot of this name, with a table of its numbers below it.
pub fn plot(name: &str) -> Result<String, String> {
    let plot = find(name)?;
    draw(plot, &Measurements::read(&Measurements::path())?)
}

fn find(name: &str) -> Result<Plot, String> {
    let found = PLOTS.into_iter().find(|plot| plot.name == name);
    found.ok_or_else(|| format!("there is no plot `{name}`{}", suggestion(name, names())))
}

/// One sentence about the machine that the numbers come from.
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
    Ok(format!("{figure}\n{}", table::table(plot.unit, points)))
}

/// `1,234,567`
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
