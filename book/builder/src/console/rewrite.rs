//! A page that shows what its commands print: no byte of it changes where it did so before.

use super::open::Plausible;
use super::{Played, compare};

/// A page after it was held against what its commands print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// All of it.
    pub text: String,
    /// What printed something else: its line before the change, from 1, and what was typed there.
    pub changes: Vec<(usize, String)>,
}

/// Puts what was printed into the page. `played` is in the order of the page.
#[must_use]
pub fn rewrite(page: &str, played: &[Played]) -> Rewritten {
    let mut plausible = Plausible::new(page);
    let mut lines: Vec<String> = page.split_inclusive('\n').map(str::to_string).collect();
    let mut changes = Vec::new();
    let mut moved: isize = 0;
    for played in played {
        let corrected = compare::corrected(&played.shown, &played.printed, &mut plausible);
        if corrected == played.shown {
            continue;
        }
        changes.push((played.line, played.title.clone()));
        let first = (played.shown_at - 1).saturating_add_signed(moved);
        moved += corrected.len().cast_signed() - played.shown.len().cast_signed();
        replace(&mut lines, first, played.shown.len(), &corrected);
    }
    Rewritten { text: lines.concat(), changes }
}

/// Replaces so many lines from the one with this index on.
fn replace(lines: &mut Vec<String>, first: usize, count: usize, new: &[String]) {
    let margin = margin(&lines[..first]);
    let written = |line: &String| match line.as_str() {
        "" => format!("{}\n", margin.trim_end()),
        _ => format!("{margin}{line}\n"),
    };
    lines.splice(first..first + count, new.iter().map(written));
}

/// What stands before the fence of the block that these lines end in: space, or the mark of a quotation.
fn margin(lines: &[String]) -> String {
    let fence = |line: &String| {
        let start = line.find("```").or_else(|| line.find("~~~"))?;
        let margin = &line[..start];
        margin.chars().all(|c| " \t>".contains(c)).then(|| margin.to_string())
    };
    lines.iter().rev().find_map(fence).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn played(line: usize, shown: &[&str], printed: &[&str]) -> Played {
        let lines = |lines: &[&str]| lines.iter().map(ToString::to_string).collect();
        Played {
            line,
            shown_at: line + 1,
            title: format!("command {line}"),
            shown: lines(shown),
            printed: lines(printed),
            remark: None,
        }
    }

    const PAGE: &str = "\
A page.

```console
$ one
1
in 0.4 s
$ two
```

> ```console
> $ three
> 3
> ```

The end.";

    #[test]
    fn a_page_that_is_right_stays() {
        let played = [
            played(4, &["1", "in 0.4 s"], &["1", "in 0.9 s"]),
            played(7, &[], &[]),
            played(11, &["3"], &["3"]),
        ];
        let expected = Rewritten { text: PAGE.to_string(), changes: Vec::new() };
        assert_eq!(rewrite(PAGE, &played), expected);
    }

    #[test]
    fn what_is_wrong_changes_and_nothing_else() {
        let played = [
            played(4, &["1", "in 0.4 s"], &["one", "more", "in 0.9 s"]),
            played(7, &[], &["2", ""]),
            played(11, &["3"], &["drei", "", "III"]),
        ];
        let rewritten = rewrite(PAGE, &played);
        let expected = PAGE
            .replace("1\nin", "one\nmore\nin")
            .replace("$ two\n", "$ two\n2\n\n")
            .replace("> 3\n", "> drei\n>\n> III\n");
        assert_eq!(rewritten.text, expected);
        let changes = [4, 7, 11].map(|line| (line, format!("command {line}")));
        assert_eq!(rewritten.changes, changes);
    }

    #[test]
    fn output_can_vanish() {
        let rewritten = rewrite(PAGE, &[played(4, &["1", "in 0.4 s"], &[])]);
        assert_eq!(rewritten.text, PAGE.replace("1\nin 0.4 s\n", ""));
    }
}
