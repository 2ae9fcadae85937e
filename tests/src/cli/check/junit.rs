//! The report as `JUnit`'s XML: a test suite for each topic, a test case for each check.

use super::run::Run;
use checks::runner::{Finding, Outcome};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use std::io::{self, Write};

pub(crate) fn write(out: &mut dyn Write, run: &Run) -> io::Result<()> {
    let mut report = Report::new(format!("cargo stage check {}: {}", run.stage.name(), run.name));
    report.set_time(run.duration);
    let mut suites: Vec<TestSuite> = Vec::new();
    for finding in &run.findings {
        let topic = finding.check.topic();
        let place = suites.iter().position(|suite| suite.name.as_str() == topic);
        let place = place.unwrap_or_else(|| {
            suites.push(TestSuite::new(topic));
            suites.len() - 1
        });
        suites[place].add_test_case(case(run, finding));
    }
    for suite in &mut suites {
        suite.set_time(suite.test_cases.iter().filter_map(|case| case.time).sum());
    }
    report.add_test_suites(suites);
    report.serialize(out).map_err(io::Error::other)
}

fn case(run: &Run, finding: &Finding) -> TestCase {
    let mut case = TestCase::new(finding.check.id, status(run, finding));
    // A point would make a package of the name.
    case.set_classname(format!("{}.{}", run.name.replace('.', "_"), finding.check.topic()));
    case.set_time(finding.duration);
    case.add_property(("basis", finding.check.authority().as_str()));
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
