//! The report as `JUnit`'s XML: a test suite for each topic, a test case for each check.

use super::run::Run;
use checks::runner::{Finding, Outcome};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use std::io::{self, Write};

pub(crate) fn write(out: &mut dyn Write, run: &Run) -> io::Result<()> {
    let mut report = Report::new(format!("cargo stage check {}: {}", run.goal.name(), run.name));
    report.set_time(run.duration);
    for (topic, findings) in run.by_topic() {
        let mut suite = TestSuite::new(topic);
        suite.set_time(findings.iter().map(|finding| finding.duration).sum());
        suite.add_test_cases(findings.into_iter().map(|finding| case(run, finding)));
        report.add_test_suite(suite);
    }
    report.serialize(out).map_err(io::Error::other)
}

fn case(run: &Run, finding: &Finding) -> TestCase {
    let mut case = TestCase::new(finding.check.id, status(run, finding));
    // A point would make a package of the name.
    case.set_classname(format!("{}.{}", run.name.replace('.', "_"), finding.check.topic()));
    case.set_time(finding.duration);
    case.add_property(("basis", finding.check.authority().as_str()));
    let (points, max_points) = run.points(finding);
    case.add_property(("points", points.to_string().as_str()));
    case.add_property(("max_points", max_points.to_string().as_str()));
    case
}

fn status(run: &Run, finding: &Finding) -> TestCaseStatus {
    let (mut status, kind, text) = match &finding.outcome {
        Outcome::Passed => return TestCaseStatus::success(),
        Outcome::Skipped(_) => (TestCaseStatus::skipped(), "skipped", None),
        Outcome::NotRun(_) => {
            (TestCaseStatus::non_success(NonSuccessKind::Error), "not-run", run.problem.clone())
        }
        Outcome::Failed(report) => {
            let status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            (status, finding.check.basis.name(), Some(report.to_string()))
        }
    };
    status.set_type(kind).set_message(finding.message().unwrap_or_default());
    if let Some(text) = text {
        status.set_description(text);
    }
    status
}
