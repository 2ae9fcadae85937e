//! The difference as a patch: `patch -p1` and `git apply` accept it.

use super::change::Change;
use super::lines::{diff, header};
use std::time::Instant;

/// The name of a missing file for `patch` and git.
const NOTHING: &str = "/dev/null";

/// All changes as one patch.
pub(super) fn patch(changes: &[Change], deadline: Instant) -> Vec<u8> {
    changes.iter().flat_map(|change| of_file(change, deadline)).collect()
}

fn of_file(change: &Change, deadline: Instant) -> Vec<u8> {
    let [old, new] = ["a", "b"].map(|side| quoted(&format!("{side}/{}", change.path)));
    let (mode, from, to) = match (&change.old, &change.new) {
        (None, _) => ("new file mode 100644\n", NOTHING, new.as_str()),
        (_, None) => ("deleted file mode 100644\n", old.as_str(), NOTHING),
        _ => ("", old.as_str(), new.as_str()),
    };
    let start = format!("diff --git {old} {new}\n{mode}");
    let names = format!("--- {}\n+++ {}\n", ended(from), ended(to));
    let (names, hunks) = match change.texts() {
        Ok(texts) if texts[0] == texts[1] => (String::new(), Vec::new()),
        Ok(texts) => (names, hunks(texts, deadline)),
        Err(_) => (format!("Binary files {from} and {to} differ\n"), Vec::new()),
    };
    [start.into_bytes(), names.into_bytes(), hunks].concat()
}

fn hunks(texts: [&[u8]; 2], deadline: Instant) -> Vec<u8> {
    let lines = texts.map(|text| text.split_inclusive(|byte| *byte == b'\n').collect());
    let diff = diff(lines, deadline);
    let mut patch = Vec::new();
    for hunk in diff.unified_diff().iter_hunks() {
        patch.extend(format!("{}\n", header(&diff, &hunk)).bytes());
        for change in hunk.iter_changes() {
            patch.extend(change.tag().to_string().bytes());
            patch.extend(change.value());
            // Not `missing_newline`, for which a carriage return ends a line as well.
            if !change.value().ends_with(b"\n") {
                patch.extend(b"\n\\ No newline at end of file\n");
            }
        }
    }
    patch
}

/// A name between quotes, if it has a character that would be misread.
fn quoted(name: &str) -> String {
    let is_odd = name.contains(|c: char| c.is_control() || c == '"' || c == '\\');
    if is_odd { format!("{name:?}") } else { name.to_string() }
}

/// Without a tab after it, `patch` ends a name at its first space.
fn ended(name: &str) -> String {
    if name.contains(' ') { format!("{name}\t") } else { name.to_string() }
}
