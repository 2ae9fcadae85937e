//! Items that left one file and came, nearly the same, into another, or were given another name.

use super::change::{Change, readable};
use super::items::{Item, items};
use super::words::text_likeness;
use std::time::Instant;

/// An item of the same name that is so like the old one is the old one.
const SAME_NAME: f64 = 0.7;

/// Under another name, or within another item, it has to be more like the old one than that.
const OTHER_NAME: f64 = 0.85;

/// Shorter items are alike by chance.
const FEWEST_LINES: usize = 4;

/// With more pairs of items than this, nothing is clear any more.
const MOST_PAIRS: usize = 10_000;

/// An item, and the change of the file that it is in.
struct Place {
    item: Item,
    change: usize,
}

/// A line for each item that was moved or renamed. After the deadline none is looked for any more.
pub(super) fn moves(changes: &[Change], deadline: Instant) -> Vec<String> {
    let (mut gone, mut came) = (Vec::new(), Vec::new());
    for (index, change) in changes.iter().enumerate().take_while(|_| Instant::now() < deadline) {
        let (old, new) = both_sides(change);
        let place = |item| Place { item, change: index };
        let (only_old, only_new) = (without(&old, &new), without(&new, &old));
        gone.extend(only_old.into_iter().map(place));
        came.extend(only_new.into_iter().map(place));
    }
    pairs(gone, came, deadline).iter().map(|(gone, came)| sentence(gone, came, changes)).collect()
}

/// The items of a file before and after.
fn both_sides(change: &Change) -> (Vec<Item>, Vec<Item>) {
    let is_rust = change.path().extension().is_some_and(|extension| extension == "rs");
    match change.texts() {
        Some((old, new)) if is_rust => {
            (items(&String::from_utf8_lossy(old)), items(&String::from_utf8_lossy(new)))
        }
        _ => (Vec::new(), Vec::new()),
    }
}

/// The items that the others lack.
fn without(items: &[Item], others: &[Item]) -> Vec<Item> {
    let is_lacking = |item: &&Item| !others.iter().any(|other| is_same(item, other));
    items.iter().filter(is_lacking).cloned().collect()
}

fn is_same(one: &Item, other: &Item) -> bool {
    (one.kind, &one.name, &one.inside) == (other.kind, &other.name, &other.inside)
}

/// What belongs together, each item once, the likest first.
fn pairs(gone: Vec<Place>, came: Vec<Place>, deadline: Instant) -> Vec<(Place, Place)> {
    if gone.len() * came.len() > MOST_PAIRS {
        return Vec::new();
    }
    let mut scored = Vec::new();
    for (from, old) in gone.iter().enumerate() {
        for (to, new) in came.iter().enumerate().take_while(|_| Instant::now() < deadline) {
            scored.extend(score(old, new).map(|score| (score, from, to)));
        }
    }
    scored.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut gone: Vec<_> = gone.into_iter().map(Some).collect();
    let mut came: Vec<_> = came.into_iter().map(Some).collect();
    let mut pairs = Vec::new();
    for (_, from, to) in scored {
        if gone[from].is_some() && came[to].is_some() {
            pairs.extend(gone[from].take().zip(came[to].take()));
        }
    }
    without_parts(pairs)
}

/// How like two items are, where they are like enough to be one.
fn score(gone: &Place, came: &Place) -> Option<f64> {
    let (old, new) = (&gone.item, &came.item);
    let lengths = [old.text.len(), new.text.len()];
    let are_comparable = old.kind == new.kind
        && 2 * lengths.iter().min()? >= *lengths.iter().max()?
        && (old.name == new.name || old.text.lines().count() >= FEWEST_LINES);
    let has_same_name = old.name == new.name && old.inside == new.inside;
    let needed = if has_same_name { SAME_NAME } else { OTHER_NAME };
    let likeness = are_comparable.then(|| text_likeness(&old.text, &new.text, needed * 0.9))?;
    // Between two that are equally like, the one of the same name.
    let score = likeness + if has_same_name { 0.01 } else { 0.0 };
    (likeness >= needed).then_some(score)
}

