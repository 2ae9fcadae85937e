//! The difference as a patch: `patch -p1` and `git apply` accept it.

use super::change::Change;
use super::lines::{Block, LineDiff};
use std::path::Path;
use std::time::Instant;

/// What `patch` and git call the file that is not there.
const NOTHING: &str = "/dev/null";

/// All changes as one patch.
pub(super) fn patch(changes: &[Change], deadline: Instant) -> Vec<u8> {
    changes.iter().flat_map(|change| of_file(change, deadline)).collect()
}

fn of_file(change: &Change, deadline: Instant) -> Vec<u8> {
    let [old, new] = ["a", "b"].map(|side| name(side, change.path()));
    let mut patch = format!("diff --git {old} {new}\n");
    if change.old.is_none() {
        patch += "new file mode 100644\n";
    }
    if change.new.is_none() {
        patch += "deleted file mode 100644\n";
    }
    let old = if change.old.is_some() { &old } else { NOTHING };
    let new = if change.new.is_some() { &new } else { NOTHING };
    let Some((before, after)) = change.texts() else {
        return format!("{patch}Binary files {old} and {new} differ\n").into_bytes();
    };
    let diff = LineDiff::new(before, after, deadline);
    let mut patch = patch.into_bytes();
    let hunks = hunks(&diff);
    if !hunks.is_empty() {
        patch.extend(format!("--- {}\n+++ {}\n", ended(old), ended(new)).bytes());
    }
    patch.extend(hunks);
    patch
}

fn hunks(diff: &LineDiff) -> Vec<u8> {
    let mut patch = Vec::new();
    for hunk in diff.hunks() {
        patch.extend(hunk.header.bytes().chain(*b"\n"));
        for block in &hunk.blocks {
            match block {
                Block::Same(lines) => push(&mut patch, b' ', lines),
                Block::Changed { gone, came } => {
                    push(&mut patch, b'-', gone);
                    push(&mut patch, b'+', came);
                }
            }
        }
    }
    patch
}

fn push(patch: &mut Vec<u8>, mark: u8, lines: &[&[u8]]) {
    for line in lines {
        patch.push(mark);
        patch.extend(*line);
        if !line.ends_with(b"\n") {
            patch.extend(b"\n\\ No newline at end of file\n");
        }
    }
}

/// `a/src/main.rs`, between quotes where a character would be misread.
fn name(side: &str, path: &Path) -> String {
    let parts = path.components().map(|part| part.as_os_str().as_encoded_bytes());
    let bytes =
        parts.fold(side.as_bytes().to_vec(), |name, part| [&name, b"/".as_slice(), part].concat());
    match str::from_utf8(&bytes) {
        Ok(name) if !name.contains(|c: char| c.is_control() || c == '"' || c == '\\') => {
            name.to_string()
        }
        _ => format!("\"{}\"", bytes.iter().copied().map(escaped).collect::<String>()),
    }
}

fn escaped(byte: u8) -> String {
    match byte {
        b'"' | b'\\' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\{byte:03o}"),
    }
}

/// Without the tab, `patch` takes a name to end at its first space.
fn ended(name: &str) -> String {
    if name.contains(' ') { format!("{name}\t") } else { name.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_names_are_quoted() {
        assert_eq!(name("a", Path::new("src/main.rs")), "a/src/main.rs");
        assert_eq!(name("b", Path::new("größe x.rs")), "b/größe x.rs");
        assert_eq!(name("b", Path::new("a\"\n.rs")), "\"b/a\\\"\\012.rs\"");
        assert_eq!(ended("a/b c"), "a/b c\t");
    }
}
