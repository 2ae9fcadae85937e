//! The items of a Rust file, as rustfmt lays them out.

/// A function, a type, … with everything between its first and its last line.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// `fn`, `struct`, …
    pub(super) kind: &'static str,
    /// `close`; of an `impl` all that it is for.
    pub(super) name: String,
    /// Its lines from the first to the last, without their indentation.
    pub(super) text: String,
    /// The name of the item that it is in, where it is in one.
    pub(super) inside: Option<String>,
}

/// Nobody reads what has moved within larger files.
const LARGEST_SOURCE: usize = 256 * 1024;

const KINDS: [&str; 9] =
    ["fn", "struct", "enum", "trait", "const", "static", "type", "impl", "union"];

const MODIFIERS: [&str; 6] = ["pub", "async", "unsafe", "default", "extern", "const"];

/// The items of a file: those that stand alone, and those in the blocks of others.
pub(super) fn items(source: &str) -> Vec<Item> {
    let lines: Vec<&str> = source.lines().collect();
    let mut items = Vec::new();
    if source.len() > LARGEST_SOURCE {
        return items;
    }
    let mut index = 0;
    while index < lines.len() {
        let end = add_item(&lines[index..], None, &mut items);
        index += end.unwrap_or(1);
    }
    items
}

/// Adds the item that begins in the first line and what is in it, and says how many lines it has.
fn add_item(lines: &[&str], inside: Option<&str>, items: &mut Vec<Item>) -> Option<usize> {
    let (kind, name) = heading(lines[0].trim_start())?;
    let length = length(lines)?;
    let lines = &lines[..length];
    let trimmed: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
    let text = trimmed.join("\n");
    items.push(Item { kind, name: name.clone(), text, inside: inside.map(str::to_string) });
    if inside.is_none() && ["impl", "trait"].contains(&kind) {
        for start in 1..length {
            add_item(&lines[start..], Some(&name), items);
        }
    }
    Some(length)
}

/// Kind and name, where a line begins an item: `pub(crate) fn close(…`.
fn heading(line: &str) -> Option<(&'static str, String)> {
    let (mut word, mut rest) = line.split_once([' ', '<'])?;
    while MODIFIERS.contains(&without_scope(word)) && begins_with_item(rest) {
        (word, rest) = rest.split_once([' ', '<'])?;
    }
    let kind = KINDS.into_iter().find(|kind| *kind == word)?;
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let name = match kind {
        "impl" => rest.trim_end_matches(['{', '}', ' ']),
        _ => rest.split(|c| !is_part(c)).next().unwrap_or_default(),
    };
    (!name.is_empty()).then(|| (kind, name.to_string()))
}

/// `pub` of `pub(crate)`
fn without_scope(word: &str) -> &str {
    word.split_once('(').map_or(word, |(word, _)| word)
}

/// What follows `const` may be a name, or `fn`.
fn begins_with_item(text: &str) -> bool {
    let word = text.split([' ', '<']).next().unwrap_or_default();
    KINDS.contains(&word) || MODIFIERS.contains(&without_scope(word))
}

/// How many lines an item has: up to the line that closes it, which is indented as the first is.
fn length(lines: &[&str]) -> Option<usize> {
    let first = lines[0].trim_end();
    if first.ends_with([';', '}']) {
        return Some(1);
    }
    let indent = first.len() - first.trim_start().len();
    let closes = |line: &&str| {
        let begins = matches!(line.as_bytes().get(indent), Some(b'}' | b')' | b']'));
        begins && line[..indent].trim().is_empty() && !line.trim_end().ends_with('{')
    };
    Some(lines.iter().position(closes)? + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
//! A file.

const LIMIT: usize = 4;

pub(crate) struct Pool<Job> {
    job: Job,
}

impl<Job: Send> Pool<Job> {
    /// Starts it.
    pub fn new(
        job: Job,
    ) -> Self {
        Self { job }
    }
}

pub const fn four() -> u8 {
    4
}
";

    #[test]
    fn items_are_found_with_their_ends() {
        let found = items(SOURCE);
        let names: Vec<String> =
            found.iter().map(|item| format!("{} {}", item.kind, item.name)).collect();
        let expected =
            ["const LIMIT", "struct Pool", "impl Job: Send> Pool<Job>", "fn new", "fn four"];
        assert_eq!(names, expected);
        assert_eq!(found[3].text, "pub fn new(\njob: Job,\n) -> Self {\nSelf { job }\n}");
        assert_eq!(found[3].inside.as_deref(), Some("Job: Send> Pool<Job>"));
    }

    #[test]
    fn odd_sources_are_no_reason_to_stop() {
        assert!(items("fn open() {\n").is_empty());
        assert!(items(&"pub ".repeat(50_000)).is_empty());
        assert!(items(&"impl X {\n".repeat(2000)).is_empty());
        items(&(0..200).map(|depth| " ".repeat(depth) + "impl X {\n").collect::<String>());
        items("  fn größe() {\n ö}\n  }\n");
    }
}
