//! The checks that a server is known to fail: a line each, `id: reason`, in `tests/fixtures/external/NAME.known`.

use checks::stages::workspace;
use std::collections::BTreeMap;
use std::fs;

/// Ids and reasons.
pub type Known = BTreeMap<String, String>;

/// Reads the list of this server.
///
/// # Panics
///
/// If there is no list, or if a line has no reason.
pub fn of(server: &str) -> Known {
    let path = workspace().join(format!("tests/fixtures/external/{server}.known"));
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let pair = |line: &str| {
        let (id, reason) =
            line.split_once(": ").unwrap_or_else(|| panic!("{server}: no reason: {line}"));
        (id.to_string(), reason.to_string())
    };
    lines.map(pair).collect()
}
