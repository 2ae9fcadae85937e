//! The report for people: one next step.

use super::run::Run;
use super::{Args, Common, target};
use crate::cli::goal::Goal;
use crate::cli::output::wrap;
use anstyle::{AnsiColor, Style};
use checks::Stage;
use checks::report::Report;
use checks::runner::{Finding, Outcome};
use std::collections::BTreeMap;

/// Longer lines are harder to read.
const WIDTH: usize = 96;

pub(crate) const GREEN: Style = AnsiColor::Green.on_default();
pub(crate) const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default();
pub(crate) const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// A run, and how much of it is shown.
pub(crate) struct Human<'a> {
    run: &'a Run,
    pub(crate) all: bool,
    pub(crate) hints: usize,
}

impl<'a> Human<'a> {
    pub(crate) fn new(run: &'a Run, arguments: &Args) -> Human<'a> {
        Human { run, all: arguments.all, hints: 1 + usize::from(arguments.common.hint) }
    }

    /// The whole report.
    pub(crate) fn text(&self, again: &Again) -> String {
        let run = self.run;
        let shown = if self.all { usize::MAX } else { 1 };
        let failures = run.failures().filter_map(Finding::report).take(shown);
        let failures = failures.map(|report| format!("{}\n", failure(report, self.hints)));
        let failures = failures.collect::<String>();
        let gap = if failures.is_empty() { "" } else { "\n" };
        let mut parts = vec![passed(run), failures + gap, others(run, shown)];
        parts.extend([skipped(run), tally(run), next_step(run, again)]);
        parts.concat()
    }
}

/// `Passed: routing 12, hardcoded 5`.
pub(crate) fn passed(run: &Run) -> String {
    let mut topics: Vec<(&str, usize)> = Vec::new();
    for finding in run.findings.iter().filter(|finding| finding.passed() == Some(true)) {
        let topic = finding.check.topic();
        match topics.iter_mut().find(|(known, _)| *known == topic) {
            Some((_, count)) => *count += 1,
            None => topics.push((topic, 1)),
        }
    }
    let topics: Vec<String> =
        topics.iter().map(|(topic, count)| format!("{topic} {count}")).collect();
    let text = if topics.is_empty() { "none".to_string() } else { topics.join(", ") };
    wrapped(&format!("{GREEN}Passed:{GREEN:#}"), &text)
}

/// A heading, and a text that may need several lines.
fn wrapped(heading: &str, text: &str) -> String {
    let lines = wrap(text, WIDTH - 10);
    format!("{heading} {}\n", lines.join("\n  "))
}

/// The report of a failure, with headings in bold.
fn failure(report: &Report, hints: usize) -> String {
    let text = report.text(hints);
    let lines = text.lines().skip(1).map(|line| {
        let style = line_style(line);
        format!("    {style}{line}{style:#}").trim_end().to_string()
    });
    let title = format!("\n{RED}FAIL{RED:#} {} ({})", report.check.id, report.check.authority());
    [title].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}

/// Headings are bold, and each way of an exchange has its colour.
pub(crate) fn line_style(line: &str) -> Style {
    let is_heading = !line.starts_with(' ') && line.ends_with(':');
    let text = line.trim_start_matches([' ', '#']).trim_start_matches(|c: char| c.is_ascii_digit());
    match text.trim_start().get(..2) {
        _ if is_heading => BOLD,
        Some("> ") => AnsiColor::Cyan.on_default(),
        Some("< ") => AnsiColor::Magenta.on_default(),
        Some("* ") => DIM,
        _ => Style::new(),
    }
}

/// The ids of the failures that are not shown, and of those that had passed before.
pub(crate) fn others(run: &Run, shown: usize) -> String {
    let ids = |ids: Vec<&str>| ids.join(", ");
    let others = ids(run.failures().skip(shown).map(|finding| finding.check.id).collect());
    let lost = ids(run.lost());
    let mut text = String::new();
    if !others.is_empty() {
        text += &wrapped(&format!("{RED}Also failing:{RED:#}"), &others);
    }
    if !lost.is_empty() {
        text += &wrapped(&format!("{RED}Passed before, and fails now:{RED:#}"), &lost);
    }
    text
}

/// `Skipped: 3 checks (needs --workers)`, a line for each reason.
fn skipped(run: &Run) -> String {
    let mut reasons: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for finding in &run.findings {
        let word = match finding.outcome {
            Outcome::Skipped(_) => "Skipped",
            Outcome::NotRun(_) => "Not run",
            _ => continue,
        };
        *reasons.entry((word, finding.message().unwrap_or_default())).or_default() += 1;
    }
    let lines = reasons.iter().map(|((word, reason), count)| {
        let checks = if *count == 1 { "check" } else { "checks" };
        format!("{YELLOW}{word}:{YELLOW:#} {count} {checks} ({reason})\n")
    });
    lines.collect()
}

/// `21 → 27 of 56 checks pass, in 1.2 s: ./my-server`.
pub(crate) fn tally(run: &Run) -> String {
    let passed = run.count("passed");
    let before = run.passed_before().filter(|before| *before != passed);
    let before = before.map(|before| format!("{before} → ")).unwrap_or_default();
    let all = run.findings.len() - run.count("skipped");
    let style = if run.is_green() { GREEN } else { RED };
    let seconds = run.duration.as_secs_f32();
    let counted = format!("{before}{passed} of {all} checks pass");
    let counted = format!("{style}{counted}{style:#}, in {seconds:.1} s: {}\n", run.target);
    let [(http, of_http), (course, of_course)] = [false, true].map(|course| run.tally(course));
    let apart = format!("HTTP: {http} of {of_http} · course: {course} of {of_course}\n");
    let apart = if run.counts_apart && of_http > 0 { apart } else { String::new() };
    let (points, max_points) = run.score(&run.findings);
    let points = run.weights.as_ref().map(|_| format!("Points: {points} of {max_points}\n"));
    counted + &apart + &points.unwrap_or_default()
}

fn next_step(run: &Run, again: &Again) -> String {
    let Some(first) = run.failures().next() else {
        return celebration(run, again);
    };
    let id = first.check.id;
    format!(
        "\n{BOLD}Next:{BOLD:#} {id}, from {}\n  cargo stage explain {id}\n  {}\n",
        first.check.chapter().map_or_else(|| run.goal.title(), Stage::title),
        again.with(run.goal, &format!(" --only {id} --hint"))
    )
}

/// The lesson of the stage or of the exercise, and the next one.
pub(crate) fn celebration(run: &Run, again: &Again) -> String {
    if !run.is_green() {
        return String::new();
    }
    let (name, title) = (run.goal.name(), run.goal.title());
    if !run.is_whole {
        let all = again.with(run.goal, "");
        return format!("\n{BOLD}Next:{BOLD:#} all checks of {title}\n  {all}\n");
    }
    let done = format!("\n{GREEN}★ ★ ★  All checks of {title} pass. Well done!  ★ ★ ★{GREEN:#}\n");
    let lesson = |lesson: &str| wrapped(&format!("{BOLD}You now know:{BOLD:#}"), lesson);
    match run.goal {
        Goal::Stage(stage) => done + &lesson(stage.lesson()) + &next_stage(stage, again),
        Goal::Exercise(it) => {
            let compare = format!(
                "{BOLD}Next:{BOLD:#}\n  cargo stage exercise solution {name}\n  cargo stage exercise status\n"
            );
            done + &lesson(&it.goal) + &compare
        }
    }
}

fn next_stage(stage: Stage, again: &Again) -> String {
    let Some(next) = stage.next() else { return String::new() };
    let (name, check) = (next.name(), again.with(Goal::Stage(next), ""));
    let coming =
        wrapped(&format!("{BOLD}Next:{BOLD:#}"), &format!("{}: {}", next.title(), next.lesson()));
    format!("{coming}  cargo stage diff {} {name}\n  {check}\n", stage.name())
}

/// The command line of this run, to be typed again with other options.
pub(crate) struct Again {
    url: String,
    command: String,
}

impl Again {
    pub(crate) fn new(common: &Common) -> Again {
        let url = common.url.as_ref().map(|url| format!(" --url {url}")).unwrap_or_default();
        let has_command = !common.command.is_empty() && common.own.is_none();
        let command = has_command.then(|| format!(" -- {}", target::typed(common)));
        Again { url, command: command.unwrap_or_default() }
    }

    fn with(&self, goal: Goal, options: &str) -> String {
        let verb = if goal.exercise().is_some() { "exercise check" } else { "check" };
        format!("cargo stage {verb} {}{}{options}{}", goal.name(), self.url, self.command)
    }
}
