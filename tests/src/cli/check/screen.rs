//! The report on one screen, for `--watch` on a terminal.

use super::human::{self, Again, BOLD, Human, RED};
use super::run::Run;
use crate::cli::output::wrap;
use checks::report::{Section, shortened};
use checks::runner::Finding;

/// The part of the free lines that the exchange gets, if the server printed something too.
const FOR_EXCHANGE: f32 = 0.7;

/// The lines of a text, and those of a list of ids.
const MAX_TEXT: usize = 3;
const MAX_LIST: usize = 2;

/// The report in at most `height` lines of `width` columns, the last of which is left for the keys.
pub(crate) fn report(
    human: &Human,
    run: &Run,
    again: &Again,
    height: usize,
    width: usize,
) -> String {
    let mut lines = Vec::new();
    let failure = run.failures().next();
    if let Some(report) = failure.and_then(Finding::report) {
        let (id, basis) = (report.check.id, report.check.authority());
        lines.push(clipped(&format!("{RED}FAIL{RED:#} {id} ({basis})"), width));
        let end = end(run, again, width);
        let free = height.saturating_sub(lines.len() + end.len() + 1);
        let sections = report.sections(human.hints);
        lines.extend(fitted(&sections, free, width));
        lines.extend(end);
    } else {
        lines.extend(end(run, again, width));
    }
    lines.truncate(height.saturating_sub(1));
    lines.join("\n") + "\n"
}

/// The lines after the failure: counts, and the next stage.
fn end(run: &Run, again: &Again, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for part in [human::passed(run), human::others(run, 1)] {
        let more = if part.lines().count() > MAX_LIST { " …" } else { "" };
        lines.extend(part.lines().take(MAX_LIST).map(|line| clipped(line, width - more.len())));
        lines.last_mut().into_iter().for_each(|line: &mut String| line.push_str(more));
    }
    lines.extend(human::tally(run).lines().map(|line| clipped(line, width)));
    lines.extend(human::celebration(run, again).lines().map(|line| clipped(line, width)));
    lines
}

/// The sections in `free` lines: the exchange and the server's lines get what the others leave.
fn fitted(sections: &[Section], free: usize, width: usize) -> Vec<String> {
    let is_long =
        |section: &Section| ["Sent and received", "The server"].contains(&section.heading);
    let texts = sections.iter().filter(|section| !is_long(section));
    let texts = texts.filter(|section| section.heading != "Why it matters");
    let texts: Vec<Vec<String>> = texts.map(|section| text(section, width)).collect();
    let used: usize = texts.iter().map(Vec::len).sum();
    let mut free = free.saturating_sub(used);
    let (before, after) = texts.split_at(texts.len().min(3));
    let mut lines = before.concat();
    let long = sections.iter().filter(|section| is_long(section) && is_telling(section));
    let long: Vec<&Section> = long.take(2).collect();
    for (number, section) in long.iter().enumerate() {
        let is_last = number + 1 == long.len();
        #[expect(
            clippy::cast_sign_loss,
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss
        )]
        let share = if is_last { free } else { (free as f32 * FOR_EXCHANGE) as usize };
        let part = long_part(section, share, width);
        free -= part.len().min(free);
        lines.extend(part);
    }
    lines.extend(after.concat());
    lines
}

/// A server that printed nothing and still runs is not worth three lines.
fn is_telling(section: &Section) -> bool {
    section.lines.len() > 2 || section.lines.iter().any(|line| line.contains("ended by itself"))
}

/// `Expected: the text`, wrapped to a few lines.
fn text(section: &Section, width: usize) -> Vec<String> {
    let wrapped = section
        .lines
        .iter()
        .flat_map(|line| wrap(line, width.saturating_sub(section.heading.len() + 2)));
    let lines = shortened(wrapped.collect(), MAX_TEXT).into_iter().enumerate();
    let heading = section.heading;
    let lines = lines.map(|(number, line)| match number {
        0 => clipped(&format!("{BOLD}{heading}:{BOLD:#} {line}"), width),
        _ => clipped(&format!("  {line}"), width),
    });
    lines.collect()
}

/// A heading and as many lines as there is room for.
fn long_part(section: &Section, share: usize, width: usize) -> Vec<String> {
    if share < 3 {
        return Vec::new();
    }
    let lines = shortened(section.lines.clone(), share - 1).into_iter().map(|line| {
        let style = human::line_style(&format!("  {line}"));
        format!("  {style}{}{style:#}", clipped(&line, width.saturating_sub(2)))
    });
    [format!("{BOLD}{}:{BOLD:#}", section.heading)].into_iter().chain(lines).collect()
}

/// At most so many columns. Colours take none.
fn clipped(line: &str, width: usize) -> String {
    console::truncate_str(line, width, "…").into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Command, CommandLine};
    use checks::report::Report;
    use checks::runner::Outcome;
    use checks::{Failure, Target};
    use clap::Parser;
    use std::time::Duration;

    /// A failure with long bytes both ways, a long message, and many others behind it.
    fn findings() -> Vec<Finding> {
        let table = checks::table::all();
        let finding = |check| {
            let target = Target::new(checks::Stage::ALL[6], "/bin/server");
            let connection = target.trace().connection();
            target.trace().sent(connection, &b"X: a header\r\n".repeat(100));
            target.trace().received(connection, &[b'x'; 3000]);
            let report = Report::new(check, &target, Failure::new("a wrong line\n".repeat(50)));
            let outcome = Outcome::Failed(Box::new(report));
            Finding { check, outcome, duration: Duration::ZERO }
        };
        table.into_iter().map(finding).collect()
    }

    #[test]
    fn the_report_fits_the_screen() {
        let line = CommandLine::parse_from(["stage", "check", "7", "--watch", "--", "./server"]);
        let Command::Check(arguments) = line.command else { panic!("this is `check`") };
        let mut run = Run::new(&arguments);
        run.findings = findings();
        let (mut human, again) = (Human::new(&run, &arguments), Again::new(&arguments.common));
        human.hints = 9;
        for (height, width) in [(24, 80), (40, 120), (24, 30)] {
            let text = report(&human, &run, &again, height, width);
            let lines: Vec<&str> = text.lines().collect();
            assert!(lines.len() < height, "{} lines:\n{text}", lines.len());
            let widest = lines.iter().map(|line| console::measure_text_width(line)).max();
            assert!(widest <= Some(width), "{text}");
            assert!(text.contains("checks pass"), "{text}");
        }
    }
}
