//! Whether the last step of a chapter is the stage.

use crate::Files;
use std::collections::BTreeSet;

/// In what the files of the last step differ from those that they have to be: a sentence a file.
#[must_use]
pub fn differences(last: &Files, stage: &Files) -> Vec<String> {
    let paths: BTreeSet<&String> = last.keys().chain(stage.keys()).collect();
    paths.into_iter().filter_map(|path| difference(path, last.get(path), stage.get(path))).collect()
}

fn difference(path: &str, last: Option<&String>, stage: Option<&String>) -> Option<String> {
    match (last, stage) {
        (Some(last), Some(stage)) if last != stage => Some(first_line(path, last, stage)),
        (Some(_), None) => Some(format!("leaves `{path}`, which the stage does not have")),
        (None, Some(_)) => Some(format!("ends the chapter without `{path}`, which the stage has")),
        _ => None,
    }
}

fn first_line(path: &str, last: &str, stage: &str) -> String {
    let (mut ours, mut theirs) = (last.split('\n'), stage.split('\n'));
    let mut number = 1;
    loop {
        let (one, other) = (ours.next(), theirs.next());
        if one != other {
            let [one, other] = [one, other].map(|line| line.unwrap_or("the end of the file"));
            return format!(
                "ends the chapter with another `{path}` than the stage: line {number} is\n    {one}\nand in the stage\n    {other}"
            );
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(all: &[(&str, &str)]) -> Files {
        all.iter().map(|(path, text)| ((*path).to_string(), (*text).to_string())).collect()
    }

    #[test]
    fn each_file_that_differs_is_told() {
        let last = files(&[("a", "1\n2\n"), ("b", ""), ("same", "x")]);
        let stage = files(&[("a", "1\n3\n"), ("c", ""), ("same", "x")]);
        let expected = [
            "ends the chapter with another `a` than the stage: line 2 is\n    2\nand in the stage\n    3",
            "leaves `b`, which the stage does not have",
            "ends the chapter without `c`, which the stage has",
        ];
        assert_eq!(differences(&last, &stage), expected);
        assert!(differences(&last, &last).is_empty());
    }

    #[test]
    fn a_missing_line_feed_at_the_end_is_told() {
        let told = differences(&files(&[("a", "1")]), &files(&[("a", "1\n")]));
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("line 2 is\n    the end of the file\n"), "{}", told[0]);
    }
}
