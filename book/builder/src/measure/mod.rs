//! Measures the servers: `cargo run --release -p book -- measure`.
//!
//! Each round goes through all cases, and each case through all servers, so that a disturbance of the
//! machine meets all of them. A server is started anew for each number.

mod client;
mod crowd;
pub mod data;
mod honest;
mod load;
mod machine;
mod scenario;
mod server;

use crate::plot::number;
use anyhow::Result;
use data::{Machine, Measurements, Outcome, Point, Spread};
use scenario::{Reading, Scenario, Times};
use server::Program;
use std::io::{self, Write};
use std::time::Duration;

/// Descriptors that client and server need for other things than connections.
const SPARE_DESCRIPTORS: u64 = 200;

/// How thorough a run is.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    rounds: usize,
    /// There are at most this many idle connections.
    most: usize,
    times: Times,
}

impl Plan {
    /// Numbers for the book: under six minutes.
    pub const FULL: Plan = Plan {
        rounds: 5,
        most: usize::MAX,
        times: Times {
            load: Duration::from_secs(1),
            honest: Duration::from_millis(500),
            limit: Duration::from_secs(10),
        },
    };

    /// One short round, to see whether everything works: under 40 seconds.
    pub const QUICK: Plan = Plan {
        rounds: 1,
        most: 1000,
        times: Times {
            load: Duration::from_millis(200),
            honest: Duration::from_millis(100),
            limit: Duration::from_secs(1),
        },
    };

    /// Builds the servers, measures them, and prints each number as it comes.
    pub fn run(self) -> Result<Measurements> {
        anyhow::ensure!(
            !cfg!(debug_assertions),
            "a debug build is slow: use `cargo run --release`"
        );
        let programs = server::programs();
        let most = self.most.min(connection_limit()?);
        let mut series = all_series(&programs);
        for round in 1..=self.rounds {
            writeln!(io::stdout(), "Round {round} of {}", self.rounds)?;
            for series in series.iter_mut().filter(|series| !series.is_hopeless()) {
                series.measure(self.times, most)?;
            }
        }
        let mut measured = Measurements { rounds: self.rounds, ..Measurements::default() };
        measured.machine = Machine::this();
        for series in series {
            measured
                .plots
                .entry(series.scenario.plot.to_string())
                .or_default()
                .push(series.point());
        }
        Ok(measured)
    }
}

/// Raises the limit of descriptors. The servers inherit it.
fn connection_limit() -> Result<usize> {
    let limit = rlimit::increase_nofile_limit(u64::MAX)?;
    Ok(usize::try_from(limit.saturating_sub(SPARE_DESCRIPTORS)).unwrap_or(usize::MAX))
}

/// The readings of one server in one case, round by round.
struct Series<'a> {
    scenario: Scenario,
    program: &'a Program,
    readings: Vec<Reading>,
}

fn all_series(programs: &[Program]) -> Vec<Series<'_>> {
    let mut all = Vec::new();
    for scenario in scenario::all() {
        let fitting = programs.iter().filter(|program| scenario.is_for(program.keeps));
        all.extend(fitting.map(|program| Series {
            scenario: scenario.clone(),
            program,
            readings: Vec::new(),
        }));
    }
    all
}

impl Series<'_> {
    /// A case without an answer takes long. If the first round had no answer, the next will not have one either.
    fn is_hopeless(&self) -> bool {
        self.readings.first().is_some_and(|reading| reading.result.is_err())
    }

    fn measure(&mut self, times: Times, most: usize) -> Result<()> {
        let reading = self.scenario.measure(self.program, times, most)?;
        let Scenario { plot, case, .. } = &self.scenario;
        let result = reading.result.clone().map_or_else(|none| none, number);
        let first = reading.first.map(|first| format!(", the first {}", number(first)));
        let open = reading.open.map(|open| format!(" ({open} open)"));
        let failures = (reading.failures > 0).then(|| format!(" ({} failures)", reading.failures));
        let more: String = [first, open, failures].into_iter().flatten().collect();
        let name = &self.program.name;
        writeln!(io::stdout(), "{plot:<17} {case:<24} {name:<11} {result}{more}")?;
        self.readings.push(reading);
        Ok(())
    }

    /// The numbers, unless most rounds are without one.
    fn point(&self) -> Point {
        let numbers: Vec<f64> =
            self.readings.iter().filter_map(|reading| reading.result.clone().ok()).collect();
        let none = self.readings.iter().find_map(|reading| reading.result.clone().err());
        let spread = Spread::of(&numbers).filter(|_| 2 * numbers.len() > self.readings.len());
        let outcome = match spread {
            Some(spread) => Outcome::Spread(spread),
            None => Outcome::Nothing { none: none.unwrap_or_default() },
        };
        let case = self.scenario.case.clone();
        let first: Vec<f64> = self.readings.iter().filter_map(|reading| reading.first).collect();
        let first = Spread::of(&first).map(|spread| spread.median);
        let open = self.readings.last().and_then(|reading| reading.open);
        Point { case, server: self.program.name.clone(), first, open, outcome }
    }
}

#[cfg(test)]
mod tests;
