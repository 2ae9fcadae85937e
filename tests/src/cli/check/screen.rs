//! The report on one screen, for `--watch` on a terminal.

use super::human::{self, Again, BOLD, Human, RED};
use super::run::Run;
use crate::cli::output::wrap;
use checks::report::{Section, shortened};
use checks::runner::Finding;

/// The sections that may be long.
const SERVER: &str = "The server";
const LONG: [&str; 2] = ["Sent and received", SERVER];

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
    let (long, short): (Vec<&Section>, Vec<&Section>) = sections
        .iter()
        .filter(|section| section.heading != "Why it matters" && is_telling(section))
        .partition(|section| LONG.contains(&section.heading));
    let short: Vec<Vec<String>> = short.iter().map(|section| text(section, width)).collect();
    let free = free.saturating_sub(short.iter().map(Vec::len).sum());
    let (hints, before) = short.split_last().expect("each failure has an expectation");
    [before.concat(), long_parts(&long, free, width), hints.clone()].concat()
}

/// The exchange, and the lines of the last server if there is room.
fn long_parts(sections: &[&Section], free: usize, width: usize) -> Vec<String> {
    match sections {
        [] => Vec::new(),
        [exchange] => long_part(exchange, free, width),
        [exchange, .., server] => {
            let mut lines = long_part(exchange, free * 2 / 3, width);
            lines.extend(long_part(server, free - lines.len(), width));
            lines
        }
    }
}

/// A server that printed nothing and still runs is not worth three lines.
fn is_telling(section: &Section) -> bool {
    let has_ended = |line: &String| line.contains("ended by itself");
    section.heading != SERVER || section.lines.len() > 2 || section.lines.iter().any(has_ended)
}

/// `Expected: the text`, wrapped to a few lines. There is room for one hint: the newest.
fn text(section: &Section, width: usize) -> Vec<String> {
    let old_hints = if section.heading == "Hint" { section.lines.len() - 1 } else { 0 };
    let wrapped = section.lines[old_hints..]
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
