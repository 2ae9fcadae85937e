//! The report as Gradescope's `results.json`: one test for each topic.

use super::run::Run;
use checks::runner::{Finding, Outcome};
use serde_json::{Value, json};
use std::io::{self, Write};

pub(crate) fn write(out: &mut dyn Write, run: &Run) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &results(run))?;
    writeln!(out)
}

fn results(run: &Run) -> Value {
    let (points, _) = run.score(&run.findings);
    let topics = run.by_topic();
    let tests = topics.iter().map(|(topic, findings)| test(run, topic, findings));
    let counted = format!("{} of {} checks pass.", run.count("passed"), run.counted());
    json!({
        "score": points,
        "execution_time": run.duration.as_secs(),
        "output": run.problem.as_ref().unwrap_or(&counted),
        "visibility": "visible",
        "tests": tests.flatten().collect::<Vec<_>>(),
    })
}

/// A topic, unless all its checks were skipped.
fn test(run: &Run, topic: &str, findings: &[&Finding]) -> Option<Value> {
    let counted: Vec<&Finding> = findings.iter().copied().filter(|f| f.is_counted()).collect();
    let passed = counted.iter().filter(|finding| finding.passed() == Some(true)).count();
    let (score, max_score) = run.score(counted.iter().copied());
    let status = if passed == counted.len() { "passed" } else { "failed" };
    (!counted.is_empty()).then(|| {
        json!({
            "name": topic,
            "score": score,
            "max_score": max_score,
            "status": status,
            "output": output(passed, &counted, findings.len() - counted.len()),
            "visibility": "visible",
        })
    })
}

/// The number of checks that pass, and a line for each of the others.
fn output(passed: usize, counted: &[&Finding], skipped: usize) -> String {
    let skipped = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
    let others = counted.iter().filter(|finding| !matches!(finding.outcome, Outcome::Passed));
    let lines = others.map(|finding| {
        let message = finding.message().and_then(|message| message.lines().next());
        let (outcome, id) = (finding.outcome.name(), finding.check.id);
        format!("{outcome} {id}: {}\n", message.unwrap_or_default())
    });
    let lines: String = lines.collect();
    format!("{passed} of {} checks pass{skipped}.\n{lines}", counted.len())
}
