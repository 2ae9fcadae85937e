//! `{{#minutes stage04*}}`: how long the sections of some pages take a reader who tries to write them.

use checks::stages::workspace;
use regex::Regex;
use std::fs;
use std::sync::LazyLock;

/// How a section says it.
static MINUTES: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"Your turn, (\d+) minutes").expect("it is a right pattern"));

/// The sum of the minutes on this page, or on all whose names begin like this if a `*` follows.
pub fn minutes(page: &str) -> Result<u32, String> {
    let unreadable = |error| format!("cannot read the pages: {error}");
    let mut sum = 0;
    for entry in fs::read_dir(workspace().join("book/src")).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let is_named = page.strip_suffix('*').map_or(name == page, |start| name.starts_with(start));
        if is_named && path.extension().is_some_and(|extension| extension == "md") {
            sum += sum_of(&fs::read_to_string(&path).map_err(unreadable)?);
        }
    }
    if sum == 0 { Err(format!("no section of `{page}` says its minutes")) } else { Ok(sum) }
}

fn sum_of(text: &str) -> u32 {
    MINUTES.captures_iter(text).filter_map(|found| found[1].parse::<u32>().ok()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minutes_of_a_chapter_are_those_of_its_pages() {
        let pages = ["stage04", "stage04-files", "stage04-json"].map(minutes);
        let sum: u32 = pages.iter().flatten().sum();
        assert!(pages.iter().all(Result::is_ok), "{pages:?}");
        assert_eq!(minutes("stage04*"), Ok(sum));
        assert!(minutes("stage08").is_err());
        assert_eq!(sum_of("**Your turn, 5 minutes.** A\n\n**Your turn, 20 minutes.**"), 25);
    }
}
