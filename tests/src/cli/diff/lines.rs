//! Two texts, line by line: what is the same, what went, what came.

use similar::{Algorithm, DiffOp};
use std::collections::HashMap;
use std::hash::Hash;
use std::time::{Duration, Instant};

/// So many equal lines are shown around those that differ.
const CONTEXT: usize = 3;

/// After this time a diff that is right but not the shortest will do.
const LIMIT: Duration = Duration::from_secs(2);

/// The difference between two texts.
pub(super) struct LineDiff<'t> {
    old: Vec<&'t [u8]>,
    new: Vec<&'t [u8]>,
    operations: Vec<DiffOp>,
}

/// Lines that differ, with some that do not around them.
pub(super) struct Hunk<'t> {
    /// `@@ -3,7 +3,9 @@`
    pub(super) header: String,
    pub(super) blocks: Vec<Block<'t>>,
}

/// Lines that are in both texts, or the lines of one that stand for those of the other.
pub(super) enum Block<'t> {
    Same(&'t [&'t [u8]]),
    Changed { gone: &'t [&'t [u8]], came: &'t [&'t [u8]] },
}

impl<'t> LineDiff<'t> {
    /// Compares the lines. After the deadline, all of them are taken to differ.
    pub(super) fn new(old: &'t [u8], new: &'t [u8], deadline: Instant) -> LineDiff<'t> {
        let (old, new) = (split(old), split(new));
        let limit = Some(deadline.min(Instant::now() + LIMIT));
        let operations = if Instant::now() < deadline {
            similar::capture_diff_slices_deadline(Algorithm::Patience, &old, &new, limit)
        } else {
            all_differ(old.len(), new.len())
        };
        LineDiff { old, new, operations }
    }

    /// How many lines came.
    pub(super) fn came(&self) -> usize {
        self.new.len() - self.same()
    }

    /// How many lines went.
    pub(super) fn gone(&self) -> usize {
        self.old.len() - self.same()
    }

    pub(super) fn hunks(&self) -> Vec<Hunk<'_>> {
        let groups = similar::group_diff_ops(self.operations.clone(), CONTEXT);
        groups.iter().filter(|group| !group.is_empty()).map(|group| self.hunk(group)).collect()
    }

    fn same(&self) -> usize {
        let lengths = self.operations.iter().map(|operation| match operation {
            DiffOp::Equal { len, .. } => *len,
            _ => 0,
        });
        lengths.sum()
    }

    fn hunk(&self, group: &[DiffOp]) -> Hunk<'_> {
        let header = similar::udiff::UnifiedHunkHeader::new(group).to_string();
        let blocks = group.iter().map(|operation| self.block(operation)).collect();
        Hunk { header, blocks }
    }

    fn block(&self, operation: &DiffOp) -> Block<'_> {
        let gone = &self.old[operation.old_range()];
        match operation {
            DiffOp::Equal { .. } => Block::Same(gone),
            _ => Block::Changed { gone, came: &self.new[operation.new_range()] },
        }
    }
}

fn all_differ(old_len: usize, new_len: usize) -> Vec<DiffOp> {
    let (old_index, new_index) = (0, 0);
    match (old_len, new_len) {
        (0, 0) => Vec::new(),
        (0, _) => vec![DiffOp::Insert { old_index, new_index, new_len }],
        (_, 0) => vec![DiffOp::Delete { old_index, old_len, new_index }],
        _ => vec![DiffOp::Replace { old_index, old_len, new_index, new_len }],
    }
}

/// Which part of two things is the same, given how large that part and both things are: from 0 to 1.
pub(super) fn likeness(same: usize, one: usize, other: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "no text has so many lines")]
    let [same, all] = [2 * same, one + other].map(|count| count as f64);
    if all == 0.0 { 1.0 } else { same / all }
}

/// How much two texts have in common, in whatever order. Quickly found, and never less than a diff finds.
pub(super) fn overlap<T: Eq + Hash>(
    old: impl Iterator<Item = T>,
    new: impl Iterator<Item = T>,
) -> f64 {
    let mut counts: HashMap<T, usize> = HashMap::new();
    let [mut old_length, mut new_length, mut same] = [0; 3];
    for part in old {
        *counts.entry(part).or_default() += 1;
        old_length += 1;
    }
    for part in new {
        new_length += 1;
        if let Some(count) = counts.get_mut(&part).filter(|count| **count > 0) {
            *count -= 1;
            same += 1;
        }
    }
    likeness(same, old_length, new_length)
}

/// Lines with their newline, which the last may lack.
fn split(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|byte| *byte == b'\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_and_came_is_counted() {
        let later = Instant::now() + Duration::from_secs(600);
        let diff = LineDiff::new(b"a\nb\nc\n", b"a\nB\nc\nd\n", later);
        assert_eq!((diff.gone(), diff.came()), (1, 2));
        assert_eq!(LineDiff::new(b"a\nb\n", b"b\na\n", later).gone(), 1);
    }

    #[test]
    fn after_the_deadline_all_lines_differ() {
        let diff = LineDiff::new(b"a\nb\nc\n", b"a\nB\nc\nd\n", Instant::now());
        assert_eq!((diff.gone(), diff.came(), diff.hunks().len()), (3, 4, 1));
    }

    #[test]
    fn overlap_is_a_part_of_the_whole() {
        let overlap = |old: &str, new: &str| overlap(old.chars(), new.chars());
        assert!(overlap("abc", "cab") > 0.99);
        assert!(overlap("a", "b") < 0.01);
        assert!((overlap("aab", "abb") - 2.0 / 3.0).abs() < 0.01);
    }

    /// Carriage returns alone are no ends of lines to `patch`.
    #[test]
    fn lines_end_with_a_newline_only() {
        assert_eq!(split(b"a\rb\r\nc"), [b"a\rb\r\n".as_slice(), b"c"]);
    }
}
