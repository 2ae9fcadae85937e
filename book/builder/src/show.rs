//! `{{#show …}}`: the changes of a step in a file, as the reader sees them.

use crate::changes::{self, Change, Kind};
use crate::figure::escaped;
use crate::{Step, diff};
use checks::suggest::suggestion;
use std::collections::BTreeSet;
use std::ops::Range;

/// The items that one directive shows.
#[derive(Clone, Debug)]
pub struct Show {
    /// `src/main.rs`
    pub path: String,
    /// Whether the file is there before the step.
    is_old: bool,
    /// Whether it is there after the step.
    is_left: bool,
    /// All items of the file.
    pub changes: Vec<Change>,
    /// Which of them are shown: positions in `changes`, one for each time that an item is named.
    pub shown: Vec<usize>,
}

impl Show {
    /// Finds what `{{#show PATH ITEM…}}` names.
    pub fn new(step: &Step, arguments: &[String]) -> Result<Show, String> {
        let (path, items) =
            arguments.split_first().ok_or("`show` takes a file and the items to show")?;
        let changes = changed(step, path)?;
        let mut shown = Vec::new();
        for name in names(items) {
            shown.extend(find(&changes, &name, path)?);
        }
        if items.is_empty() {
            shown.extend((0..changes.len()).filter(|index| changes[*index].matters()));
        }
        let is_old = step.before.contains_key(path);
        let is_left = step.after.contains_key(path);
        Ok(Show { path: path.clone(), is_old, is_left, changes, shown })
    }

    /// The listings and diffs, each under the name of its file. `earlier` are the items that the section
    /// has shown before: new ones are placed after what the reader has.
    pub fn markdown(&self, earlier: &BTreeSet<usize>) -> String {
        let mut known = earlier.clone();
        let mut markdown = String::new();
        for group in self.groups() {
            let items = || group.iter().map(|index| &self.changes[*index]);
            let all_new = items().all(|change| change.kind == Kind::New);
            let (language, text, place) = if all_new {
                (language(&self.path), diff::listing(items()), self.place(group[0], &known))
            } else {
                (
                    "diff",
                    diff::diff(items()),
                    if self.is_left { "" } else { ", deleted" }.to_string(),
                )
            };
            markdown.push_str(&figure(&self.path, &place, language, &text));
            known.extend(group);
        }
        markdown + &self.removed()
    }

