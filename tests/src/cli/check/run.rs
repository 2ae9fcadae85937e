//! One run of many checks.

use super::history::{self, History};
use super::select::Asked;
use super::{Args, target};
use checks::runner::{Finding, Outcome};
use checks::{Basis, Check, Stage};
use std::time::{Duration, Instant};

/// One run of all selected checks.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) stage: Stage,
    /// The checked program as the user typed it.
    pub(crate) target: String,
    /// Its short name.
    pub(crate) name: String,
    pub(crate) findings: Vec<Finding>,
    pub(crate) duration: Duration,
    /// Why the server could not be started.
    pub(crate) problem: Option<String>,
    pub(crate) interrupted: bool,
    /// The results of earlier runs.
    pub(crate) before: History,
    /// Whether checks of the course are counted apart from those of HTTP.
    pub(crate) counts_apart: bool,
    /// Whether all checks of the stage were selected.
    pub(crate) is_whole: bool,
    begin: Instant,
}

impl Run {
    pub(crate) fn new(arguments: &Args) -> Run {
        let (common, target) = (&arguments.common, target::typed(&arguments.common));
        let is_external = common.url.is_some() || !common.command.is_empty();
        let mut run = Run {
            stage: common.stage,
            name: target.clone(),
            target,
            findings: Vec::new(),
            duration: Duration::ZERO,
            problem: None,
            interrupted: false,
            before: History::new(),
            counts_apart: is_external && common.basis.is_none(),
            is_whole: common.only.is_empty() && matches!(common.basis, None | Some(Asked::All)),
            begin: Instant::now(),
        };
        run.before = history::read(&run);
        run
    }

    pub(crate) fn finish(&mut self, findings: Vec<Finding>) {
        self.findings = findings;
        self.duration = self.begin.elapsed();
        history::write(self);
    }

    pub(crate) fn not_started(&mut self, checks: &[&'static Check], problem: String) {
        let reason = "the server could not be started";
        self.finish(checks.iter().map(|check| Finding::not_run(check, reason)).collect());
        self.problem = Some(problem);
    }

    /// The number of checks with this outcome.
    pub(crate) fn count(&self, outcome: &str) -> usize {
        self.findings.iter().filter(|finding| finding.outcome.name() == outcome).count()
    }

    /// The failures, in the order of learning.
    pub(crate) fn failures(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.report().is_some())
    }

    /// Passed and all checks of HTTP, or of the course. Skipped ones are not counted.
    pub(crate) fn score(&self, course: bool) -> (usize, usize) {
        let is_counted = |finding: &&Finding| {
            (finding.check.basis == Basis::Course) == course && max_points(finding) > 0
        };
        let counted: Vec<&Finding> = self.findings.iter().filter(is_counted).collect();
        (counted.iter().map(|finding| points(finding)).sum(), counted.len())
    }

    /// How many of the checks that were run now had passed in earlier runs. `None` without an earlier run.
    pub(crate) fn passed_before(&self) -> Option<usize> {
        let run = self.findings.iter().filter(|finding| finding.passed().is_some());
        let known: Vec<bool> =
            run.filter_map(|finding| self.before.get(finding.check.id).copied()).collect();
        (!known.is_empty()).then(|| known.iter().filter(|passed| **passed).count())
    }

    /// The failures that had passed in an earlier run.
    pub(crate) fn lost(&self) -> Vec<&'static str> {
        let ids = self.failures().map(|finding| finding.check.id);
        ids.filter(|id| self.before.get(*id) == Some(&true)).collect()
    }

    /// Whether no check failed, and all were tried.
    pub(crate) fn is_green(&self) -> bool {
        self.count("failed") + self.count("not-run") == 0
    }

    /// Whether checks of the course failed and are counted apart, and all checks of HTTP passed.
    pub(crate) fn only_course_failed(&self) -> bool {
        let (passed, all) = self.score(false);
        self.counts_apart && passed == all && self.count("failed") > 0
    }
}

/// One for a check that passed.
pub(crate) fn points(finding: &Finding) -> usize {
    usize::from(matches!(finding.outcome, Outcome::Passed))
}

/// One for each check, unless it was skipped.
pub(crate) fn max_points(finding: &Finding) -> usize {
    usize::from(!matches!(finding.outcome, Outcome::Skipped(_)))
}