/// What is in an item moves with it: only the item itself is told.
fn without_parts(pairs: Vec<(Place, Place)>) -> Vec<(Place, Place)> {
    let whole: Vec<(usize, String)> =
        pairs.iter().map(|(gone, _)| (gone.change, gone.item.name.clone())).collect();
    let is_part = |place: &Place| {
        let inside = place.item.inside.as_ref();
        inside.is_some_and(|name| whole.contains(&(place.change, name.clone())))
    };
    pairs.into_iter().filter(|(gone, _)| !is_part(gone)).collect()
}

/// `fn close moved from src/main.rs to src/connection.rs`
fn sentence(gone: &Place, came: &Place, changes: &[Change]) -> String {
    let path = |path: &std::path::Path| readable(&path.to_string_lossy());
    let change = &changes[gone.change];
    let from = path(change.renamed_from().unwrap_or(change.path()));
    let to = path(changes[came.change].path());
    let (kind, old, new) = (gone.item.kind, &gone.item.name, &came.item.name);
    match (gone.change == came.change, old == new) {
        (true, true) => format!("{kind} {old} moved within {to}"),
        (true, false) => format!("{kind} {old} is now {kind} {new} in {to}"),
        (false, true) => format!("{kind} {old} moved from {from} to {to}"),
        (false, false) => format!("{kind} {old} moved from {from} to {to}, as {kind} {new}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::diff::change::{between, join_renamed};
    use crate::cli::diff::tree::{Content, Tree};
    use std::time::Duration;

    const CLOSE: &str = "fn close(n: u8) {\n    one(n);\n    two(n);\n}\n";

    fn told(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<String> {
        let tree = |files: &[(&str, &str)]| -> Tree {
            let content = |text: &str| Content::Bytes(text.as_bytes().to_vec());
            files.iter().map(|(path, text)| (path.into(), content(text))).collect()
        };
        let later = Instant::now() + Duration::from_secs(600);
        let changes = between(tree(old), tree(new), later).expect("nothing has to be read");
        moves(&join_renamed(changes, later), later)
    }

    #[test]
    fn an_item_that_moved_is_told() {
        let changed = CLOSE.replace("fn", "pub fn").replace("two", "2");
        let told =
            told(&[("a.rs", CLOSE), ("b.rs", "mod x;\n")], &[("a.rs", ""), ("b.rs", &changed)]);
        assert_eq!(told, ["fn close moved from a.rs to b.rs"]);
    }

    #[test]
    fn an_item_with_another_name_is_told() {
        let renamed = CLOSE.replace("close", "end");
        assert_eq!(
            told(&[("a.rs", CLOSE)], &[("a.rs", &renamed)]),
            ["fn close is now fn end in a.rs"]
        );
    }

    #[test]
    fn what_is_unlike_is_not_the_same() {
        let other = "fn close(all: &[String]) -> bool {\n    all.is_empty()\n}\n";
        assert!(told(&[("a.rs", CLOSE)], &[("b.rs", other)]).is_empty());
        let short = ("const A: u8 = 1;\n", "const B: u8 = 1;\n");
        assert!(told(&[("a.rs", short.0)], &[("a.rs", short.1)]).is_empty());
    }

    #[test]
    fn what_is_in_an_item_moves_with_it() {
        let whole = format!("impl Server {{\n{CLOSE}}}\n").replace("\n    ", "\n        ");
        let whole = whole.replace("\nfn", "\n    fn").replace("\n}\n}", "\n    }\n}");
        let told =
            told(&[("a.rs", &whole), ("b.rs", "//!\n")], &[("a.rs", "//!\n"), ("b.rs", &whole)]);
        assert_eq!(told, ["impl Server moved from a.rs to b.rs"]);
    }

    #[test]
    fn a_renamed_file_takes_its_items_along() {
        assert!(told(&[("a.rs", CLOSE)], &[("b.rs", CLOSE)]).is_empty());
    }
}
