//! The files that differ, in the order in which to read them.

use super::tree::{Content, Tree};
use std::path::Path;

/// A file that differs. At least one side exists.
pub(super) struct Change {
    pub(super) path: String,
    pub(super) old: Option<Content>,
    pub(super) new: Option<Content>,
}

impl Change {
    /// Both texts, or the reason why there are none. A missing side is empty.
    pub(super) fn texts(&self) -> Result<[&[u8]; 2], &'static str> {
        let [old, new] = [&self.old, &self.new]
            .map(|side| side.as_ref().map_or(Ok(&[][..]), |content| content.text()));
        Ok([old?, new?])
    }

    /// The path, and a note: `src/pool.rs (new)`.
    pub(super) fn title(&self) -> String {
        let note = match (&self.old, &self.new, self.texts().map(|texts| texts.map(readable))) {
            (None, ..) => " (new)",
            (_, None, _) => " (removed)",
            (.., Ok([old, new])) if old == new => " (only the line ends differ)",
            _ => "",
        };
        readable(self.path.as_bytes()) + note
    }
}

/// The text with control characters and odd bytes made visible: they could change the terminal.
/// CR LF at the end of a line becomes LF.
pub(super) fn readable(bytes: &[u8]) -> String {
    let is_control = |c: char| c.is_control() && c != '\n' && c != '\t';
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().replace("\r\n", "\n").chars() {
            if is_control(c) { text.extend(c.escape_default()) } else { text.push(c) }
        }
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    text
}

/// The files that differ: `src/main.rs`, other sources, other files, the manifest, pages.
pub(super) fn between(mut old: Tree, new: Tree) -> Vec<Change> {
    let pair = |(path, new)| Change { old: old.remove(&path), path, new: Some(new) };
    let mut changes: Vec<Change> = new.into_iter().map(pair).collect();
    changes.extend(old.into_iter().map(|(path, old)| Change { path, old: Some(old), new: None }));
    changes.retain(|change| change.old != change.new);
    changes.sort_by(|one, other| rank(&one.path).cmp(&rank(&other.path)));
    changes
}

fn rank(path: &str) -> (u8, &str) {
    let rank = match path {
        "src/main.rs" => 0,
        "Cargo.toml" => 3,
        _ if path.starts_with("www/") => 4,
        _ if Path::new(path).extension().is_some_and(|extension| extension == "rs") => 1,
        _ => 2,
    };
    (rank, path)
}
