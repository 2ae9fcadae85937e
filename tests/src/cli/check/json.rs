//! The report as JSON. Its schema is `tests/schema/report.schema.json`: what is there stays.

use super::run::{Run, max_points, points};
use checks::runner::{Finding, Outcome};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Changes where something that was there is gone or means something else.
const VERSION: u32 = 1;

pub(crate) fn write(out: &mut dyn Write, run: &Run) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &report(run))?;
    writeln!(out)
}

fn report(run: &Run) -> Value {
    json!({
        "version": VERSION,
        "stage": run.stage.number(),
        "target": run.target,
        "error": run.problem,
        "summary": summary(run),
        "checks": run.findings.iter().map(check).collect::<Vec<_>>(),
    })
}

fn summary(run: &Run) -> Value {
    json!({
        "checks": run.findings.len(),
        "passed": run.count("passed"),
        "failed": run.count("failed"),
        "skipped": run.count("skipped"),
        "not_run": run.count("not-run"),
        "points": run.findings.iter().map(points).sum::<usize>(),
        "max_points": run.findings.iter().map(max_points).sum::<usize>(),
        "duration_seconds": run.duration.as_secs_f64(),
    })
}

fn check(finding: &Finding) -> Value {
    json!({
        "id": finding.check.id,
        "topic": finding.check.topic(),
        "stage": finding.chapter().number(),
        "claim": finding.check.expect,
        "outcome": finding.outcome.name(),
        "duration_seconds": finding.duration.as_secs_f64(),
        "message": finding.message(),
        "report": report_text(finding),
        "points": points(finding),
        "max_points": max_points(finding),
    })
}

fn report_text(finding: &Finding) -> Option<String> {
    match &finding.outcome {
        Outcome::Failed(report) => Some(report.to_string()),
        _ => None,
    }
}
