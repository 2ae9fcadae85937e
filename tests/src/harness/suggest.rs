//! The right words that come nearest to a wrong one.

/// From this likeness on, a word may have been meant. 1 is the word itself.
const LIKELY: f64 = 0.6;

/// So many are named at most.
const AT_MOST: usize = 3;

/// Longer words are nobody's slip of the finger, and take long to compare.
const LONGEST: usize = 100;

/// The words that were probably meant, the likeliest first.
#[must_use]
pub fn nearest<'a>(wrong: &str, right: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    if wrong.len() > LONGEST {
        return Vec::new();
    }
    let scored = right.into_iter().map(|word| (likeness(wrong, word), word));
    let mut likely: Vec<_> = scored.filter(|(likeness, _)| *likeness >= LIKELY).collect();
    likely.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    likely.dedup();
    likely.into_iter().take(AT_MOST).map(|(_, word)| word).collect()
}

/// `; did you mean `a`, `b` or `c`?`, or nothing where nothing is near.
#[must_use]
pub fn did_you_mean(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => format!("; did you mean {last}?"),
        Some((last, others)) => format!("; did you mean {} or {last}?", others.join(", ")),
    }
}

/// What an error adds to a wrong word.
#[must_use]
pub fn suggestion<'a>(wrong: &str, right: impl IntoIterator<Item = &'a str>) -> String {
    did_you_mean(&nearest(wrong, right))
}

/// How near two words are, from 0 to 1. Of `topic/name`, the name alone counts as well.
fn likeness(wrong: &str, right: &str) -> f64 {
    let wrong = wrong.to_lowercase();
    let name = right.rsplit('/').next().unwrap_or(right);
    let whole = strsim::normalized_damerau_levenshtein(&wrong, right);
    let part = strsim::normalized_damerau_levenshtein(&wrong, name);
    let contained = if wrong.len() > 3 && right.contains(&wrong) { 0.7 } else { 0.0 };
    whole.max(part).max(contained)
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDS: [&str; 3] = ["files/upload-is-atomic", "files/upload-replaces", "echo/text"];

    #[test]
    fn slips_are_recognised() {
        assert_eq!(nearest("files/uplaod-is-atomic", IDS), ["files/upload-is-atomic"]);
        assert_eq!(nearest("upload-is-atomic", IDS), ["files/upload-is-atomic"]);
        assert_eq!(nearest("ATOMIC", IDS), ["files/upload-is-atomic"]);
    }

    #[test]
    fn a_word_is_named_once() {
        assert_eq!(nearest("echo/texd", ["echo/text", "echo/text"]), ["echo/text"]);
    }

    #[test]
    fn nothing_is_made_up() {
        assert!(nearest("xyzzy", IDS).is_empty());
        assert!(nearest("", IDS).is_empty());
        assert!(nearest(&"e".repeat(100_000), IDS).is_empty());
    }

    #[test]
    fn suggestions_read_as_a_sentence() {
        assert_eq!(did_you_mean(&[]), "");
        assert_eq!(did_you_mean(&["a"]), "; did you mean `a`?");
        assert_eq!(did_you_mean(&["a", "b", "c"]), "; did you mean `a`, `b` or `c`?");
    }
}
