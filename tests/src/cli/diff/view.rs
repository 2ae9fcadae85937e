//! The difference for readers: coloured, with the words that changed standing out.

use super::change::{Change, readable};
use super::lines::{Block, LineDiff};
use super::words::{Piece, compare};
use anstyle::{AnsiColor, Style};
use similar::ChangeTag;
use std::time::Instant;

const TITLE: Style = Style::new().bold();
const PLACE: Style = AnsiColor::Cyan.on_default();
const GONE: Style = AnsiColor::Red.on_default();
const CAME: Style = AnsiColor::Green.on_default();

/// How changed lines are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// Old lines, then new lines, with a sign before each.
    Lines,
    /// One text, with `[-old-]{+new+}` in it.
    Words,
}

/// All changes, one after the other. After the deadline, files are only named.
pub(super) fn view(changes: &[Change], marks: Marks, deadline: Instant) -> String {
    changes.iter().map(|change| of_file(change, marks, deadline)).collect::<Vec<_>>().join("\n")
}

fn of_file(change: &Change, marks: Marks, deadline: Instant) -> String {
    let mut view = painted(TITLE, &change.title()) + "\n";
    let Some((old, new)) = change.texts() else { return view + change.why_no_text() + "\n" };
    if Instant::now() >= deadline {
        return view + "not shown: there is too much to compare\n";
    }
    view += line_endings(old, new);
    for hunk in LineDiff::new(old, new, deadline).hunks() {
        view += &(painted(PLACE, &hunk.header) + "\n");
        view.extend(hunk.blocks.iter().map(|block| of_block(block, marks, deadline)));
    }
    view
}

/// They cannot be seen in the lines themselves.
fn line_endings(old: &[u8], new: &[u8]) -> &'static str {
    let has_crlf = |text: &[u8]| text.windows(2).any(|pair| pair == b"\r\n");
    match (has_crlf(old), has_crlf(new)) {
        _ if old.is_empty() || new.is_empty() => "",
        (true, false) => "the lines ended with CR LF, and end with LF\n",
        (false, true) => "the lines ended with LF, and end with CR LF\n",
        _ => "",
    }
}

fn of_block(block: &Block, marks: Marks, deadline: Instant) -> String {
    match (block, marks) {
        (Block::Same(lines), Marks::Lines) => unchanged(&text(lines), " "),
        (Block::Same(lines), Marks::Words) => unchanged(&text(lines), ""),
        (Block::Changed { gone, came }, _) => changed(&text(gone), &text(came), marks, deadline),
    }
}

fn text(lines: &[&[u8]]) -> String {
    String::from_utf8_lossy(&lines.concat()).into_owned()
}

fn changed(gone: &str, came: &str, marks: Marks, deadline: Instant) -> String {
    let pieces = compare(gone, came, deadline);
    match marks {
        Marks::Lines => {
            one_side(&pieces, ChangeTag::Delete, '-', GONE)
                + &one_side(&pieces, ChangeTag::Insert, '+', CAME)
        }
        Marks::Words => both_sides(&pieces),
    }
}

/// Old lines or new lines: what the other side does not have stands out.
fn one_side(pieces: &[Piece], side: ChangeTag, sign: char, style: Style) -> String {
    let mut lines: Vec<Vec<(bool, &str)>> = vec![Vec::new()];
    let pieces = pieces.iter().filter(|piece| [ChangeTag::Equal, side].contains(&piece.tag));
    for piece in pieces {
        for part in piece.text.split_inclusive('\n') {
            lines.last_mut().expect("there is a line").push((piece.tag == side, part));
            if part.ends_with('\n') {
                lines.push(Vec::new());
            }
        }
    }
    let lines = lines.iter().filter(|line| !line.is_empty());
    lines.map(|line| signed_line(line, sign, style)).collect()
}

/// A line that is new as a whole needs no emphasis: its sign says so.
fn signed_line(parts: &[(bool, &str)], sign: char, style: Style) -> String {
    let is_whole = parts.iter().all(|(differs, text)| *differs || text.trim().is_empty());
    let parts = parts.iter().map(|(differs, text)| {
        let stands_out = *differs && !is_whole && !text.trim().is_empty();
        let style = if stands_out { style.invert() } else { style };
        painted(style, &readable(text.trim_end_matches(['\r', '\n'])))
    });
    format!("{}{}\n", painted(style, &sign.to_string()), parts.collect::<String>())
}

fn both_sides(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for piece in pieces {
        for line in piece.text.split_inclusive('\n') {
            let content = readable(line.trim_end_matches(['\r', '\n']));
            text += &match piece.tag {
                _ if content.is_empty() => String::new(),
                ChangeTag::Equal => content,
                ChangeTag::Delete => painted(GONE, &format!("[-{content}-]")),
                ChangeTag::Insert => painted(CAME, &format!("{{+{content}+}}")),
            };
            if line.ends_with('\n') {
                text.push('\n');
            }
        }
    }
    if text.ends_with('\n') { text } else { text + "\n" }
}

fn unchanged(text: &str, sign: &str) -> String {
    let lines = text.lines().map(|line| format!("{sign}{}\n", readable(line)));
    lines.collect::<Vec<_>>().concat()
}

/// A text in a style. Without colours the style is taken out again where it is printed.
pub(super) fn painted(style: Style, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{style}{text}{style:#}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn changed(gone: &str, came: &str, marks: Marks) -> String {
        super::changed(gone, came, marks, Instant::now() + Duration::from_secs(600))
    }

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn words_are_marked_as_git_marks_them() {
        let view = plain(&changed("let old = 1;\n", "let new = 1;\n", Marks::Words));
        assert_eq!(view, "let [-old-]{+new+} = 1;\n");
        let view = plain(&changed("one\ntwo\n", "", Marks::Words));
        assert_eq!(view, "[-one-]\n[-two-]\n");
    }

    #[test]
    fn words_that_differ_stand_out() {
        let view = changed("let old = 1;\n", "let new = 1;\n", Marks::Lines);
        assert_eq!(plain(&view), "-let old = 1;\n+let new = 1;\n");
        assert!(view.contains(&painted(GONE.invert(), "old")), "{view:?}");
        let view = changed("", "let new = 1;\n", Marks::Lines);
        assert!(!view.contains(&painted(CAME.invert(), "let new = 1;")), "{view:?}");
    }

    #[test]
    fn nothing_in_a_file_reaches_the_terminal_as_a_command() {
        let view = plain(&changed("", "a\u{1b}[2Jb\u{7}\n", Marks::Words));
        assert_eq!(view, "{+a\\u{1b}[2Jb\\u{7}+}\n");
    }

    #[test]
    fn endings_of_lines_that_differ_are_told() {
        assert!(line_endings(b"a\r\n", b"a\n").contains("end with LF"));
        assert_eq!(line_endings(b"", b"a\r\n"), "");
    }
}
