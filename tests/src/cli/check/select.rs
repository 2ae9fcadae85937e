//! Which checks are run, and in which order.

use super::Common;
use crate::cli::goal::Goal;
use anyhow::{Context, bail};
use checks::suggest::{did_you_mean, nearest};
use checks::{Basis, Check, Stage, table};
use globset::{Glob, GlobSet};

/// The checks that count, by their basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Asked {
    /// Checks of what an RFC requires
    Must,
    /// Checks of what an RFC requires or recommends
    Should,
    /// All checks: also what an RFC permits, and what only this course asks
    All,
}

impl Asked {
    fn includes(self, basis: Basis) -> bool {
        match self {
            Asked::Must => basis == Basis::Must,
            Asked::Should => basis <= Basis::Should,
            Asked::All => true,
        }
    }
}

/// A value of `--only`.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    text: String,
    matcher: GlobSet,
}

/// A pattern without `*` and `?` matches a part of the id.
pub(crate) fn parse_pattern(text: &str) -> Result<Pattern, String> {
    if text.is_empty() {
        return Err("expected a part of an id".into());
    }
    let glob = if text.contains(['*', '?']) { text.to_string() } else { format!("*{text}*") };
    // A set of one: building a single matcher panics if the pattern is too long.
    let matcher = Glob::new(&glob).and_then(|glob| GlobSet::builder().add(glob).build());
    let matcher = matcher.map_err(|error| error.kind().to_string())?;
    Ok(Pattern { text: text.to_string(), matcher })
}

/// The selected checks of the stage, in the order of learning: those of early stages first.
pub(crate) fn checks(common: &Common) -> anyhow::Result<Vec<&'static Check>> {
    let mut checks = common.goal.checks();
    for pattern in &common.only {
        if !checks.iter().any(|check| pattern.matcher.is_match(check.id)) {
            bail!(nothing_matches(pattern, common.goal, &checks));
        }
    }
    let is_wanted = |check: &&Check| {
        let mut patterns = common.only.iter();
        common.only.is_empty() || patterns.any(|pattern| pattern.matcher.is_match(check.id))
    };
    checks.retain(|check| is_wanted(check));
    checks.retain(|check| common.basis.is_none_or(|basis| basis.includes(check.basis)));
    checks.first().context("no check of this stage has such a basis")?;
    Ok(checks)
}

fn nothing_matches(pattern: &Pattern, goal: Goal, at_goal: &[&'static Check]) -> String {
    let shown: String = pattern.text.chars().take(100).collect();
    let elsewhere = table::all().into_iter().find(|check| pattern.matcher.is_match(check.id));
    if let Some(check) = elsewhere {
        let stages: Vec<&str> = check.stages.iter().map(Stage::name).collect();
        let (id, stages) = (check.id, stages.join(", "));
        let goal = goal.exercise().map_or_else(|| goal.stage().to_string(), |_| goal.title());
        return format!("--only {shown}: {id} does not belong to {goal}, but to stage {stages}");
    }
    let near = nearest(&pattern.text, at_goal.iter().map(|check| check.id));
    let all = "; `--list` shows them all".to_string();
    let help = if near.is_empty() { all } else { did_you_mean(&near) };
    format!("--only {shown} matches no check{help}")
}
