//! What came of each check, and of all of them.

use checks::report::Report;
use checks::runner::{Outcome, Verdict};
use checks::{Check, Stage};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// A check, and what came of it.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) check: &'static Check,
    pub(crate) result: Found,
    pub(crate) duration: Duration,
}

/// What may come of a check.
#[derive(Debug)]
pub(crate) enum Found {
    Passed,
    Failed(Box<Report>),
    /// Nothing can be said here, for this reason.
    Skipped(String),
    /// It was not even tried, for this reason.
    NotRun(String),
}

impl Finding {
    pub(crate) fn new(check: &'static Check, verdict: Verdict) -> Finding {
        let result = match verdict.outcome {
            Outcome::Passed => Found::Passed,
            Outcome::Failed(report) => Found::Failed(report),
            Outcome::Skipped(reason) => Found::Skipped(reason),
        };
        Finding { check, result, duration: verdict.duration }
    }

    pub(crate) fn not_run(check: &'static Check, reason: &str) -> Finding {
        let result = Found::NotRun(reason.to_string());
        Finding { check, result, duration: Duration::ZERO }
    }

    /// Whether it passed. None where that was not found out.
    pub(crate) fn passed(&self) -> Option<bool> {
        match self.result {
            Found::Passed => Some(true),
            Found::Failed(_) => Some(false),
            Found::Skipped(_) | Found::NotRun(_) => None,
        }
    }

    /// `green` or `red`, where that is another colour than the one that is known.
    pub(crate) fn turned(&self, known: &Known) -> Option<&'static str> {
        let passed = self.passed()?;
        let has_turned = known.get(self.check.id).is_some_and(|before| *before != passed);
        has_turned.then_some(if passed { "green" } else { "red" })
    }

    /// The outcome as reports name it.
    pub(crate) fn outcome(&self) -> &'static str {
        match self.result {
            Found::Passed => "passed",
            Found::Failed(_) => "failed",
            Found::Skipped(_) => "skipped",
            Found::NotRun(_) => "not-run",
        }
    }

    /// In what the server fell short, or why nothing is known.
    pub(crate) fn message(&self) -> Option<&str> {
        match &self.result {
            Found::Passed => None,
            Found::Failed(report) => Some(&report.failure.message),
            Found::Skipped(reason) | Found::NotRun(reason) => Some(reason),
        }
    }

    /// One for a check that passed.
    pub(crate) fn points(&self) -> usize {
        usize::from(matches!(self.result, Found::Passed))
    }

    /// One for each check, but for those that cannot be run here.
    pub(crate) fn max_points(&self) -> usize {
        usize::from(!matches!(self.result, Found::Skipped(_)))
    }

    /// The stage that introduced the check.
    pub(crate) fn chapter(&self) -> Stage {
        self.check.chapter().expect("each check holds somewhere")
    }
}

/// Which checks passed when they were last run, and which did not.
pub(crate) type Known = BTreeMap<&'static str, bool>;

/// One run of all checks that were asked for.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) stage: Stage,
    /// What was checked, as one types it.
    pub(crate) subject: String,
    pub(crate) findings: Vec<Finding>,
    pub(crate) duration: Duration,
    /// Why the server could not be started.
    pub(crate) problem: Option<String>,
    begin: Instant,
}

impl Run {
    pub(crate) fn new(stage: Stage, subject: String) -> Run {
        let (findings, duration) = (Vec::new(), Duration::ZERO);
        Run { stage, subject, findings, duration, problem: None, begin: Instant::now() }
    }

    pub(crate) fn finish(&mut self, findings: Vec<Finding>) {
        self.findings = findings;
        self.duration = self.begin.elapsed();
    }

    pub(crate) fn not_started(&mut self, checks: &[&'static Check], problem: String) {
        let reason = "the server could not be started";
        self.finish(checks.iter().map(|check| Finding::not_run(check, reason)).collect());
        self.problem = Some(problem);
    }

    /// How many checks have this outcome.
    pub(crate) fn count(&self, outcome: &str) -> usize {
        self.findings.iter().filter(|finding| finding.outcome() == outcome).count()
    }

    /// What is known from now on.
    pub(crate) fn known(&self) -> Known {
        let findings = self.findings.iter();
        findings.filter_map(|finding| Some((finding.check.id, finding.passed()?))).collect()
    }

    /// Whether no check failed, and none was left out.
    pub(crate) fn is_green(&self) -> bool {
        self.count("failed") + self.count("not-run") == 0
    }
}
