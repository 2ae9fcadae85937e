//! Which files of two trees differ, and which were renamed.

use super::lines::LineDiff;
use super::tree::{Content, Tree};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// A new file that is so like a removed one is that one under another name.
const RENAMED: f64 = 0.5;

/// With more new or removed files than this, none of them is looked for among the others.
const MOST_RENAMED: usize = 60;

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
    let visible = |c: char| {
        if c.is_control() && c != '\t' { c.escape_default().to_string() } else { c.to_string() }
    };
    text.chars().map(visible).collect()
}

fn text(version: Option<&Version>) -> Option<&[u8]> {
    version.map_or(Some(&[]), |version| version.content.text())
}

/// The files that differ, by path.
pub(super) fn between(old: Tree, mut new: Tree) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    for (path, before) in old {
        let after = new.remove(&path);
        if let Some(after) = &after
            && before.equals(after)?
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
pub(super) fn join_renamed(changes: Vec<Change>) -> Vec<Change> {
    let (mut removed, others): (Vec<_>, Vec<_>) =
        changes.into_iter().partition(|change| change.new.is_none());
    let (mut added, mut joined): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|change| change.old.is_none());
    if removed.len() <= MOST_RENAMED && added.len() <= MOST_RENAMED {
        while let Some((from, to)) = likest(&removed, &added) {
            let (from, to) = (removed.swap_remove(from), added.swap_remove(to));
            joined.push(Change { old: from.old, new: to.new });
        }
    }
    joined.extend(removed.into_iter().chain(added));
    joined.sort_by(|one, other| one.path().cmp(other.path()));
    joined
}

/// The indices of the two files that are most like one another.
fn likest(removed: &[Change], added: &[Change]) -> Option<(usize, usize)> {
    let mut best = (RENAMED, None);
    for (from, gone) in removed.iter().enumerate() {
        for (to, came) in added.iter().enumerate() {
            let likeness = likeness(gone.old.as_ref(), came.new.as_ref());
            if likeness > best.0 {
                best = (likeness, Some((from, to)));
            }
        }
    }
    best.1
}

fn likeness(old: Option<&Version>, new: Option<&Version>) -> f64 {
    match (text(old), text(new)) {
        // Files of very different sizes need not be compared. Two empty ones say nothing.
        (Some(old), Some(new)) if old.len().min(new.len()) * 4 > old.len().max(new.len()) => {
            LineDiff::new(old, new).likeness()
        }
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        let content = |text: &str| Content::Bytes(text.as_bytes().to_vec());
        files.iter().map(|(path, text)| (path.into(), content(text))).collect()
    }

    fn described(old: &[(&str, &str)], new: &[(&str, &str)]) -> Vec<String> {
        let changes = between(tree(old), tree(new)).expect("nothing has to be read");
        let describe = |change: &Change| match (&change.old, &change.new) {
            (Some(old), Some(new)) => {
                format!("{} → {}", old.path.display(), new.path.display())
            }
            (Some(old), None) => format!("{} →", old.path.display()),
            (_, new) => format!("→ {}", new.as_ref().map_or("", |_| "new")),
        };
        join_renamed(changes).iter().map(describe).collect()
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
