//! Compares the lines that a page shows with those that were printed.

use super::script::ANY_LINES;
use regex::Regex;
use similar::{Algorithm, DiffTag, TextDiff, capture_diff_slices};
use snapbox::filter::NormalizeToExpected;
use snapbox::{Data, Redactions};
use std::sync::LazyLock;

/// The unchanged lines around a difference.
const CONTEXT: usize = 3;

/// Parts of a line that differ each time. Ports of clients have five digits; those of the pages have four.
const OPEN: [(&str, &str); 6] = [
    ("[DATE]", r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT"),
    ("[PORT]", r"(?:127\.0\.0\.1|\[::1\]):(?<redacted>\d{5})\b"),
    ("[DURATION]", r"\b(?:in|after) (?<redacted>\d+(?:\.\d+)?) ?(?:s|ms|seconds|milliseconds)\b"),
    // Bash prints these after `time`.
    ("[TIME]", r"^(?:real|user|sys)\t(?<redacted>\d+m\d+\.\d{3}s)$"),
    // The number that the system gives to a thread. Older compilers leave it out.
    ("[THREAD]", r"^thread '[^']*' (?<redacted>(?:\(\d+\) )?)panicked"),
    // The message of curl about a closed port. Other versions have other words.
    (
        "[REFUSAL]",
        r"Failed to connect to (?<redacted>\S+ (?:port \d+ )?(?:via \S+ )?after \d+ ms: Could(?:n't| not)) connect",
    ),
];

/// The pages show the numbers that Linux gives to errors. Other systems have others.
const ERROR_CODE: (&str, &str) = ("[CODE]", r"(?:os error |Os \{ code: )(?<redacted>\d+)");

static REDACTIONS: LazyLock<Redactions> = LazyLock::new(|| {
    let code = (!cfg!(target_os = "linux")).then_some(ERROR_CODE);
    let pattern = |(name, pattern)| (name, Regex::new(pattern).expect("the pattern is valid"));
    let mut redactions = Redactions::new();
    let all = OPEN.into_iter().chain(code).map(pattern);
    redactions.extend(all).expect("the names are valid");
    redactions
});

/// Whether the page is right. `...` stands for any number of lines.
pub fn matches(shown: &[String], printed: &[String]) -> bool {
    let text = |lines: &[String]| redacted(lines).concat();
    let (shown, printed) = (text(shown), text(printed));
    let normalize = NormalizeToExpected::new().redact_with(&REDACTIONS);
    let normal = normalize.normalize(Data::text(printed), &Data::text(shown.as_str()));
    normal.to_string() == shown
}

/// The lines with a mark for each part that differs each time, and line feeds.
fn redacted(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| REDACTIONS.redact(line) + "\n").collect()
}

/// The lines that the page should show: its own if they are right, and otherwise those that were printed.
/// Snapbox compares line by line here, so that a new line would change all lines after it.
pub fn corrected(shown: &[String], printed: &[String]) -> Vec<String> {
    if matches(shown, printed) {
        return shown.to_vec();
    }
    let (old, new) = (redacted(shown), redacted(printed));
    let mut corrected = Vec::new();
    for change in capture_diff_slices(Algorithm::Patience, &old, &new) {
        let (tag, old, new) = change.as_tag_tuple();
        match tag {
            DiffTag::Equal => corrected.extend_from_slice(&shown[old]),
            _ => corrected.extend(replaced(&shown[old], &printed[new])),
        }
    }
    corrected
}

/// Lines in place of others. One line `...` stays, with as many lines before and after it. Several would hide
/// what was printed between them.
fn replaced(shown: &[String], printed: &[String]) -> Vec<String> {
    let mut lines = printed.to_vec();
    let mut any = (0..shown.len()).filter(|index| shown[*index] == ANY_LINES);
    if let (Some(before), None) = (any.next(), any.next()) {
        let after = shown.len() - before - 1;
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
    TextDiff::from_lines(&old, &new).unified_diff().context_radius(CONTEXT).to_string()
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
            ("a", "a|b", false),
            ("a||b", "a|b", false),
            ("...", "", true),
            ("a|...", "a", true),
            ("a|...", "b|a", false),
            ("a|...|b|...|c", "a|x|b|c", true),
            ("a|...|b|...|c", "a|x|c", false),
            ("in 0.4 s|...", "in 0.5 s|x", true),
        ];
        for (shown, printed, is_right) in cases {
            assert_eq!(matches(&lines(shown), &lines(printed)), is_right, "{shown} / {printed}");
        }
    }

    #[test]
    fn some_parts_may_differ() {
        let cases = [
            ("Date: Sat, 21 Nov 2026 09:00:00 GMT", "Date: Sun, 22 Nov 2026 10:11:12 GMT", true),
            ("Date: 2026-11-21", "Date: 2026-11-22", false),
            ("[::1]:50112, 127.0.0.1:50114 left", "[::1]:33000, 127.0.0.1:33002 left", true),
            ("127.0.0.1:4221", "127.0.0.1:4222", false),
            ("127.0.0.1:50112 200 3", "127.0.0.2:50112 200 3", false),
            ("Content-Length: 50112", "Content-Length: 50113", false),
            ("24 passed in 0.4 s, after 1 ms", "24 passed in 12.3 s, after 3 ms", true),
            ("within 0.4 s", "within 0.5 s", false),
            ("in 0.4 s", "in 0.4 ms", false),
            ("in 5 parts", "in 6 parts", false),
            ("real\t0m1.003s", "real\t0m0.999s", true),
            ("thread 'main' panicked at a", "thread 'main' (9) panicked at a", true),
            (
                "Failed to connect to localhost port 4221 after 0 ms: Couldn't connect to server",
                "Failed to connect to localhost:4221 via a:4221 after 1 ms: Could not connect to server",
                true,
            ),
        ];
        for (shown, printed, is_right) in cases {
            assert_eq!(matches(&lines(shown), &lines(printed)), is_right, "{shown} / {printed}");
        }
    }

    #[test]
    fn the_page_stays_where_it_is_right() {
        let cases = [
            ("in 0.4 s|b", "in 0.5 s|c", "in 0.4 s|c"),
            ("in 0.4 s|b", "a|in 0.5 s|b", "a|in 0.4 s|b"),
            ("a|b|c", "a|c", "a|c"),
            ("a|b", "", ""),
            ("a|...|c", "a|x|y|d", "a|...|d"),
            ("a|b|...", "a|x|y|z", "a|x|..."),
            ("a|...|c", "b", "b|..."),
            ("...|z", "a|b", "...|b"),
            ("a|...|b|c", "a|x|b|d", "a|...|b|d"),
            ("...|1 passed|...", "x|1 failed|y", "x|1 failed|y"),
        ];
        for (shown, printed, expected) in cases {
            let corrected = corrected(&lines(shown), &lines(printed));
            assert_eq!(corrected, lines(expected), "{shown} / {printed}");
            assert!(matches(&corrected, &lines(printed)), "{shown} / {printed}");
        }
    }
}
