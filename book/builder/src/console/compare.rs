//! What a page shows, held against what was printed.

use super::open::{Plausible, closed};
use super::script::ANY_LINES;
use similar::{Algorithm, ChangeTag, TextDiff, capture_diff_slices};

/// So many lines around a difference are printed.
const CONTEXT: usize = 3;

/// From this likeness on, one line may have become the other.
const SIMILAR: f32 = 0.6;

/// Whether the page is right: each line is alike, and a line for any lines stands for some, or for none.
pub fn matches(shown: &[String], printed: &[String]) -> bool {
    let closed = |lines: &[String]| lines.iter().map(|line| closed(line)).collect::<Vec<_>>();
    all_match(&closed(shown), &closed(printed))
}

fn all_match(shown: &[String], printed: &[String]) -> bool {
    match (shown, printed) {
        ([], rest) => rest.is_empty(),
        ([first, shown @ ..], _) if first == ANY_LINES => {
            (0..=printed.len()).any(|any| all_match(shown, &printed[any..]))
        }
        ([first, shown @ ..], [line, printed @ ..]) => first == line && all_match(shown, printed),
        (_, []) => false,
    }
}

/// What the page has to show: itself where it is right, and else what was printed, with as much of the
/// page as can stay.
pub fn corrected(shown: &[String], printed: &[String], plausible: &mut Plausible) -> Vec<String> {
    let anchors = anchors(shown, printed);
    for (old, new) in &anchors {
        plausible.learn(&shown[*old], &printed[*new]);
    }
    if matches(shown, printed) {
        return shown.to_vec();
    }
    let mut corrected = Vec::new();
    let (mut old, mut new) = (0, 0);
    for (next_old, next_new) in anchors {
        corrected.extend(between(&shown[old..next_old], &printed[new..next_new], plausible));
        corrected.push(shown[next_old].clone());
        (old, new) = (next_old + 1, next_new + 1);
    }
    corrected.extend(between(&shown[old..], &printed[new..], plausible));
    corrected
}

/// Pairs of lines that are alike, by their indices, in the order of both.
fn anchors(shown: &[String], printed: &[String]) -> Vec<(usize, usize)> {
    let (places, old): (Vec<usize>, Vec<String>) = shown
        .iter()
        .enumerate()
        .filter(|(_, line)| *line != ANY_LINES)
        .map(|(index, line)| (index, closed(line)))
        .unzip();
    let new: Vec<String> = printed.iter().map(|line| closed(line)).collect();
    let changes = capture_diff_slices(Algorithm::Myers, &old, &new);
    let same = changes.iter().filter(|change| change.tag() == similar::DiffTag::Equal);
    same.flat_map(|change| change.old_range().zip(change.new_range()))
        .map(|(old, new)| (places[old], new))
        .collect()
}

/// What stands between two anchors. A line that has changed only a little keeps its place and its values.
fn between(shown: &[String], printed: &[String], plausible: &mut Plausible) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut old, mut new) = (0, 0);
    for (next_old, next_new) in similar_lines(shown, printed) {
        lines.extend(filled(&shown[old..next_old], &printed[new..next_new], plausible));
        lines.push(plausible.line_like(&shown[next_old], &printed[next_new]));
        (old, new) = (next_old + 1, next_new + 1);
    }
    lines.extend(filled(&shown[old..], &printed[new..], plausible));
    lines
}

/// Pairs of lines that are nearly alike, by their indices, in the order of both.
fn similar_lines(shown: &[String], printed: &[String]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut next = 0;
    for (old, line) in shown.iter().enumerate().filter(|(_, line)| *line != ANY_LINES) {
        let candidates = (next..printed.len()).map(|new| (likeness(line, &printed[new]), new));
        let best = candidates.filter(|(likeness, _)| *likeness >= SIMILAR);
        // The first of several.
        if let Some((_, new)) = best.rev().max_by(|one, other| one.0.total_cmp(&other.0)) {
            pairs.push((old, new));
            next = new + 1;
        }
    }
    pairs
}

/// From 0 to 1, which is the same.
fn likeness(one: &str, other: &str) -> f32 {
    TextDiff::from_chars(closed(one), closed(other)).ratio()
}

