//! A reader who types in listings, and finds the place of each by what the page says and by nothing else.

use crate::pages::Listing;
use book::items::{Segment, segments};
use std::collections::BTreeMap;

/// Stands for lines that a diff leaves out.
const GAP: &str = "…";

/// The reader's files: the lines of each that are not blank.
pub struct Typist {
    pub files: BTreeMap<String, Vec<String>>,
}

/// The lines that are not blank, without space at their ends.
pub fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.map(str::to_string).collect()
}

impl Typist {
    pub fn new(files: BTreeMap<String, String>) -> Typist {
        let files = files.into_iter().map(|(path, text)| (path, lines(&text)));
        Typist { files: files.collect() }
    }

    /// Does to the files what a listing says.
    pub fn enter(&mut self, listing: &Listing) -> Result<(), String> {
        let file = self.files.get_mut(&listing.path);
        match (file, listing.is_diff, listing.place.as_str()) {
            (Some(_), true, ", deleted") => _ = self.files.remove(&listing.path),
            (Some(file), true, "") => change(file, &listing.text)?,
            (Some(file), false, place) => {
                let at = find(file, place)?;
                file.splice(at..at, lines(&listing.text));
            }
            (None, false, "") => _ = self.files.insert(listing.path.clone(), lines(&listing.text)),
            (None, ..) => return Err("there is no such file yet".to_string()),
            (Some(_), true, place) => return Err(format!("a diff has no place{place}")),
        }
        Ok(())
    }
}

/// The line that a new item begins in.
fn find(file: &[String], place: &str) -> Result<usize, String> {
    if place == ", at the top" {
        return Ok(0);
    }
    let items = segments(&file.join("\n")).map_err(|error| format!("before it, {error}"))?;
    let (name, is_meant): (&str, fn(&Segment) -> bool) = match place {
        ", after the comment at the top" => ("//!", |_| true),
        ", after the use lines" => ("use", |_| true),
        ", after the mod lines" => ("mod", |_| true),
        _ => match (place.strip_prefix(", at the top of "), place.strip_prefix(", after ")) {
            (Some(name), _) => (name, |item| !item.closes),
            (_, Some(name)) => (name, |item| item.closes || !is_frame(item)),
            _ => return Err("there is such a file already, and no place is named".to_string()),
        },
    };
    let mut found = items.iter().filter(|item| item.name == name && is_meant(item));
    match (found.next(), found.next()) {
        (Some(item), None) => Ok(item.lines.end),
        (None, _) => Err(format!("the file has no `{name}`")),
        _ => Err(format!("the file has several `{name}`")),
    }
}

/// Whether these are the first or the last lines of an `impl`.
fn is_frame(item: &Segment) -> bool {
    item.parent.as_ref().is_some_and(|parent| parent.name == item.name)
}

/// Lines of a diff that stand one after the other in the file.
type Piece<'a> = Vec<(char, &'a str)>;

/// The pieces of a diff: a gap ends one, and a blank line may do so.
fn pieces(diff: &str) -> Vec<Piece<'_>> {
    let mut pieces = vec![Piece::new()];
    for line in diff.lines() {
        let mark = line.chars().next().unwrap_or(' ');
        let text = line.get(1..).unwrap_or_default().trim_end();
        match (mark, text.trim()) {
            (_, "") | (' ', GAP) => pieces.push(Piece::new()),
            _ => pieces.last_mut().expect("there is one").push((mark, text)),
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Makes the changes of a diff. Each piece is looked for behind the one before it.
fn change(file: &mut Vec<String>, diff: &str) -> Result<(), String> {
    let mut cursor = 0;
    for piece in pieces(diff) {
        let side =
            |gone: char| piece.iter().filter(move |(mark, _)| *mark != gone).map(|(_, text)| *text);
        let old: Vec<&str> = side('+').collect();
        let new: Vec<String> = side('-').map(str::to_string).collect();
        let rest = file.len().saturating_sub(old.len());
        let is_here = |at: &usize| (0..old.len()).all(|line| file[at + line] == old[line]);
        let at = (cursor..=rest).find(is_here);
        let at = at.ok_or_else(|| format!("the file has no such lines:\n{}", old.join("\n")))?;
        cursor = at + new.len();
        file.splice(at..at + old.len(), new);
    }
    Ok(())
}
