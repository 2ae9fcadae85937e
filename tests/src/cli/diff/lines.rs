//! The lines of a file that differ, in hunks.

use super::change::{Change, readable};
use similar::udiff::UnifiedDiffHunk as Hunk;
use similar::{Algorithm, ChangeTag, DiffTag, DiffableStr, InlineChange, TextDiff};
use std::time::Instant;

/// The first line of an item has one of these words, perhaps after some of [`MODIFIERS`].
const ITEMS: [&str; 8] = ["fn", "impl", "struct", "enum", "trait", "const", "static", "mod"];

const MODIFIERS: [&str; 5] = ["pub", "pub(crate)", "pub(super)", "async", "unsafe"];

/// The search for an item ends after this many lines: it takes time in large files.
const MAX_ABOVE: usize = 1000;

/// Longer lines do not fit into a hunk header, in characters.
const MAX_NAME: usize = 80;

/// Compares lines. After the deadline, the difference is right, but not the shortest.
pub(super) fn diff<T: DiffableStr + ?Sized>(
    [old, new]: [Vec<&T>; 2],
    deadline: Instant,
) -> TextDiff<'_, '_, T> {
    let mut configuration = TextDiff::configure();
    configuration.algorithm(Algorithm::Patience).deadline(deadline).diff_slices(&old, &new)
}

/// The hunks of a file for readers, or the reason why there are none.
pub(super) fn hunks(
    change: &Change,
    deadline: Instant,
    show_header: impl Fn(&str) -> String,
    show_line: impl Fn(&InlineChange<str>) -> String,
) -> Result<String, &'static str> {
    let texts = change.texts()?.map(readable);
    let diff = diff(texts.each_ref().map(|text| text.split_inclusive('\n').collect()), deadline);
    let mut shown = String::new();
    for hunk in diff.unified_diff().iter_hunks() {
        shown += &show_header(&header(&diff, &hunk));
        for op in hunk.ops() {
            let lines: Vec<InlineChange<str>> = if Instant::now() < deadline {
                diff.iter_inline_changes_deadline(op, Some(deadline)).collect()
            } else {
                diff.iter_changes(op).map(InlineChange::from).collect()
            };
            shown.extend(lines.iter().map(&show_line));
        }
    }
    Ok(shown)
}

/// The parts of a line, without its end, and whether each is marked. A line is never marked as a whole.
pub(super) fn parts<'l>(line: &'l InlineChange<str>) -> impl Iterator<Item = (bool, &'l str)> {
    let is_blank = |text: &str| text.trim().is_empty();
    let is_whole = line.values().iter().all(|(is_marked, text)| *is_marked || is_blank(text));
    line.values().iter().map(move |(is_marked, text)| {
        (*is_marked && !is_whole && !is_blank(text), text.trim_end_matches('\n'))
    })
}

/// `@@ -12,7 +12,9 @@ fn serve_request(`
pub(super) fn header<T: DiffableStr + ?Sized>(diff: &TextDiff<T>, hunk: &Hunk<T>) -> String {
    let item = item_around(diff, hunk).map(|item| format!(" {item}"));
    format!("{}{}", hunk.header(), item.unwrap_or_default())
}

/// The item around the first change: it starts in the nearest line above with less indentation.
fn item_around<T: DiffableStr + ?Sized>(diff: &TextDiff<T>, hunk: &Hunk<T>) -> Option<String> {
    let mut changes = hunk.iter_changes().filter(|change| change.tag() != ChangeTag::Equal);
    let change = changes.find(|change| !change.to_string_lossy().trim().is_empty())?;
    let inner = indentation(&change.to_string_lossy());
    let first = hunk.ops().iter().find(|op| op.tag() != DiffTag::Equal)?.old_range().start;
    let above = (0..first).rev().take(MAX_ABOVE).filter_map(|index| diff.old_slice(index));
    let mut above = above.map(DiffableStr::to_string_lossy);
    let line = above.find(|line| indentation(line) < inner && starts_item(line.trim()))?;
    Some(line.trim().chars().take(MAX_NAME).collect())
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether an item of several lines starts here: a rule for text, as in git.
fn starts_item(line: &str) -> bool {
    let word = line.split([' ', '<']).find(|word| !MODIFIERS.contains(word));
    word.is_some_and(|word| ITEMS.contains(&word)) && !line.ends_with([';', '}'])
}
