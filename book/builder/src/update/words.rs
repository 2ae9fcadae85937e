//! The names in a text: what comes is of use from where it is named, what goes from where it is not.

use super::remainder::{Edit, Part, Target};
use crate::Files;
use std::collections::BTreeSet;
use std::path::Path;

/// The names that a part brings and those that it takes away.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    came: BTreeSet<String>,
    gone: BTreeSet<String>,
}

/// Words that say what an item is rather than how it is called, and those of paths.
const COMMON: &str = "use mod pub crate self super fn struct enum trait const static type impl for as std \
    where mut dyn Self derive";

impl Names {
    /// Those of a part, given the text that it takes away. A line within an item has none.
    pub(super) fn of(part: &Part, gone: &str) -> Names {
        if part.target == Target::Line {
            return Names::default();
        }
        let (came, gone) = match &part.edit {
            Edit::File(text) => {
                let stem = Path::new(&part.path).file_stem().unwrap_or_default();
                let name = BTreeSet::from([stem.to_string_lossy().into_owned()]);
                if text.is_some() { (name, BTreeSet::new()) } else { (BTreeSet::new(), name) }
            }
            Edit::Lines(_, came) => (declared(&came.concat()), declared(gone)),
        };
        let difference = |one: &BTreeSet<String>, other| one.difference(other).cloned().collect();
        Names { came: difference(&came, &gone), gone: difference(&gone, &came) }
    }

    /// Whether the crate names something that comes, and nothing that goes. `without` is the part itself.
    pub(super) fn suit(&self, files: &Files, without: &str) -> bool {
        let mut used: Vec<String> = files.values().flat_map(|text| code_words(text)).collect();
        for word in code_words(without) {
            if let Some(index) = used.iter().position(|other| *other == word) {
                used.swap_remove(index);
            }
        }
        let is_used = |name: &String| used.contains(name);
        (self.came.is_empty() || self.came.iter().any(is_used)) && !self.gone.iter().any(is_used)
    }
}

/// What a `use` or a `mod` line makes known, or how an item is called.
fn declared(text: &str) -> BTreeSet<String> {
    let common: BTreeSet<&str> = COMMON.split_whitespace().collect();
    let mut declared = BTreeSet::new();
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with(['/', '#']));
    for line in lines.filter(|line| !line.is_empty()) {
        let is_list = line.starts_with("use ") || line.starts_with("pub use ");
        let names = words(line).filter(|word| !common.contains(word));
        if is_list {
            // Only what no `::` follows is made known.
            declared.extend(
                names.filter(|name| !line.contains(&format!("{name}::"))).map(str::to_string),
            );
        } else {
            declared.extend(names.take(1).map(str::to_string));
            if !line.starts_with("mod ") {
                break;
            }
        }
    }
    declared
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.split(move |c| !is_part(c)).filter(|word| !word.is_empty())
}

/// The words of a text without those of its comments.
fn code_words(text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(words).map(str::to_string).collect()
}
