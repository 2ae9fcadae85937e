//! Changed lines, word by word.

use super::lines::{likeness, overlap};
use similar::{Algorithm, ChangeTag, DiffOp};
use std::time::{Duration, Instant};

/// Texts with less in common than this are other texts: their few common words mislead.
const RELATED: f64 = 0.4;

/// After this time a difference that is right but not the shortest will do.
const LIMIT: Duration = Duration::from_millis(500);

/// In larger texts nobody looks for words, and in bytes it takes long to find them.
const LARGEST: usize = 64 * 1024;

/// A part of two texts: in both, in the old one only, or in the new one only.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    pub(super) tag: ChangeTag,
    pub(super) text: &'t str,
}

/// The pieces of two texts, in order. Large texts, and all after the deadline, are left whole.
pub(super) fn compare<'t>(old: &'t str, new: &'t str, deadline: Instant) -> Vec<Piece<'t>> {
    if old.len().max(new.len()) > LARGEST || Instant::now() >= deadline {
        return change(old, new);
    }
    let (old_words, new_words) = (words(old), words(new));
    let limit = Some(deadline.min(Instant::now() + LIMIT));
    let operations =
        similar::capture_diff_slices_deadline(Algorithm::Myers, &old_words, &new_words, limit);
    if common(&old_words, &new_words, &operations) < RELATED {
        return change(old, new);
    }
    let parts = operations.iter().map(|operation| Part {
        same: matches!(operation, DiffOp::Equal { .. }),
        old: length(&old_words[operation.old_range()]),
        new: length(&new_words[operation.new_range()]),
    });
    cut(old, new, &join(&parts.collect::<Vec<_>>()))
}

/// Bytes of both texts that are the same, or stand for one another.
#[derive(Clone, Copy)]
struct Part {
    same: bool,
    old: usize,
    new: usize,
}

/// Makes one part of changes that follow each other, or have no more than a character between them.
fn join(parts: &[Part]) -> Vec<Part> {
    let mut joined: Vec<Part> = Vec::new();
    for (index, mut part) in parts.iter().copied().enumerate() {
        let between_changes = 0 < index && index + 1 < parts.len();
        part.same &= !(between_changes && part.old == 1);
        match joined.last_mut() {
            Some(last) if !last.same && !part.same => {
                last.old += part.old;
                last.new += part.new;
            }
            _ => joined.push(part),
        }
    }
    joined
}

fn cut<'t>(mut old: &'t str, mut new: &'t str, parts: &[Part]) -> Vec<Piece<'t>> {
    let mut pieces = Vec::new();
    for part in parts {
        let (gone, old_rest) = old.split_at(part.old);
        let (came, new_rest) = new.split_at(part.new);
        if part.same {
            pieces.push(Piece { tag: ChangeTag::Equal, text: came });
        } else {
            pieces.extend(change(gone, came));
        }
        (old, new) = (old_rest, new_rest);
    }
    pieces
}

fn length(words: &[&str]) -> usize {
    words.iter().map(|word| word.len()).sum()
}

/// How much two texts have in common, spaces not counted, from 0 to 1. Less than `needed` is taken for nothing.
pub(super) fn text_likeness(old: &str, new: &str, needed: f64) -> f64 {
    let (old, new) = (words(old), words(new));
    if overlap(old.iter(), new.iter()) < needed {
        return 0.0;
    }
    let limit = Some(Instant::now() + LIMIT);
    let operations = similar::capture_diff_slices_deadline(Algorithm::Myers, &old, &new, limit);
    common(&old, &new, &operations)
}

fn common(old: &[&str], new: &[&str], operations: &[DiffOp]) -> f64 {
    let count = |words: &[&str]| words.iter().filter(|word| !word.trim().is_empty()).count();
    let equal = operations.iter().filter(|operation| matches!(operation, DiffOp::Equal { .. }));
    let same = equal.map(|operation| count(&old[operation.old_range()])).sum();
    likeness(same, count(old), count(new))
}

fn change<'t>(old: &'t str, new: &'t str) -> Vec<Piece<'t>> {
    let gone = Piece { tag: ChangeTag::Delete, text: old };
    let came = Piece { tag: ChangeTag::Insert, text: new };
    [gone, came].into_iter().filter(|piece| !piece.text.is_empty()).collect()
}

/// Names and numbers, spaces, and every other character for itself.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = |kind: fn(char) -> bool| rest.find(|c| !kind(c)).unwrap_or(rest.len());
        let length = match first {
            c if is_name(c) => end(is_name),
            c if is_space(c) => end(is_space),
            c => c.len_utf8(),
        };
        let (word, after) = rest.split_at(length);
        words.push(word);
        rest = after;
    }
    words
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn is_space(character: char) -> bool {
    character.is_whitespace() && character != '\n'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare<'t>(old: &'t str, new: &'t str) -> Vec<Piece<'t>> {
        super::compare(old, new, Instant::now() + Duration::from_secs(600))
    }

    fn marked(old: &str, new: &str) -> String {
        let mark = |piece: Piece| match piece.tag {
            ChangeTag::Equal => piece.text.to_string(),
            ChangeTag::Delete => format!("[-{}-]", piece.text),
            ChangeTag::Insert => format!("{{+{}+}}", piece.text),
        };
        compare(old, new).into_iter().map(mark).collect()
    }

    #[test]
    fn words_are_marked() {
        assert_eq!(marked("let old = 1;", "let new = 1;"), "let [-old-]{+new+} = 1;");
        assert_eq!(marked("f(a)", "f(a, b)"), "f(a{+, b+})");
        assert_eq!(marked("größer(x)", "kleiner(x)"), "[-größer-]{+kleiner+}(x)");
    }

    #[test]
    fn neighbours_are_marked_together() {
        let expected = "let a = [-one two-]{+three four+}; // and so on";
        assert_eq!(
            marked("let a = one two; // and so on", "let a = three four; // and so on"),
            expected
        );
    }

    #[test]
    fn what_would_take_long_is_left_whole() {
        let (old, new) = ("let old = 1;", "let new = 1;");
        assert_eq!(super::compare(old, new, Instant::now()), change(old, new));
        let [old, new] = [old, new].map(|text| text.repeat(LARGEST / 8));
        assert_eq!(compare(&old, &new), change(&old, &new));
    }

    #[test]
    fn unrelated_texts_are_left_whole() {
        assert_eq!(marked("one thing", "quite another"), "[-one thing-]{+quite another+}");
    }

    #[test]
    fn the_texts_can_be_put_together_again() {
        let (old, new) = ("fn a(x: u8) -> u8 {\n    x\n}\n", "fn b(x: u16) -> u8 {\n    x + 1\n}");
        let side = |tag| -> String {
            let pieces = compare(old, new).into_iter();
            pieces.filter(|piece| piece.tag != tag).map(|piece| piece.text).collect()
        };
        assert_eq!(side(ChangeTag::Insert), old);
        assert_eq!(side(ChangeTag::Delete), new);
    }
}