/// Lines that stand for other ones. A line for any lines stays, with as many lines before and after it.
fn filled(shown: &[String], printed: &[String], plausible: &mut Plausible) -> Vec<String> {
    let is_any = |line: &String| line == ANY_LINES;
    let mut lines: Vec<String> = printed.iter().map(|line| plausible.line(line)).collect();
    if let Some(before) = shown.iter().position(is_any) {
        let after = shown.iter().rev().position(is_any).unwrap_or_default();
        let before = before.min(lines.len());
        let after = lines.len() - after.min(lines.len() - before);
        lines.splice(before..after, [ANY_LINES.to_string()]);
    }
    lines
}

/// The difference of two blocks, line by line.
pub fn difference(shown: &[String], corrected: &[String]) -> String {
    let text = |lines: &[String]| [lines, &[String::new()]].concat().join("\n");
    let (old, new) = (text(shown), text(corrected));
    let difference = TextDiff::from_lines(&old, &new);
    let mut text = String::new();
    for (index, group) in difference.grouped_ops(CONTEXT).iter().enumerate() {
        text.push_str(if index == 0 { "" } else { "@@\n" });
        for change in group.iter().flat_map(|operation| difference.iter_changes(operation)) {
            text.push(sign(change.tag()));
            text.push_str(change.value());
        }
    }
    text
}

fn sign(tag: ChangeTag) -> char {
    match tag {
        ChangeTag::Equal => ' ',
        ChangeTag::Delete => '-',
        ChangeTag::Insert => '+',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.split_terminator('|').map(str::to_string).collect()
    }

    #[test]
    fn any_lines_stand_for_some_or_none() {
        let cases = [
            ("", "", true),
            ("a|b", "a|b", true),
            ("a|b", "a", false),
            ("a", "a|b", false),
            ("", "a", false),
            ("a|", "a", true),
            ("a||b", "a|b", false),
            ("...", "", true),
            ("...", "a|b", true),
            ("a|...", "a", true),
            ("a|...", "b|a", false),
            ("...|b", "a|b|b", true),
            ("a|...|b|...|c", "a|x|b|c", true),
            ("a|...|b|...|c", "a|x|c", false),
            ("in 0.4 s|...", "in 0.5 s|x", true),
        ];
        for (shown, printed, is_right) in cases {
            assert_eq!(matches(&lines(shown), &lines(printed)), is_right, "{shown} / {printed}");
        }
    }

    #[test]
    fn the_page_stays_where_it_is_right() {
        let cases = [
            ("a|b", "a|b", "a|b"),
            ("in 0.4 s|b", "in 0.5 s|b", "in 0.4 s|b"),
            ("in 0.4 s|b", "in 0.5 s|c", "in 0.4 s|c"),
            ("a|b|c", "a|c", "a|c"),
            ("", "a|b", "a|b"),
            ("a|b", "", ""),
            ("a|...|c", "a|x|y|d", "a|...|d"),
            ("a|b|...", "a|x|y|z", "a|x|..."),
            ("a|...", "b|x", "b|..."),
            ("a|...|c", "b", "b|..."),
            ("...", "a|b", "..."),
            ("...|z", "a|b", "...|b"),
            ("a|...|b|c", "a|x|b|d", "a|...|b|d"),
            ("a|...|b: one|...", "a|x|b: one, two|y|z", "a|...|b: one, two|..."),
        ];
        for (shown, printed, expected) in cases {
            let corrected = corrected(&lines(shown), &lines(printed), &mut Plausible::default());
            assert_eq!(corrected, lines(expected), "{shown} / {printed}");
            assert!(matches(&corrected, &lines(printed)), "{shown} / {printed}");
        }
    }

    #[test]
    fn a_port_that_stays_on_the_page_is_the_same_in_its_new_lines() {
        let (shown, printed) =
            ("127.0.0.1:51000 came|x", "127.0.0.1:33000 came|127.0.0.1:33000 left");
        let corrected = corrected(&lines(shown), &lines(printed), &mut Plausible::default());
        assert_eq!(corrected, ["127.0.0.1:51000 came", "127.0.0.1:51000 left"]);
    }

    #[test]
    fn a_changed_line_keeps_its_port() {
        let (shown, printed) = ("127.0.0.1:51000 ended, 3|x", "127.0.0.1:33000 ended, 4");
        let corrected = corrected(&lines(shown), &lines(printed), &mut Plausible::default());
        assert_eq!(corrected, ["127.0.0.1:51000 ended, 4"]);
    }

    #[test]
    fn a_difference_has_some_lines_around_it() {
        let difference = difference(&lines("a|b|c|d|e"), &lines("a|b|c|d|f"));
        assert_eq!(difference, " b\n c\n d\n-e\n+f\n");
    }
}
