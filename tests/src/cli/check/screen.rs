//! The report on one screen, for `--watch` on a terminal.

use super::human::{self, Again, BOLD, Human, RED};
use super::run::Run;
use crate::cli::output::wrap;
use checks::report::{Section, shortened};
use checks::runner::Finding;

/// The part of the free lines that the exchange gets, if the server printed something too.
const FOR_EXCHANGE: f32 = 0.7;

/// Longer texts are cut: lines of the other parts.
const MAX_TEXT: usize = 3;

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
        lines.push(format!("{RED}FAIL{RED:#} {id} ({basis})"));
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

/// What comes after the failure: counts, and the next stage.
fn end(run: &Run, again: &Again, width: usize) -> Vec<String> {
    let parts = [human::passed(run), human::others(run, 1)];
    let parts = parts.iter().map(|part| shortened(part.lines().map(str::to_string).collect(), 2));
    let mut lines: Vec<String> = parts.flatten().map(|line| clipped(&line, width)).collect();
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
    let long: Vec<&Section> = sections.iter().filter(|section| is_long(section)).take(2).collect();
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

/// `Expected: the text`, wrapped to a few lines.
fn text(section: &Section, width: usize) -> Vec<String> {
    let wrapped = section.lines.iter().flat_map(|line| wrap(line, width.saturating_sub(20)));
    let lines = shortened(wrapped.collect(), MAX_TEXT).into_iter().enumerate();
    let heading = section.heading;
    let lines = lines.map(|(number, line)| match number {
        0 => format!("{BOLD}{heading}:{BOLD:#} {line}"),
        _ => format!("  {line}"),
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
