//! What the book says of stages and checks, from where it is true.

use checks::suggest::suggestion;
use checks::{Check, Stage, stages};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The stage that a directive names by its number, or the elective by its name.
///
/// # Errors
///
/// Where it names none.
pub fn stage(name: &str) -> Result<Stage, String> {
    let stage = Stage::SERVERS.into_iter().find(|stage| stage.name() == name);
    stage.ok_or_else(|| format!("there is no stage `{name}`: they are 1 to 7, and `event-loop`"))
}

/// The check of this id, which has to hold at the stage of the chapter.
///
/// # Errors
///
/// Where there is no such check, or it is asked of other stages.
pub fn check(id: &str, stage: Stage) -> Result<&'static Check, String> {
    let table = checks::table::all();
    let found = table.iter().find(|check| check.id == id);
    let found = found.ok_or_else(|| {
        format!("there is no check `{id}`{}", suggestion(id, table.iter().map(|check| check.id)))
    })?;
    if found.stages.contains(stage) {
        Ok(found)
    } else {
        Err(format!("`{id}` is no check of {}", stage.title()))
    }
}

/// These checks, with what they claim.
#[must_use]
pub fn passes(checks: &[&Check]) -> String {
    let items = checks.iter().map(|check| format!("- `{}`: {}\n", check.id, check.expect));
    items.collect()
}

/// The checks that this stage is the first to pass.
#[must_use]
pub fn new_checks(stage: Stage) -> String {
    let table = checks::table::all();
    claims(table.into_iter().filter(|check| check.chapter() == Some(stage)))
}

/// What this stage does not survive, folded together by the stage that mends it. The next one to do so
/// is unfolded. The event-loop elective comes after stage 7.
#[must_use]
pub fn weaknesses(stage: Stage) -> String {
    let mut folds = String::new();
    for mending in Stage::SERVERS {
        let mended = mended(stage, mending);
        if !mended.is_empty() {
            folds.push_str(&fold(folds.is_empty(), mending, &mended));
        }
    }
    folds
}

/// The weaknesses of a stage that a later server is the first to mend.
fn mended(stage: Stage, mending: Stage) -> Vec<&'static Check> {
    let is_mended = |check: &&Check| {
        let next = check.stages.iter().find(|holds| *holds > stage);
        check.fails_on.contains(stage) && next == Some(mending)
    };
    checks::table::all().into_iter().filter(is_mended).collect()
}

fn fold(is_open: bool, mending: Stage, checks: &[&Check]) -> String {
    let open = if is_open { " open" } else { "" };
    let place = match mending {
        Stage::EVENT_LOOP => "in the event-loop elective".to_string(),
        stage => format!("from stage {} on", stage.number()),
    };
    let count = match checks.len() {
        1 => "One check that holds".to_string(),
        count => format!("{count} checks that hold"),
    };
    let rows = claims(checks.iter().copied());
    format!("<details{open}>\n<summary>{count} {place}</summary>\n\n{rows}\n</details>\n\n")
}

fn claims<'a>(checks: impl Iterator<Item = &'a Check>) -> String {
    let rows = checks.map(|check| row(&[code(check.id), cell(check.expect)])).collect::<String>();
    format!("| Check | What is expected |\n|---|---|\n{rows}")
}

/// The stages in a row each. Those with a chapter in this folder are links.
///
/// # Errors
///
/// Where the sources of a stage cannot be read.
pub fn overview(chapters: &Path) -> Result<String, String> {
    let table = checks::table::all();
    let mut rows = String::new();
    for stage in Stage::ALL {
        let held = table.iter().filter(|check| check.stages.contains(stage)).count();
        let name = linked(stage, chapters);
        let lines = lines_of_code(stage)?.to_string();
        rows.push_str(&row(&[name, cell(stage.lesson()), lines, held.to_string()]));
    }
    Ok(format!("| Stage | Lesson | Lines of code | Checks |\n|---|---|--:|--:|\n{rows}"))
}

fn linked(stage: Stage, chapters: &Path) -> String {
    let page = format!("{stage}.md");
    let name = stage.package().trim_start_matches("stage0").replacen('-', " ", 1);
    if fs::exists(chapters.join(&page)).unwrap_or_default() {
        format!("[{name}]({page})")
    } else {
        name
    }
}

