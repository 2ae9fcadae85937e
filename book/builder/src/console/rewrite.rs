//! Puts the output of commands into a page.

use super::{Played, compare};

/// The page with the output of its commands, and the lines of the commands, from 1, whose output has changed.
/// `played` is in the order of the page. Only what is wrong changes.
pub fn rewrite(page: &str, played: &[Played]) -> (String, Vec<usize>) {
    let mut lines: Vec<String> = page.split_inclusive('\n').map(str::to_string).collect();
    let mut changed = Vec::new();
    // From the last to the first, so that the lines above keep their numbers.
    for played in played.iter().rev() {
        let corrected = compare::corrected(&played.shown, &played.printed);
        if corrected != played.shown {
            replace(&mut lines, played.shown_at - 1, played.shown.len(), &corrected);
            changed.insert(0, played.line);
        }
    }
    (lines.concat(), changed)
}

/// Replaces `count` lines from the one with the index `first` on.
fn replace(lines: &mut Vec<String>, first: usize, count: usize, new: &[String]) {
    let margin = margin(&lines[..first]);
    let written = |line: &String| format!("{}\n", format!("{margin}{line}").trim_end());
    lines.splice(first..first + count, new.iter().map(written));
}

/// The text before the fence of the block that these lines end in: space, or the mark of a quotation.
fn margin(lines: &[String]) -> String {
    let before_fence = |line: &String| {
        let margin = &line[..line.find("```").or_else(|| line.find("~~~"))?];
        margin.chars().all(|c| " \t>".contains(c)).then(|| margin.to_string())
    };
    lines.iter().rev().find_map(before_fence).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn only_wrong_lines_change() {
        let played = |line: usize, shown: &[&str], printed: &[&str]| {
            let lines = |lines: &[&str]| lines.iter().map(ToString::to_string).collect();
            let (shown, printed) = (lines(shown), lines(printed));
            let (title, remark) = (format!("command {line}"), None);
            Played { line, shown_at: line + 1, title, shown, printed, remark }
        };
        let right = [played(4, &["1", "in 0.4 s"], &["1", "in 0.9 s"]), played(7, &[], &[])];
        assert_eq!(rewrite(PAGE, &right), (PAGE.to_string(), Vec::new()));
        let wrong = [
            played(4, &["1", "in 0.4 s"], &["one", "more", "in 0.9 s"]),
            played(7, &[], &["2", ""]),
            played(11, &["3"], &["drei", "", "III"]),
        ];
        let expected = PAGE
            .replace("1\nin", "one\nmore\nin")
            .replace("$ two\n", "$ two\n2\n\n")
            .replace("> 3\n", "> drei\n>\n> III\n");
        assert_eq!(rewrite(PAGE, &wrong), (expected, vec![4, 7, 11]));
        let gone = [played(4, &["1", "in 0.4 s"], &[])];
        assert_eq!(rewrite(PAGE, &gone), (PAGE.replace("1\nin 0.4 s\n", ""), vec![4]));
    }
}