    /// Items that the step removes are named, and their lines are folded.
    fn removed(&self) -> String {
        let shown: BTreeSet<usize> = self.shown.iter().copied().collect();
        let items: Vec<&Change> = shown
            .into_iter()
            .filter(|index| self.is_apart(*index))
            .map(|index| &self.changes[index])
            .collect();
        if items.is_empty() {
            return String::new();
        }
        let mut names: Vec<String> = Vec::new();
        for item in &items {
            let name = format!("<code>{}</code>", escaped(&item.name));
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let (path, names) = (&self.path, names.join(", "));
        let listing = figure(path, "", "diff", &diff::diff(items.into_iter()));
        format!(
            "<details class=\"removed\">\n<summary>Removed from {path}: {names}</summary>\n\n\
             {listing}\n</details>\n\n"
        )
    }

    /// Whether the item goes, and its file stays.
    fn is_apart(&self, index: usize) -> bool {
        self.is_left && self.changes[index].kind == Kind::Gone
    }

    /// Items that share a listing: new ones side by side, or others without a new one between them.
    fn groups(&self) -> Vec<Vec<usize>> {
        let shown: BTreeSet<usize> = self.shown.iter().copied().collect();
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for index in shown.into_iter().filter(|index| !self.is_apart(*index)) {
            match groups.last_mut() {
                Some(group) if self.joins(group[group.len() - 1], index) => group.push(index),
                _ => groups.push(vec![index]),
            }
        }
        groups
    }

    fn joins(&self, last: usize, index: usize) -> bool {
        let is_new = |index: usize| self.changes[index].kind == Kind::New;
        let side_by_side = || self.is_empty(last + 1..index);
        is_new(last) == is_new(index) && (!is_new(index) || side_by_side())
    }

    /// Whether nothing of this stretch is left after the step.
    fn is_empty(&self, stretch: Range<usize>) -> bool {
        self.changes[stretch].iter().all(|change| change.kind == Kind::Gone)
    }

    /// The place of a new item: after the last one before it that the reader has.
    fn place(&self, index: usize, known: &BTreeSet<usize>) -> String {
        let has = |index: &usize| match self.changes[*index].kind {
            Kind::Kept => true,
            Kind::New => known.contains(index),
            Kind::Gone => false,
        };
        match (0..index).rev().find(has) {
            Some(previous) => after(&self.changes[previous]),
            None if self.is_old => ", at the top".to_string(),
            None => String::new(),
        }
    }
}

/// All items of a file that the step changes.
pub fn changed(step: &Step, path: &str) -> Result<Vec<Change>, String> {
    let (before, after) = (step.before.get(path), step.after.get(path));
    let name = &step.name;
    if before.or(after).is_none() {
        let files = step.before.keys().chain(step.after.keys()).map(String::as_str);
        return Err(format!("step `{name}` has no file `{path}`{}", suggestion(path, files)));
    }
    if before == after {
        return Err(format!("step `{name}` does not change `{path}`"));
    }
    let text = |side: Option<&String>| side.cloned().unwrap_or_default();
    changes::changes(path, &text(before), &text(after))
}

/// `main`, `impl Display for Stage`, `use`: one name each.
fn names(words: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for word in words {
        match names.last_mut() {
            Some(last) if word == "for" || last == "impl" || last.ends_with(" for") => {
                *last = format!("{last} {word}");
            }
            _ => names.push(word.clone()),
        }
    }
    names
}

/// Whether this item is meant: `impl From for Failure` are all `impl From<…> for Failure`.
fn is_named(item: &str, name: &str) -> bool {
    let without_parameters = || match (item.split_once('<'), item.rsplit_once('>')) {
        (Some((before, _)), Some((_, after))) => format!("{before}{after}") == name,
        _ => false,
    };
    item == name || without_parameters()
}

fn find(changes: &[Change], name: &str, path: &str) -> Result<Vec<usize>, String> {
    let is_meant = |change: &Change| {
        let mut names = [Some(&change.name), change.parent.as_ref()].into_iter().flatten();
        names.any(|item| is_named(item, name))
    };
    let mut found: Vec<usize> =
        (0..changes.len()).filter(|index| is_meant(&changes[*index])).collect();
    if found.is_empty() {
        let names = changes.iter().flat_map(|change| [Some(&change.name), change.parent.as_ref()]);
        let nearest = suggestion(name, names.flatten().map(String::as_str));
        return Err(format!("there is no item `{name}` in `{path}`{nearest}"));
    }
    found.retain(|index| changes[*index].matters());
    if found.is_empty() {
        return Err(format!("`{name}` in `{path}` does not change in this step"));
    }
    Ok(found)
}

/// `, after <code>serve</code>`
fn after(change: &Change) -> String {
    let name = escaped(&change.name);
    let opens = change.parent.as_ref() == Some(&change.name) && !change.closes;
    match name.as_str() {
        "use" | "mod" => format!(", after the <code>{name}</code> lines"),
        "//!" => ", after the comment at the top".to_string(),
        _ if opens => format!(", at the top of <code>{name}</code>"),
        _ => format!(", after <code>{name}</code>"),
    }
}

fn language(path: &str) -> &str {
    match path.rsplit('.').next() {
        Some("rs") => "rust",
        Some("py") => "python",
        Some("svg") => "xml",
        Some(extension @ ("toml" | "html" | "css" | "json")) => extension,
        _ => "text",
    }
}

/// A listing of some lines of a file.
pub(crate) fn listing(path: &str, lines: &str) -> String {
    figure(path, "", language(path), lines)
}

/// The empty lines around the fence make Markdown of it within HTML.
fn figure(path: &str, place: &str, language: &str, text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    let place = if place.is_empty() { String::new() } else { format!("<span>{place}</span>") };
    format!(
        "<figure class=\"listing\">\n<figcaption>{path}{place}</figcaption>\n\n\
         {fence}{language}\n{text}{fence}\n\n</figure>\n"
    )
}

/// The longest run of backticks: the fence has to be longer.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests;
