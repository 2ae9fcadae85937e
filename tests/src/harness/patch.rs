//! Writes the difference of two sets of files as a patch, as git does.

use crate::sources::Files;
use similar::{Algorithm, TextDiff};
use std::collections::BTreeSet;

/// The patch from one set of files to another.
#[must_use]
pub fn patch(before: &Files, after: &Files) -> String {
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    paths.into_iter().map(|path| patch_of(path, before.get(path), after.get(path))).collect()
}

fn patch_of(path: &str, before: Option<&String>, after: Option<&String>) -> String {
    if before == after {
        return String::new();
    }
    let (mut old, mut new, mut mode) = (format!("a/{path}"), format!("b/{path}"), "");
    if before.is_none() {
        (old, mode) = ("/dev/null".to_string(), "new file mode 100644\n");
    }
    if after.is_none() {
        (new, mode) = ("/dev/null".to_string(), "deleted file mode 100644\n");
    }
    let text = |side: Option<&String>| side.cloned().unwrap_or_default();
    let (before, after) = (text(before), text(after));
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(&before, &after);
    format!("diff --git a/{path} b/{path}\n{mode}{}", diff.unified_diff().header(&old, &new))
}