/// How many lines of Rust a stage has, without comments and blank lines.
///
/// # Errors
///
/// Where its sources cannot be read.
pub fn lines_of_code(stage: Stage) -> Result<usize, String> {
    let sources = stages::sources(stage)?;
    let rust = sources.iter().filter(|(path, _)| crate::changes::is_rust(path));
    let is_code = |line: &&[u8]| {
        let line = line.trim_ascii();
        !line.is_empty() && !line.starts_with(b"//")
    };
    Ok(rust.map(|(_, text)| text.split(|byte| *byte == b'\n').filter(is_code).count()).sum())
}

/// What the stage answers to `--help`, as the reader's own server would.
///
/// # Errors
///
/// Where it takes no options, or cannot be built and run.
pub fn options(stage: Stage) -> Result<String, String> {
    if !stage.takes_options() {
        return Err(format!("stage {} takes no options", stage.number()));
    }
    let program = stages::executable(stage)?;
    let output = Command::new(program).arg("--help").output();
    let output = output.map_err(|error| format!("cannot run {}: {error}", program.display()))?;
    let help = String::from_utf8_lossy(&output.stdout);
    Ok(format!("```text\n{}\n```\n", help.trim_end().replace(stage.package(), crate::reader::NAME)))
}

fn row<const N: usize>(cells: &[String; N]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

fn code(text: &str) -> String {
    format!("`{}`", cell(text))
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(number: u8) -> Stage {
        Stage::new(number).expect("there is such a stage")
    }

    #[test]
    fn the_tables_have_a_row_for_each_check() {
        let table = checks::table::all();
        for stage in Stage::ALL {
            let new = table.iter().filter(|check| check.chapter() == Some(stage)).count();
            assert_eq!(new_checks(stage).lines().count(), new + 2, "{stage}");
            let weak = table.iter().filter(|check| check.fails_on.contains(stage)).count();
            let rows = weaknesses(stage).lines().filter(|line| line.starts_with("| `")).count();
            assert_eq!(rows, weak, "{stage}");
        }
    }

    #[test]
    fn a_weakness_is_mended_later() {
        for stage in Stage::ALL {
            for summary in weaknesses(stage).lines().filter(|line| line.starts_with("<summary>")) {
                let mending = summary.split_once("from stage ").map(|(_, rest)| &rest[..1]);
                let mending = mending.and_then(|number| number.parse::<u8>().ok());
                let is_elective = summary.ends_with("in the event-loop elective</summary>");
                let is_later = mending.is_some_and(|number| number > stage.number());
                assert!(is_later || is_elective, "{summary}");
            }
        }
    }

    #[test]
    fn the_next_stage_to_mend_something_is_unfolded() {
        let folds = weaknesses(stage(3));
        assert!(folds.starts_with("<details open>\n<summary>8 checks that hold from stage 5 on"));
        assert_eq!(folds.matches("<details open>").count(), 1, "{folds}");
    }

    #[test]
    fn code_is_what_is_no_comment() {
        let lines = lines_of_code(stage(1)).expect("it can be read");
        let source = include_str!("../../../stage01-tcp-echo/src/main.rs");
        assert!(lines > 20 && lines < source.lines().count(), "{lines}");
    }

    #[test]
    fn options_are_those_of_the_readers_server() {
        let help = options(stage(5)).expect("it takes options");
        assert!(help.contains("Usage: my-server") && help.contains("--timeout"), "{help}");
        assert_eq!(options(stage(2)), Err("stage 2 takes no options".to_string()));
    }

    #[test]
    fn checks_are_those_of_the_stage() {
        let error = |id: &str| check(id, stage(1)).expect_err("it is wrong");
        assert_eq!(
            error("echo/texd"),
            format!("there is no check `echo/texd`{}", suggestion("echo/texd", ["echo/text"]))
        );
        let later =
            checks::table::all().into_iter().find(|check| check.chapter() == Some(stage(2)));
        let id = later.expect("stage 2 has checks").id;
        assert_eq!(error(id), format!("`{id}` is no check of stage 1"));
    }
}
