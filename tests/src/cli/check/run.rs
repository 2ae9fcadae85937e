//! One run of many checks.

use checks::runner::{Finding, Outcome};
use checks::{Check, Stage};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Which checks passed when they were last run, and which did not.
pub(crate) type Known = BTreeMap<&'static str, bool>;

/// One run of all checks that were asked for.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) stage: Stage,
    /// What was checked, as one types it.
    pub(crate) target: String,
    pub(crate) findings: Vec<Finding>,
    pub(crate) duration: Duration,
    /// Why the server could not be started.
    pub(crate) problem: Option<String>,
    begin: Instant,
}

impl Run {
    pub(crate) fn new(stage: Stage, target: String) -> Run {
        let (findings, duration) = (Vec::new(), Duration::ZERO);
        Run { stage, target, findings, duration, problem: None, begin: Instant::now() }
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
        self.findings.iter().filter(|finding| finding.outcome.name() == outcome).count()
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

/// `green` or `red`, if that is another colour than the one that is known.
pub(crate) fn turned(finding: &Finding, known: &Known) -> Option<&'static str> {
    let passed = finding.passed()?;
    let has_turned = known.get(finding.check.id).is_some_and(|before| *before != passed);
    has_turned.then_some(if passed { "green" } else { "red" })
}

/// One for a check that passed.
pub(crate) fn points(finding: &Finding) -> usize {
    usize::from(matches!(finding.outcome, Outcome::Passed))
}

/// One for each check, but for those that cannot be run here.
pub(crate) fn max_points(finding: &Finding) -> usize {
    usize::from(!matches!(finding.outcome, Outcome::Skipped(_)))
}
