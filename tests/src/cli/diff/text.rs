//! The difference on a terminal: coloured lines, with the changed words marked.

use super::change::Change;
use super::lines::{hunks, parts};
use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, InlineChange};
use std::time::Instant;

const TITLE: Style = Style::new().bold();
const HEADER: Style = AnsiColor::Cyan.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();

/// All changes, one after the other.
pub(super) fn text(changes: &[Change], deadline: Instant) -> String {
    changes.iter().map(|change| of_file(change, deadline)).collect::<Vec<_>>().join("\n")
}

fn of_file(change: &Change, deadline: Instant) -> String {
    let header = |header: &str| format!("{HEADER}{header}{HEADER:#}\n");
    let hunks = hunks(change, deadline, header, of_line);
    let hunks = hunks.unwrap_or_else(|reason| format!("{reason}\n"));
    format!("{TITLE}{}{TITLE:#}\n{hunks}", change.title())
}

fn of_line(line: &InlineChange<str>) -> String {
    let style = match line.tag() {
        ChangeTag::Equal => Style::new(),
        ChangeTag::Delete => REMOVED,
        ChangeTag::Insert => ADDED,
    };
    let parts = parts(line).map(|(is_marked, text)| {
        let style = if is_marked { style.invert() } else { style };
        format!("{style}{text}{style:#}")
    });
    format!("{style}{}{style:#}{}\n", line.tag(), parts.collect::<String>())
}
