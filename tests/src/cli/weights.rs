//! The points of checks: `--weights FILE`.

use anyhow::{Context, Error, Result, bail};
use checks::Check;
use checks::suggest::suggestion;
use std::collections::BTreeMap;
use std::fs;
use toml_edit::{DocumentMut, Item};

/// One check is worth at most this much.
const MAX_POINTS: i64 = 1000;

/// Points by topic and by check. A check without any is worth one point.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weights {
    topics: BTreeMap<String, usize>,
    checks: BTreeMap<String, usize>,
}

impl Weights {
    /// Reads a file. The error says what is wrong in it.
    pub(crate) fn read(path: &str) -> Result<Weights, String> {
        let weights = fs::read_to_string(path).map_err(Error::from).and_then(|text| parse(&text));
        weights.map_err(|error| format!("{error:#}"))
    }

    /// The points of a check: its own, else those of its topic, else one.
    pub(crate) fn points(&self, check: &Check) -> usize {
        let own = self.checks.get(check.id);
        own.or_else(|| self.topics.get(check.topic())).copied().unwrap_or(1)
    }
}

fn parse(text: &str) -> Result<Weights> {
    let document: DocumentMut = text.parse()?;
    if let Some((table, _)) = document.iter().find(|(key, _)| !["topics", "checks"].contains(key)) {
        let near = suggestion(table, ["topics", "checks"]);
        bail!("`{table}` is neither `topics` nor `checks`{near}");
    }
    let table = checks::table::all();
    let topics: Vec<&str> = table.iter().map(|check| check.topic()).collect();
    let ids: Vec<&str> = table.iter().map(|check| check.id).collect();
    Ok(Weights {
        topics: section(&document, "topics", &topics)?,
        checks: section(&document, "checks", &ids)?,
    })
}

/// The names and points of one table of the file.
fn section(document: &DocumentMut, name: &str, known: &[&str]) -> Result<BTreeMap<String, usize>> {
    let Some(item) = document.get(name) else { return Ok(BTreeMap::new()) };
    let entries = item.as_table_like().with_context(|| format!("`{name}` is not a table"))?;
    entries
        .iter()
        .map(|(key, value)| Ok((known_name(key, name, known)?, points(key, value)?)))
        .collect()
}

fn known_name(key: &str, section: &str, known: &[&str]) -> Result<String> {
    if !known.contains(&key) {
        bail!("[{section}] has no `{key}`{}", suggestion(key, known.iter().copied()));
    }
    Ok(key.to_string())
}

fn points(key: &str, value: &Item) -> Result<usize> {
    let number = value.as_integer().filter(|number| (0..=MAX_POINTS).contains(number));
    let number = number.and_then(|number| usize::try_from(number).ok());
    number.with_context(|| format!("`{key}` needs a whole number from 0 to {MAX_POINTS}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(id: &str) -> &'static Check {
        checks::table::all().into_iter().find(|check| check.id == id).expect("it is in the table")
    }

    #[test]
    fn a_check_counts_more_than_its_topic() {
        let text = "[topics]\nfiles = 2\n[checks]\n\"files/upload-is-atomic\" = 5\n";
        let weights = parse(text).expect("each name is known");
        assert_eq!(weights.points(check("files/upload-is-atomic")), 5);
        assert_eq!(weights.points(check("files/upload-replaces")), 2);
        assert_eq!(weights.points(check("echo/text")), 1);
    }

    #[test]
    fn mistakes_are_errors() {
        let mistakes = [
            ("[topics]\nfile = 2\n", "did you mean `files`"),
            ("[checks]\n\"files/uplaod-is-atomic\" = 2\n", "did you mean `files/upload-is-atomic`"),
            ("[topic]\nfiles = 2\n", "did you mean `topics`"),
            ("[topics]\nfiles = -1\n", "`files` needs a whole number"),
            ("[topics]\nfiles = 0.5\n", "`files` needs a whole number"),
            ("topics = 1\n", "`topics` is not a table"),
            ("[topics\n", "line 1"),
        ];
        for (text, expected) in mistakes {
            let error = parse(text).expect_err(text).to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
