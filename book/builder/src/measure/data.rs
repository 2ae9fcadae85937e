//! The data file: what `measure` writes and the plots are drawn from.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// All numbers of one run, and the machine that they come from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measurements {
    /// The machine, and the day.
    pub machine: Machine,
    /// How often each number was measured.
    pub rounds: usize,
    /// The points of each plot, by its name, in the order in which they are drawn.
    pub plots: BTreeMap<String, Vec<Point>>,
}

/// The machine that servers and clients ran on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// The number of processors.
    pub processors: usize,
    /// The name of the processor.
    pub processor: String,
    /// The kernel and its version.
    pub kernel: String,
    /// The version of the compiler.
    pub rustc: String,
    /// The day, such as `26 Nov 2026`.
    pub date: String,
}

/// The result of one server in one case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The load on the server: `16 clients`.
    pub case: String,
    /// The server: `stage 5`.
    pub server: String,
    /// The median time to the first answer of an honest client, if it got one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<f64>,
    /// The idle connections that were still open at the end, if the case has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<usize>,
    /// The numbers, or the reason why they are missing.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// The result of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Outcome {
    /// The rounds gave numbers.
    Spread(Spread),
    /// A round had no number.
    Nothing {
        /// The reason: `no answer within 10 s`.
        none: String,
    },
}

/// The numbers of all rounds, in short.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Half of the rounds gave more than this.
    pub median: f64,
    /// The lowest number.
    pub min: f64,
    /// The highest number.
    pub max: f64,
}

impl Spread {
    /// The spread of these numbers, or `None` if there are none.
    #[must_use]
    pub fn of(numbers: &[f64]) -> Option<Spread> {
        let mut sorted: Vec<f64> = numbers.iter().copied().map(rounded).collect();
        sorted.sort_by(f64::total_cmp);
        let (min, max) = (*sorted.first()?, *sorted.last()?);
        Some(Spread { median: rounded(median(&sorted)?), min, max })
    }
}

/// The number in the middle of sorted ones, or the mean of the two there.
#[must_use]
pub fn median(sorted: &[f64]) -> Option<f64> {
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = sorted[(sorted.len() - 1) / 2];
    Some(f64::midpoint(lower, upper))
}

/// Four digits are more than such numbers are good for.
fn rounded(number: f64) -> f64 {
    format!("{number:.3e}").parse().unwrap_or(number)
}

impl Measurements {
    /// The path of the book's numbers.
    #[must_use]
    pub fn path() -> PathBuf {
        crate::folder().join("src/electives/measurements.json")
    }

    /// Reads a data file.
    pub fn read(path: &Path) -> Result<Measurements, String> {
        let text = fs::read_to_string(path).map_err(|error| error.to_string());
        let parsed =
            text.and_then(|text| serde_json::from_str(&text).map_err(|error| error.to_string()));
        let advice = "`cargo run --release -p book -- measure` writes it";
        parsed.map_err(|error| format!("cannot read {}: {error} ({advice})", path.display()))
    }

    /// JSON text with one point a line, so that a diff shows which numbers have changed.
    pub fn to_json(&self) -> serde_json::Result<String> {
        let machine = serde_json::to_string(&self.machine)?;
        let mut text = format!("{{\n\"machine\": {machine},\n\"rounds\": {},\n", self.rounds);
        text.push_str("\"plots\": {\n");
        for (index, (name, points)) in self.plots.iter().enumerate() {
            let comma = if index > 0 { ",\n" } else { "" };
            let lines: Result<Vec<_>, _> = points.iter().map(serde_json::to_string).collect();
            let _ = write!(text, "{comma}\"{name}\": [\n{}\n]", lines?.join(",\n"));
        }
        text.push_str("\n}\n}\n");
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_the_same() {
        let path = Measurements::path();
        let measured = Measurements::read(&path).expect("the file is committed");
        let text = fs::read_to_string(path).expect("it can be read");
        assert_eq!(measured.to_json().expect("all numbers are finite"), text);
    }

    #[test]
    fn a_spread_has_the_number_in_the_middle() {
        let spread = |median, min, max| Some(Spread { median, min, max });
        assert_eq!(Spread::of(&[]), None);
        assert_eq!(Spread::of(&[3.0, 1.0, 9.0]), spread(3.0, 1.0, 9.0));
        assert_eq!(Spread::of(&[4.0, 1.0]), spread(2.5, 1.0, 4.0));
        assert_eq!(Spread::of(&[12_345.678]), spread(12_350.0, 12_350.0, 12_350.0));
    }
}
