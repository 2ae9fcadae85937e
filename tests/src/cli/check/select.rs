//! Which checks are run, and in which order.

use anyhow::{Context, bail};
use checks::suggest::{did_you_mean, nearest};
use checks::{Check, Stage};

/// The checks that hold at the stage and match one of the patterns, those of early stages first.
pub(crate) fn checks(stage: Stage, patterns: &[String]) -> anyhow::Result<Vec<&'static Check>> {
    let table = checks::table::all();
    let mut checks: Vec<_> =
        table.iter().copied().filter(|check| check.stages.contains(stage)).collect();
    checks.sort_by_key(|check| check.chapter());
    for pattern in patterns {
        if !checks.iter().any(|check| matches(pattern, check.id)) {
            bail!(nothing_matches(pattern, stage, &table, &checks));
        }
    }
    let wanted =
        |id: &str| patterns.is_empty() || patterns.iter().any(|pattern| matches(pattern, id));
    checks.retain(|check| wanted(check.id));
    checks.first().with_context(|| format!("no check holds at {stage}"))?;
    Ok(checks)
}

fn nothing_matches(
    pattern: &str,
    stage: Stage,
    table: &[&'static Check],
    at_stage: &[&'static Check],
) -> String {
    let shown: String = pattern.chars().take(100).collect();
    let elsewhere = table.iter().find(|check| matches(pattern, check.id));
    if let Some(check) = elsewhere {
        let stages: Vec<&str> = check.stages.iter().map(Stage::name).collect();
        let (id, stages) = (check.id, stages.join(", "));
        return format!("--only {shown}: {id} does not belong to {stage}, but to stage {stages}");
    }
    let near = nearest(pattern, at_stage.iter().map(|check| check.id));
    let all = "; `--list` shows them all".to_string();
    let help = if near.is_empty() { all } else { did_you_mean(&near) };
    format!("--only {shown} matches no check{help}")
}

/// A pattern without `*` and `?` matches where it is part of the id.
fn matches(pattern: &str, id: &str) -> bool {
    if pattern.contains(['*', '?']) {
        matches_wholly(pattern.as_bytes(), id.as_bytes())
    } else {
        id.contains(pattern)
    }
}

/// `*` stands for any text, `?` for one character. Where a star took too little, it takes one more.
fn matches_wholly(pattern: &[u8], id: &[u8]) -> bool {
    let (mut p, mut i, mut star) = (0, 0, None);
    while i < id.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, i));
                p += 1;
            }
            Some(byte) if *byte == b'?' || *byte == id[i] => (p, i) = (p + 1, i + 1),
            _ => {
                let Some((at, taken)) = star else { return false };
                star = Some((at, taken + 1));
                (p, i) = (at + 1, taken + 1);
            }
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}
