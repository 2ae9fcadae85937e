//! The report as the XML that `JUnit` made known: a test suite for each topic, a case for each
//! check.

use super::run::Run;
use checks::runner::{Finding, Outcome};
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::time::Duration;

pub(crate) fn write(out: &mut dyn Write, run: &Run) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    let all: Vec<&Finding> = run.findings.iter().collect();
    let name = attribute(&format!("cargo stage check {}", run.stage.name()));
    writeln!(out, "<testsuites name={name} {}>", counts(&all, run.duration))?;
    for topic in topics(run) {
        let findings: Vec<&Finding> =
            all.iter().copied().filter(|finding| finding.check.topic() == topic).collect();
        suite(out, run, topic, &findings)?;
    }
    writeln!(out, "</testsuites>")
}

/// The topics in the order in which they come up.
fn topics(run: &Run) -> impl Iterator<Item = &'static str> {
    let mut seen = BTreeSet::new();
    run.findings
        .iter()
        .map(|finding| finding.check.topic())
        .filter(move |topic| seen.insert(*topic))
}

fn suite(out: &mut dyn Write, run: &Run, topic: &str, findings: &[&Finding]) -> io::Result<()> {
    let duration = findings.iter().map(|finding| finding.duration).sum();
    let (name, counts) = (attribute(topic), counts(findings, duration));
    writeln!(out, "  <testsuite name={name} {counts}>")?;
    for finding in findings {
        case(out, run, finding)?;
    }
    writeln!(out, "  </testsuite>")
}

fn case(out: &mut dyn Write, run: &Run, finding: &Finding) -> io::Result<()> {
    let class = attribute(&format!("{}.{}", finding.chapter(), finding.check.topic()));
    let (name, time) = (attribute(finding.check.id), seconds(finding.duration));
    write!(out, "    <testcase name={name} classname={class} time={time}>")?;
    let message = attribute(finding.message().unwrap_or_default());
    match &finding.outcome {
        Outcome::Passed => {}
        Outcome::Skipped(_) => write!(out, "<skipped message={message}/>")?,
        Outcome::NotRun(_) => {
            let problem = run.problem.as_deref().unwrap_or_default();
            write!(out, "<error type=\"not-run\" message={message}>{}</error>", escaped(problem))?;
        }
        Outcome::Failed(report) => {
            let text = escaped(&report.to_string());
            write!(out, "<failure type=\"failed\" message={message}>{text}</failure>")?;
        }
    }
    writeln!(out, "</testcase>")
}

fn counts(findings: &[&Finding], duration: Duration) -> String {
    let count =
        |outcome| findings.iter().filter(|finding| finding.outcome.name() == outcome).count();
    format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time={}",
        findings.len(),
        count("failed"),
        count("not-run"),
        count("skipped"),
        seconds(duration)
    )
}

fn seconds(duration: Duration) -> String {
    format!("\"{:.3}\"", duration.as_secs_f64())
}

fn attribute(text: &str) -> String {
    format!("\"{}\"", escaped(text).replace('\n', "&#10;"))
}

/// What XML does not allow in any form (XML 1.0 §2.2) is replaced.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(character),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c if c < ' ' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}
