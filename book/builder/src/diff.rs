//! Changed items as text: new ones as they are, others as a diff.

use crate::changes::{Change, Kind, Line};
use similar::ChangeTag;
use std::collections::BTreeSet;

/// The unchanged lines shown around a change.
const CONTEXT: usize = 3;

/// Marks lines that are left out.
const GAP: &str = "…";

/// New items, as they stand in the file.
pub fn listing<'a>(changes: impl Iterator<Item = &'a Change>) -> String {
    let lines: Vec<&str> =
        changes.flat_map(|change| &change.lines).map(|line| line.text.as_str()).collect();
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or_default();
    lines[first..].join("\n") + "\n"
}

/// Changed items: the first line of each, the changes, and some lines around them.
pub fn diff<'a>(changes: impl Iterator<Item = &'a Change>) -> String {
    let mut diff = Diff::default();
    for change in changes {
        diff.add(change);
    }
    diff.text()
}

#[derive(Default)]
struct Diff {
    /// Each with its tag, which becomes the mark before it.
    lines: Vec<(ChangeTag, String)>,
    /// The `impl`s whose first line is there.
    opened: BTreeSet<String>,
    /// Whether the last item has more lines than are shown.
    is_cut: bool,
}

impl Diff {
    fn add(&mut self, change: &Change) {
        if self.is_cut {
            self.lines.push((ChangeTag::Equal, format!("    {GAP}")));
        }
        let visible = visible(&change.lines);
        let begins_blank =
            visible.first().is_some_and(|first| change.lines[*first].text.is_empty());
        if !begins_blank || self.opens(change) {
            self.add_blank(change);
        }
        self.open(change);
        let mut previous = None;
        for index in visible {
            let line = &change.lines[index];
            if previous.is_some_and(|previous: usize| previous + 1 < index) {
                let indent = line.text.len() - line.text.trim_start().len();
                self.lines.push((ChangeTag::Equal, format!("{}{GAP}", " ".repeat(indent))));
            }
            self.lines.push((line.tag, line.text.clone()));
            previous = Some(index);
        }
        self.is_cut = previous.is_some_and(|last| last + 1 < change.lines.len());
    }

    /// Whether the first line of the `impl` around the item is missing.
    fn opens(&self, change: &Change) -> bool {
        let parent = change.parent.as_ref();
        parent.is_some_and(|parent| !self.opened.contains(parent) && *parent != change.name)
    }

    /// Adds the first line of the `impl` around the item, unless it is there already.
    fn open(&mut self, change: &Change) {
        if let (true, Some(line)) = (self.opens(change), &change.parent_line) {
            self.lines.push((ChangeTag::Equal, line.clone()));
            self.lines.push((ChangeTag::Equal, format!("    {GAP}")));
        }
        self.opened.extend(change.parent.clone());
    }

    /// Adds a blank line between two items, but not within an `impl` that goes as a whole.
    fn add_blank(&mut self, next: &Change) {
        let is_within = next.kind == Kind::Gone
            && next.parent.as_ref().is_some_and(|parent| self.opened.contains(parent));
        if !is_within && self.lines.last().is_some_and(|(_, text)| !text.is_empty()) {
            self.lines.push((ChangeTag::Equal, String::new()));
        }
    }

    /// Without blank lines around it, and without two in a row.
    fn text(mut self) -> String {
        let is_blank = |(_, text): &(ChangeTag, String)| text.is_empty();
        self.lines.dedup_by(|one, other| one == other && is_blank(one));
        let first = self.lines.iter().position(|line| !is_blank(line)).unwrap_or_default();
        let last = self.lines.iter().rposition(|line| !is_blank(line)).unwrap_or_default();
        let shown = self.lines.get(first..=last).unwrap_or_default();
        let text =
            |(mark, text): &(ChangeTag, String)| format!("{mark}{text}").trim_end().to_string();
        shown.iter().map(text).collect::<Vec<_>>().join("\n") + "\n"
    }
}

/// The lines near a change, and the first line of the item. A gap of one line is filled, and a comment is whole.
fn visible(lines: &[Line]) -> Vec<usize> {
    let is_changed = |line: &Line| line.tag != ChangeTag::Equal;
    let is_near = |index: usize| {
        let end = (index + CONTEXT + 1).min(lines.len());
        lines[index.saturating_sub(CONTEXT)..end].iter().any(is_changed)
    };
    let mut visible: Vec<bool> =
        (0..lines.len()).map(|index| lines[index].opens || is_near(index)).collect();
    let opening = lines.iter().position(|line| line.opens).unwrap_or_default();
    if !lines[..opening].iter().any(is_changed) {
        visible[..opening].fill(false);
    }
    let is_comment = |index: usize| lines[index].text.trim_start().starts_with("//");
    for index in (1..lines.len()).rev() {
        visible[index - 1] |= visible[index] && is_comment(index) && is_comment(index - 1);
    }
    for index in 1..lines.len() {
        visible[index] |= visible[index - 1] && is_comment(index - 1);
    }
    for index in 1..visible.len().saturating_sub(1) {
        visible[index] |= visible[index - 1] && visible[index + 1];
    }
    (0..lines.len()).filter(|index| visible[*index]).collect()
}
