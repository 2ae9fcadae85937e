//! Patches as git writes them.

use crate::Files;
use similar::{Algorithm, TextDiff};
use std::collections::BTreeSet;

/// The patch from one state of the crate to another. It is empty where they are the same.
pub(super) fn patch(before: &Files, after: &Files) -> String {
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    paths.into_iter().map(|path| of_file(path, before.get(path), after.get(path))).collect()
}

fn of_file(path: &str, before: Option<&String>, after: Option<&String>) -> String {
    if before == after {
        return String::new();
    }
    let mut header = format!("diff --git a/{path} b/{path}\n");
    let (mut old, mut new) = (format!("a/{path}"), format!("b/{path}"));
    if before.is_none() {
        header.push_str("new file mode 100644\n");
        old = "/dev/null".to_string();
    }
    if after.is_none() {
        header.push_str("deleted file mode 100644\n");
        new = "/dev/null".to_string();
    }
    let text = |side: Option<&String>| side.cloned().unwrap_or_default();
    let (before, after) = (text(before), text(after));
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(&before, &after);
    header + &diff.unified_diff().header(&old, &new).to_string()
}
