//! The report as JSON. Its schema is `tests/schema/report.schema.json`.

use super::run::Run;
use checks::report::Report;
use checks::runner::Finding;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Grows if a field is gone or means something else.
const VERSION: u32 = 2;

pub(crate) fn write(out: &mut dyn Write, run: &Run) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &report(run))?;
    writeln!(out)
}

fn report(run: &Run) -> Value {
    json!({
        "version": VERSION,
        "stage": run.goal.stage().number(),
        "target": run.target,
        "name": run.name,
        "error": run.problem,
        "summary": summary(run),
        "checks": run.findings.iter().map(|finding| check(run, finding)).collect::<Vec<_>>(),
    })
}

fn summary(run: &Run) -> Value {
    let (points, max_points) = run.score(&run.findings);
    let score = |course: bool| {
        let (points, max_points) = run.score(run.findings_of(course));
        json!({ "points": points, "max_points": max_points })
    };
    json!({
        "checks": run.findings.len(),
        "passed": run.count("passed"),
        "failed": run.count("failed"),
        "skipped": run.count("skipped"),
        "not_run": run.count("not-run"),
        "points": points,
        "max_points": max_points,
        "http": score(false),
        "course": score(true),
        "duration_seconds": run.duration.as_secs_f64(),
    })
}

fn check(run: &Run, finding: &Finding) -> Value {
    let (points, max_points) = run.points(finding);
    json!({
        "id": finding.check.id,
        "topic": finding.check.topic(),
        "stage": finding.check.chapter().unwrap_or(run.goal.stage()).number(),
        "basis": finding.check.basis.name(),
        "rfc": finding.check.rfc,
        "expect": finding.check.expect,
        "outcome": finding.outcome.name(),
        "duration_seconds": finding.duration.as_secs_f64(),
        "message": finding.message(),
        "report": finding.report().map(Report::to_string),
        "points": points,
        "max_points": max_points,
    })
}
