//! One row of the grade book.

use serde::{Deserialize, Serialize};
use std::io;

/// A row. Its fields are the columns.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) points: usize,
    pub(super) max: usize,
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) skipped: usize,
    pub(super) not_run: usize,
    pub(super) status: &'static str,
    /// The ids of the checks that failed, with a space between two.
    pub(super) failures: String,
    pub(super) note: String,
}

/// Why there is no report.
#[derive(Debug)]
pub(super) struct Reason {
    status: &'static str,
    note: String,
}

impl Reason {
    pub(super) fn new(status: &'static str, note: impl Into<String>) -> Reason {
        Reason { status, note: note.into() }
    }
}

/// A fault of this computer, and not of the submission.
impl From<io::Error> for Reason {
    fn from(error: io::Error) -> Reason {
        Reason::new("not graded", error.to_string())
    }
}

/// What a row needs of the report of `cargo stage check --format json`.
#[derive(Deserialize)]
pub(super) struct Report {
    error: Option<String>,
    summary: Summary,
    checks: Vec<Checked>,
}

#[derive(Clone, Copy, Deserialize)]
struct Summary {
    passed: usize,
    failed: usize,
    skipped: usize,
    not_run: usize,
    points: usize,
    max_points: usize,
}

#[derive(Deserialize)]
struct Checked {
    id: String,
    outcome: String,
    message: Option<String>,
}

impl Row {
    /// The row of a submission that was checked, or partly checked for this reason.
    pub(super) fn new(name: String, report: &Report, ended: Option<Reason>) -> Row {
        let failed = report.checks.iter().filter(|check| check.outcome == "failed");
        let failures: Vec<&str> = failed.map(|check| check.id.as_str()).collect();
        let (status, note) = status(report, ended);
        let Summary { passed, failed, skipped, not_run, points, max_points } = report.summary;
        let (max, failures) = (max_points, failures.join(" "));
        Row { name, points, max, passed, failed, skipped, not_run, status, failures, note }
    }

    /// A row without points.
    pub(super) fn without_report(name: String, max: usize, reason: Reason) -> Row {
        let Reason { status, note } = reason;
        let (points, passed, failed, skipped, not_run) = (0, 0, 0, 0, 0);
        let failures = String::new();
        Row { name, points, max, passed, failed, skipped, not_run, status, failures, note }
    }

    /// The row for people who wait.
    pub(super) fn summary(&self) -> String {
        let Row { name, status, points, max, .. } = self;
        format!("{name}: {status}, {points} of {max} points")
    }
}

/// The status, and why it is not `graded`.
fn status(report: &Report, ended: Option<Reason>) -> (&'static str, String) {
    let not_run = report.checks.iter().find(|check| check.outcome == "not-run");
    let reason = not_run.and_then(|check| check.message.clone()).unwrap_or_default();
    match (&report.error, ended) {
        (Some(problem), _) => ("does not start", problem.lines().next().unwrap_or_default().into()),
        (None, Some(Reason { status, note })) => (status, note),
        (None, None) if not_run.is_some() => ("gave up", reason),
        (None, None) => ("graded", String::new()),
    }
}
