//! Which files of two trees differ, and which were renamed.

use super::lines::overlap;
use super::tree::{Content, Tree};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A new file that is so like a removed one is that one under another name.
const RENAMED: f64 = 0.6;

/// With more new or removed files than this, none of them is looked for among the others.
const MOST_RENAMED: usize = 40;

/// It would take too long to look for larger ones, in bytes.
const LARGEST_RENAMED: usize = 256 * 1024;

/// A file that differs: what it was, and what it is. At least one of both is there.
pub(super) struct Change {
    pub(super) old: Option<Version>,
    pub(super) new: Option<Version>,
}

/// A file as it is in one of two trees.
pub(super) struct Version {
    pub(super) path: PathBuf,
    pub(super) content: Content,
}

impl Change {
    /// The path that it has, or had.
    pub(super) fn path(&self) -> &Path {
        let version = self.new.as_ref().or(self.old.as_ref());
        version.map_or(Path::new(""), |version| &version.path)
    }

    /// Both texts, where neither side is binary. A side that is missing has an empty text.
    pub(super) fn texts(&self) -> Option<(&[u8], &[u8])> {
        Some((text(self.old.as_ref())?, text(self.new.as_ref())?))
    }

    /// What there is to say where there are no texts.
    pub(super) fn why_no_text(&self) -> &'static str {
        let mut versions = self.old.iter().chain(&self.new);
        if versions.any(|version| matches!(version.content, Content::Large { .. })) {
            "too large to be compared line by line"
        } else {
            "no text"
        }
    }

    /// The path, and what became of it: `src/pool.rs (new)`.
    pub(super) fn title(&self) -> String {
        let path = readable(&self.path().to_string_lossy());
        match (self.renamed_from(), &self.old, &self.new) {
            (Some(from), _, _) => {
                format!("{path} (was {})", readable(&from.to_string_lossy()))
            }
            (_, None, _) => format!("{path} (new)"),
            (_, _, None) => format!("{path} (removed)"),
            _ => path,
        }
    }

    /// The path that it had, where that is another one.
    pub(super) fn renamed_from(&self) -> Option<&Path> {
        let (old, new) = (self.old.as_ref()?, self.new.as_ref()?);
        (old.path != new.path).then_some(old.path.as_path())
    }
}

/// The text, with visible control characters: they might change the terminal.
pub(super) fn readable(text: &str) -> String {
    if !text.contains(|c: char| c.is_control() && c != '\t') {
        return text.to_string();
    }
    let visible = |c: char| {
        if c.is_control() && c != '\t' { c.escape_default().to_string() } else { c.to_string() }
    };
    text.chars().map(visible).collect()
}

fn text(version: Option<&Version>) -> Option<&[u8]> {
    version.map_or(Some(&[]), |version| version.content.text())
}

/// The files that differ, by path. Huge files that nothing is known of by the deadline are among them.
pub(super) fn between(old: Tree, mut new: Tree, deadline: Instant) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    for (path, before) in old {
        let after = new.remove(&path);
        if let Some(after) = &after
            && before.equals(after, deadline)?
        {
            continue;
        }
        let new = after.map(|content| Version { path: path.clone(), content });
        changes.push(Change { old: Some(Version { path, content: before }), new });
    }
    changes.extend(
        new.into_iter()
            .map(|(path, content)| Change { old: None, new: Some(Version { path, content }) }),
    );
    changes.sort_by(|one, other| one.path().cmp(other.path()));
    Ok(changes)
}

/// Makes one change of each pair of a removed and a new file with nearly the same content.
pub(super) fn join_renamed(mut changes: Vec<Change>, deadline: Instant) -> Vec<Change> {
    for (_, from, to) in renamed(&changes, deadline) {
        if changes[from].old.is_some() && changes[to].old.is_none() {
            changes[to].old = changes[from].old.take();
        }
    }
    changes.retain(|change| change.old.is_some() || change.new.is_some());
    changes
}

/// Pairs of a removed and a new file that may be one, the likest first.
fn renamed(changes: &[Change], deadline: Instant) -> Vec<(f64, usize, usize)> {
    let indices = |is_wanted: fn(&Change) -> bool| -> Vec<usize> {
        (0..changes.len()).filter(|index| is_wanted(&changes[*index])).collect()
    };
    let removed = indices(|change| change.new.is_none());
    let added = indices(|change| change.old.is_none());
    if removed.len() > MOST_RENAMED || added.len() > MOST_RENAMED {
        return Vec::new();
    }
    let pairs = removed.iter().flat_map(|from| added.iter().map(move |to| (*from, *to)));
    let pairs = pairs.take_while(|_| Instant::now() < deadline);
    let scored = pairs.map(|(from, to)| {
        (likeness(changes[from].old.as_ref(), changes[to].new.as_ref()), from, to)
    });
    let mut likely: Vec<_> = scored.filter(|(likeness, ..)| *likeness > RENAMED).collect();
    likely.sort_by(|one, other| other.0.total_cmp(&one.0));
    likely
}

fn likeness(old: Option<&Version>, new: Option<&Version>) -> f64 {
    let (Some(old), Some(new)) = (text(old), text(new)) else { return 0.0 };
    let (shorter, longer) = (old.len().min(new.len()), old.len().max(new.len()));
    // Files of very different sizes need not be compared, and two empty ones say nothing.
    if shorter * 4 <= longer || longer > LARGEST_RENAMED {
        return 0.0;
    }
    let is_end = |byte: &u8| *byte == b'\n';
    overlap(old.split(is_end), new.split(is_end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn tree(files: &[(&str, &str)]) -> Tree {
        let content = |text: &str| Content::Bytes(text.as_bytes().to_vec());
        files.iter().map(|(path, text)| (path.into(), content(text))).collect()
    }

    fn described(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<String> {
        let later = Instant::now() + Duration::from_secs(600);
        let changes = between(tree(old), tree(new), later).expect("nothing has to be read");
        let describe = |change: &Change| match (&change.old, &change.new) {
            (Some(old), Some(new)) => {
                format!("{} → {}", old.path.display(), new.path.display())
            }
            (Some(old), None) => format!("{} →", old.path.display()),
            (_, new) => format!("→ {}", new.as_ref().map_or("", |_| "new")),
        };
        join_renamed(changes, later).iter().map(describe).collect()
    }

    #[test]
    fn equal_files_are_no_change() {
        assert!(described(&[("a", "x")], &[("a", "x")]).is_empty());
        assert_eq!(described(&[("a", "x")], &[("a", "y")]), ["a → a"]);
    }

    #[test]
    fn a_new_file_that_is_like_a_removed_one_is_renamed() {
        let (old, new) = ("1\n2\n3\n4\n", "1\n2\n3\nfour\n");
        assert_eq!(described(&[("a", old)], &[("b", new)]), ["a → b"]);
        assert_eq!(described(&[("a", old)], &[("b", "other\n")]), ["a →", "→ new"]);
    }

    #[test]
    fn the_likest_file_is_taken() {
        let text = "1\n2\n3\n4\n";
        let old = [("a", "1\n2\n3\nfour\n"), ("b", text)];
        assert_eq!(described(&old, &[("c", text)]), ["a →", "b → c"]);
    }

    #[test]
    fn empty_files_are_not_renamed() {
        assert_eq!(described(&[("a", "")], &[("b", "")]), ["a →", "→ new"]);
    }
}
