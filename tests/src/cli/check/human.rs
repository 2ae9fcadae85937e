//! The report for people.

use super::Args;
use super::run::{Known, Run, turned};
use anstyle::{AnsiColor, Style};
use checks::runner::{Finding, Outcome};
use std::io::{self, Write};

/// So many failures are printed in full. Who has more of them begins with the first anyway.
const IN_FULL: usize = 5;

const GREEN: Style = AnsiColor::Green.on_default();
const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// Writes a line for each check, numbered.
pub(crate) struct Lines {
    total: usize,
    written: usize,
    in_full: usize,
    hints: usize,
    /// A report stands between blank lines.
    needs_blank: bool,
}

impl Lines {
    pub(crate) fn new(arguments: &Args, total: usize) -> Lines {
        let in_full = if arguments.verbose { usize::MAX } else { IN_FULL };
        let hints = 1 + usize::from(arguments.hint);
        Lines { total, written: 0, in_full, hints, needs_blank: false }
    }

    /// `[ 12/187] ok   routing/echo`, and the report of a failure under it.
    pub(crate) fn write(&mut self, out: &mut dyn Write, finding: &Finding) -> io::Result<()> {
        self.written += 1;
        if std::mem::take(&mut self.needs_blank) {
            writeln!(out)?;
        }
        let (number, total, width) = (self.written, self.total, self.total.to_string().len());
        let (style, word) = word(finding);
        let id = finding.check.id;
        write!(out, "[{number:width$}/{total}] {style}{word}{style:#} {id}")?;
        match &finding.outcome {
            Outcome::Failed(report) if self.in_full > 0 => {
                self.in_full -= 1;
                self.needs_blank = true;
                write!(out, "\n\n{}", painted(&report.with_hints(self.hints).to_string()))
            }
            _ => writeln!(out, "{}", remark(finding)),
        }
    }
}

fn word(finding: &Finding) -> (Style, &'static str) {
    match finding.outcome {
        Outcome::Passed => (GREEN, "ok  "),
        Outcome::Failed(_) => (RED, "FAIL"),
        Outcome::Skipped(_) | Outcome::NotRun(_) => (YELLOW, "skip"),
    }
}

/// The first line of the message.
fn remark(finding: &Finding) -> String {
    let message = finding.message().and_then(|message| message.lines().next());
    message.map(|message| format!(": {message}")).unwrap_or_default()
}

/// Headings bold, what was sent and received in colours of their own, all of it indented.
fn painted(report: &str) -> String {
    let lines = report.lines().skip(1).skip_while(|line| line.is_empty());
    let styled = lines.map(|line| {
        let style = line_style(line);
        format!("    {style}{line}{style:#}").trim_end().to_string()
    });
    styled.collect::<Vec<_>>().join("\n") + "\n"
}

fn line_style(line: &str) -> Style {
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

/// What passed, what failed, and the first thing to do next.
pub(crate) fn summary(out: &mut dyn Write, run: &Run, again: &Again) -> io::Result<()> {
    let style = if run.is_green() { GREEN } else { RED };
    let seconds = run.duration.as_secs_f32();
    let counts =
        ["passed", "failed", "skipped", "not-run"].map(|outcome| (run.count(outcome), outcome));
    let counts = counts.into_iter().filter(|(count, outcome)| *count > 0 || *outcome == "passed");
    let counts: Vec<String> =
        counts.map(|(count, outcome)| format!("{count} {}", outcome.replace('-', " "))).collect();
    writeln!(out, "\n{style}{}{style:#} in {seconds:.1} s: {}", counts.join(", "), run.target)?;
    list_failures(out, run)?;
    next_step(out, run, again)
}

fn list_failures(out: &mut dyn Write, run: &Run) -> io::Result<()> {
    for finding in run.findings.iter().filter(|finding| finding.report().is_some()) {
        let (title, id) = (finding.chapter().title(), finding.check.id);
        writeln!(out, "  {title}  {id}{}", remark(finding))?;
    }
    let not_run = run.findings.iter().find(|finding| finding.outcome.name() == "not-run");
    if let Some(reason) = not_run.and_then(Finding::message) {
        writeln!(out, "Not all checks were run: {reason}.")?;
    }
    Ok(())
}

fn next_step(out: &mut dyn Write, run: &Run, again: &Again) -> io::Result<()> {
    let Some(first) = run.findings.iter().find(|finding| finding.report().is_some()) else {
        return next_stage(out, run);
    };
    let (id, stage, claim) = (first.check.id, first.chapter().title(), first.check.expect);
    writeln!(out, "\n{BOLD}Next:{BOLD:#} {id}, from {stage}. {claim}")?;
    writeln!(out, "  cargo stage explain {id}")?;
    writeln!(out, "  {}", again.with(&format!("--only {id} --hint")))
}

fn next_stage(out: &mut dyn Write, run: &Run) -> io::Result<()> {
    let next = run.stage.next().filter(|_| run.is_green());
    match next {
        Some(next) => {
            let (this, next) = (run.stage.name(), next.name());
            writeln!(out, "\n{BOLD}Next:{BOLD:#} cargo stage diff {this} {next}")
        }
        None => Ok(()),
    }
}

/// `turned green: routing/echo`, where it was red when it was last run.
pub(crate) fn turn(out: &mut dyn Write, finding: &Finding, known: &Known) -> io::Result<()> {
    let Some(word) = turned(finding, known) else { return Ok(()) };
    let style = if word == "green" { GREEN } else { RED };
    writeln!(out, "turned {style}{word}{style:#}: {}", finding.check.id)
}

/// All that has turned, once more where it can be seen.
pub(crate) fn turns(out: &mut dyn Write, run: &Run, known: &Known) -> io::Result<()> {
    writeln!(out)?;
    if run.findings.iter().all(|finding| turned(finding, known).is_none()) {
        return writeln!(out, "nothing has turned green or red");
    }
    run.findings.iter().try_for_each(|finding| turn(out, finding, known))
}

/// The command with an option more, to be typed again.
pub(crate) struct Again {
    before: String,
    after: String,
}

impl Again {
    pub(crate) fn new(arguments: &Args) -> Again {
        let url = arguments.url.as_ref().map(|url| format!(" --url {url}"));
        let url = url.unwrap_or_default();
        let before = format!("cargo stage check {}{url}", arguments.stage.name());
        let has_command = !arguments.command.is_empty();
        let after = has_command.then(|| format!(" -- {}", super::target::name(arguments)));
        Again { before, after: after.unwrap_or_default() }
    }

    fn with(&self, options: &str) -> String {
        format!("{} {options}{}", self.before, self.after)
    }
}

/// The whole report once more, for a file.
pub(crate) fn write(out: &mut dyn Write, run: &Run, arguments: &Args) -> io::Result<()> {
    let mut lines = Lines::new(arguments, run.findings.len());
    for finding in &run.findings {
        lines.write(out, finding)?;
    }
    if let Some(problem) = &run.problem {
        writeln!(out, "\n{problem}")?;
    }
    summary(out, run, &Again::new(arguments))
}
