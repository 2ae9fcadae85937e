//! The difference as one page for a projector. It needs no scripts and no other files.

use super::change::{Change, readable};
use super::lines::{hunks, parts};
use similar::{ChangeTag, InlineChange};
use std::time::Instant;

const STYLE: &str = include_str!("page.css");

/// The page. `title` names both sides.
pub(super) fn page(title: &str, changes: &[Change], deadline: Instant) -> String {
    let title = escaped(&readable(title.as_bytes()));
    let names = || changes.iter().map(|change| escaped(&change.title())).enumerate();
    let link = |(id, name)| format!("<li><a href=\"#file{id}\">{name}</a>\n");
    let links: String = names().map(link).collect();
    let files = names().zip(changes).map(|((id, name), change)| {
        let table = table(change, deadline);
        format!("<section id=\"file{id}\">\n<h2>{name}</h2>\n{table}</section>\n")
    });
    let files: String = files.collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n<h1>{title}</h1>\n<ul>\n{links}</ul>\n{files}</html>\n"
    )
}

fn table(change: &Change, deadline: Instant) -> String {
    let header = |text: &str| format!("<tr><th colspan=\"4\">{}</th></tr>\n", escaped(text));
    match hunks(change, deadline, header, row) {
        Ok(rows) => format!("<table>\n{rows}</table>\n"),
        Err(reason) => format!("<p>{reason}</p>\n"),
    }
}

/// A line: its numbers on both sides, its sign, and its text.
fn row(line: &InlineChange<str>) -> String {
    let (class, mark) = match line.tag() {
        ChangeTag::Equal => ("same", ""),
        ChangeTag::Delete => ("gone", "del"),
        ChangeTag::Insert => ("new", "ins"),
    };
    let number = |index: Option<usize>| index.map_or(String::new(), |i| (i + 1).to_string());
    let (old, new) = (number(line.old_index()), number(line.new_index()));
    let parts = parts(line).map(|(is_marked, text)| {
        let text = escaped(text);
        if is_marked { format!("<{mark}>{text}</{mark}>") } else { text }
    });
    let (sign, text) = (line.tag(), parts.collect::<String>());
    format!("<tr class=\"{class}\"><td>{old}<td>{new}<td>{sign}<td>{text}\n")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
