//! One run of many checks.

use super::history::{self, History};
use super::select::Asked;
use super::{Args, target};
use crate::cli::goal::Goal;
use crate::cli::weights::Weights;
use checks::runner::{Finding, Outcome};
use checks::{Basis, Check};
use std::time::{Duration, Instant};

/// One run of all selected checks.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) goal: Goal,
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
    /// The points of checks, if the user has chosen some.
    pub(crate) weights: Option<Weights>,
    begin: Instant,
}

impl Run {
    pub(crate) fn new(arguments: &Args) -> Run {
        let (common, target) = (&arguments.common, target::typed(&arguments.common));
        let is_external = common.url.is_some() || !common.command.is_empty();
        let counts_apart = is_external && common.goal.exercise().is_none();
        let mut run = Run {
            goal: common.goal,
            name: target.clone(),
            target,
            findings: Vec::new(),
            duration: Duration::ZERO,
            problem: None,
            interrupted: false,
            before: History::new(),
            counts_apart: counts_apart && common.basis.is_none(),
            is_whole: common.only.is_empty() && matches!(common.basis, None | Some(Asked::All)),
            weights: arguments.weights.clone(),
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

    /// The findings of each topic. Topics come in the order of their first finding.
    pub(crate) fn by_topic(&self) -> Vec<(&'static str, Vec<&Finding>)> {
        let mut topics: Vec<(&str, Vec<&Finding>)> = Vec::new();
        for finding in &self.findings {
            let topic = finding.check.topic();
            match topics.iter_mut().find(|(known, _)| *known == topic) {
                Some((_, findings)) => findings.push(finding),
                None => topics.push((topic, vec![finding])),
            }
        }
        topics
    }

    /// The findings of HTTP, or of the course.
    pub(crate) fn findings_of(&self, course: bool) -> impl Iterator<Item = &Finding> {
        let is_course = |finding: &Finding| finding.check.basis == Basis::Course;
        self.findings.iter().filter(move |finding| is_course(finding) == course)
    }

    /// The numbers of passed and of all checks of HTTP, or of the course. Skipped ones are not counted.
    pub(crate) fn tally(&self, course: bool) -> (usize, usize) {
        let passed = self.findings_of(course).filter(|finding| finding.passed() == Some(true));
        let counted = self.findings_of(course).filter(|finding| finding.is_counted());
        (passed.count(), counted.count())
    }

    /// The number of checks that were not skipped.
    pub(crate) fn counted(&self) -> usize {
        self.findings.iter().filter(|finding| finding.is_counted()).count()
    }

    /// The points for a finding, and the most that its check is worth. A skipped check is worth nothing.
    pub(crate) fn points(&self, finding: &Finding) -> (usize, usize) {
        let worth = self.weights.as_ref().map_or(1, |weights| weights.points(finding.check));
        match finding.outcome {
            Outcome::Passed => (worth, worth),
            Outcome::Skipped(_) => (0, 0),
            _ => (0, worth),
        }
    }

    /// The points for several findings, and the most that their checks are worth.
    pub(crate) fn score<'a>(
        &self,
        findings: impl IntoIterator<Item = &'a Finding>,
    ) -> (usize, usize) {
        let points = findings.into_iter().map(|finding| self.points(finding));
        points.fold((0, 0), |(sum, max_sum), (points, max)| (sum + points, max_sum + max))
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
        let (passed, all) = self.tally(false);
        self.counts_apart && passed == all && self.count("failed") > 0
    }
}
