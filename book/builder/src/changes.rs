//! The changes of a step in a file, item by item.

use crate::items::{Segment, segments};
use similar::{Algorithm, ChangeTag, capture_diff_slices};

/// One item before and after a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its name in directives. A file that is not Rust is one item without a name.
    pub name: String,
    /// The name of the `impl` that it is in.
    pub parent: Option<String>,
    /// The line that the `impl` begins with.
    pub parent_line: Option<String>,
    /// Whether these are the last lines of that `impl`.
    pub closes: bool,
    /// Whether there is no such item before the step, or none after it.
    pub kind: Kind,
    /// All its lines.
    pub lines: Vec<Line>,
}

/// Whether an item is in both files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is there before and after.
    Kept,
    /// The step adds it.
    New,
    /// The step removes it.
    Gone,
}

/// One line of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Whether it is kept, added or removed.
    pub tag: ChangeTag,
    /// Without its line feed.
    pub text: String,
    /// Its number in the file after the step, or before the step if it is removed, from 1.
    pub number: usize,
    /// Whether it is the line that the item itself begins with.
    pub opens: bool,
}

impl Change {
    /// Whether anything has to be shown. Blank lines alone do not count.
    pub fn matters(&self) -> bool {
        self.lines.iter().any(|line| line.tag != ChangeTag::Equal && !line.text.trim().is_empty())
    }
}

/// All items of a file, in order, including those that do not change.
pub fn changes(path: &str, before: &str, after: &str) -> Result<Vec<Change>, String> {
    let (old, new) = (Side::new(path, before)?, Side::new(path, after)?);
    let (old_keys, new_keys) = (old.keys(), new.keys());
    let operations = capture_diff_slices(Algorithm::Lcs, &old_keys, &new_keys);
    let items = operations.iter().flat_map(|one| one.iter_changes(&old_keys, &new_keys));
    Ok(items.filter_map(|item| change(&old, item.old_index(), &new, item.new_index())).collect())
}

/// A file before or after the step.
struct Side<'a> {
    lines: Vec<&'a str>,
    segments: Vec<Segment>,
}

impl<'a> Side<'a> {
    fn new(path: &str, text: &'a str) -> Result<Side<'a>, String> {
        let lines: Vec<&str> = text.lines().collect();
        let segments = if lines.is_empty() {
            Vec::new()
        } else if is_rust(path) {
            segments(text).map_err(|error| format!("{path}: {error}"))?
        } else {
            vec![whole(lines.len())]
        };
        Ok(Side { lines, segments })
    }

    fn keys(&self) -> Vec<(&str, Option<&str>, bool)> {
        self.segments.iter().map(key).collect()
    }

    /// A segment and its lines, or no lines.
    fn item(&self, index: Option<usize>) -> (Option<&Segment>, &[&'a str]) {
        let segment = index.map(|index| &self.segments[index]);
        (segment, segment.map_or(&[], |segment| &self.lines[segment.lines.clone()]))
    }
}

/// Items with the same key are the same item.
fn key(segment: &Segment) -> (&str, Option<&str>, bool) {
    let parent = segment.parent.as_ref().map(|parent| parent.name.as_str());
    (&segment.name, parent, segment.closes)
}

/// Whether the file has items.
pub fn is_rust(path: &str) -> bool {
    path.rsplit('.').next() == Some("rs")
}

fn whole(count: usize) -> Segment {
    Segment { name: String::new(), parent: None, closes: false, lines: 0..count, opening: 0 }
}

/// Compares an item that is in one file or in both.
fn change(old: &Side, one: Option<usize>, new: &Side, other: Option<usize>) -> Option<Change> {
    let ((gone, before), (come, after)) = (old.item(one), new.item(other));
    let mut lines = Vec::new();
    let operations = capture_diff_slices(Algorithm::Patience, before, after);
    for line in operations.iter().flat_map(|operation| operation.iter_changes(before, after)) {
        let (segment, index) = match line.tag() {
            ChangeTag::Delete => (gone?, line.old_index()?),
            _ => (come?, line.new_index()?),
        };
        let position = segment.lines.start + index;
        let (text, opens) = (line.value().to_string(), position == segment.opening);
        lines.push(Line { tag: line.tag(), text, number: position + 1, opens });
    }
    let (side, segment, kind) = match (gone, come) {
        (Some(_), Some(segment)) => (new, segment, Kind::Kept),
        (None, Some(segment)) => (new, segment, Kind::New),
        (gone, None) => (old, gone?, Kind::Gone),
    };
    let parent = segment.parent.as_ref();
    Some(Change {
        name: segment.name.clone(),
        parent: parent.map(|parent| parent.name.clone()),
        parent_line: parent.map(|parent| side.lines[parent.line].to_string()),
        closes: segment.closes,
        kind,
        lines,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(changes: &[Change]) -> Vec<String> {
        let lines = changes.iter().flat_map(|change| {
            change.lines.iter().map(|line| format!("{} {}{}", change.name, line.tag, line.text))
        });
        lines.collect()
    }

    #[test]
    fn a_new_item_does_not_borrow_lines_of_its_neighbours() {
        let before = "fn a() {\n    b();\n}\n\nfn c() {\n    d();\n}\n";
        let after = "fn a() {\n    b();\n}\n\nfn x() {\n    y();\n}\n\nfn c() {\n    d();\n}\n";
        let changes = changes("src/main.rs", before, after).expect("it is Rust");
        let mattering: Vec<_> = changes.iter().filter(|change| change.matters()).cloned().collect();
        assert_eq!(mattering.len(), 1);
        assert_eq!(mattering[0].kind, Kind::New);
        assert_eq!(told(&mattering), ["x +", "x +fn x() {", "x +    y();", "x +}"]);
        assert_eq!(mattering[0].lines[1].number, 5);
    }

    #[test]
    fn an_item_that_moves_goes_and_comes() {
        let (before, after) = ("fn a() {}\n\nfn b() {}\n", "fn b() {}\n\nfn a() {}\n");
        let changes = changes("src/main.rs", before, after).expect("it is Rust");
        let kinds: Vec<_> = changes.iter().map(|change| change.kind).collect();
        assert!(kinds.contains(&Kind::Gone) && kinds.contains(&Kind::New), "{kinds:?}");
    }

    #[test]
    fn blank_lines_alone_do_not_matter() {
        let (before, after) = ("fn a() {}\n", "//! File.\n\nfn a() {}\n");
        let changes = changes("src/main.rs", before, after).expect("it is Rust");
        assert_eq!(told(&changes), ["//! +//! File.", "a +", "a  fn a() {}"]);
        assert!(changes[0].matters() && !changes[1].matters());
    }
}
