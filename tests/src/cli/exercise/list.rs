//! The lists of all exercises: what there is, and what is done.

use super::learner::Progress;
use crate::cli::check::human::{BOLD, GREEN};
use anyhow::{Error, Result};
use checks::Stage;
use checks::exercise::{self, Exercise};
use std::fmt::Write;

/// The number of cells in the bar.
const CELLS: usize = 30;

/// A row for each exercise.
pub(super) fn list() -> Result<String> {
    let offered = offered()?;
    let width = width(&offered);
    let head =
        format!("{:<11}{:<width$}{:<11}{:>5}  {:<8}Title", "Stage", "Name", "Kind", "Min.", "");
    let rows = offered.iter().map(|it| {
        let difficulty = it.difficulty();
        format!(
            "{:<11}{:<width$}{:<11}{:>5}  {difficulty:<8}{}\n",
            it.stage.title(),
            it.name,
            it.kind.name(),
            it.minutes,
            it.title
        )
    });
    let after = "\nTo begin with one:\n  cargo stage exercise start NAME\n";
    Ok(format!("{BOLD}{head}{BOLD:#}\n{}{after}", rows.collect::<String>()))
}

/// A bar, and the exercises of each chapter, with a mark at those that are done.
pub(super) fn status() -> Result<String> {
    let offered = offered()?;
    let done = offered.iter().filter(|exercise| Progress::of(exercise).is_done).count();
    let mut text =
        format!("{}  {done} of {} exercises are done\n", bar(done, offered.len()), offered.len());
    for stage in Stage::ALL {
        let of_stage = offered.iter().filter(|exercise| exercise.stage == stage);
        let rows: String = of_stage.map(|exercise| row(exercise, width(&offered))).collect();
        if !rows.is_empty() {
            let title = format!("Stage {}: {}", stage.number(), stage.lesson());
            let _ = write!(text, "\n{BOLD}{title}{BOLD:#}\n{rows}");
        }
    }
    let next = next(&offered);
    let next = next.map(|name| format!("\n{BOLD}Next:{BOLD:#}\n  {name}\n"));
    Ok(text + &next.unwrap_or_default())
}

fn row(exercise: &Exercise, width: usize) -> String {
    let progress = Progress::of(exercise);
    let mark = match (progress.is_done, &progress.folder) {
        (true, _) => format!("{GREEN}✓{GREEN:#}"),
        (false, Some(_)) => "…".to_string(),
        (false, None) => "·".to_string(),
    };
    format!("  {mark} {:<width$}{}\n", exercise.name, exercise.title)
}

/// The command that continues the first exercise that has begun, or begins the first one that has not.
fn next(offered: &[&Exercise]) -> Option<String> {
    let pending = || offered.iter().filter(|exercise| !Progress::of(exercise).is_done);
    let begun = pending().find(|exercise| Progress::of(exercise).folder.is_some());
    let command = |verb: &str, it: &Exercise| format!("cargo stage exercise {verb} {}", it.name);
    let continued = begun.map(|exercise| command("check", exercise));
    continued.or_else(|| pending().next().map(|exercise| command("start", exercise)))
}

fn bar(done: usize, all: usize) -> String {
    let full = done * CELLS / all.max(1);
    format!("[{GREEN}{}{GREEN:#}{}]", "█".repeat(full), "░".repeat(CELLS - full))
}

fn width(offered: &[&Exercise]) -> usize {
    offered.iter().map(|exercise| exercise.name.len()).max().unwrap_or_default() + 2
}

fn offered() -> Result<Vec<&'static Exercise>> {
    exercise::offered().map_err(Error::msg)
}
