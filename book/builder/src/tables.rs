//! Tables about stages and checks, made from the check table and the sources.

use checks::suggest::suggestion;
use checks::{Check, Stage, Stages, stages};
use regex::Regex;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

/// The stage of this number (`3` or `stage03`), or the elective of this name.
pub fn stage(name: &str) -> Result<Stage, String> {
    let is_named = |stage: &Stage| stage.name() == name || stage.to_string() == name;
    let stage = Stage::SERVERS.into_iter().find(is_named);
    stage.ok_or_else(|| format!("there is no stage `{name}`: they are 1 to 7, and `event-loop`"))
}

/// The check of this id.
fn find(id: &str) -> Result<&'static Check, String> {
    let table = checks::table::all();
    let found = table.iter().find(|check| check.id == id).copied();
    found.ok_or_else(|| {
        format!("there is no check `{id}`{}", suggestion(id, table.iter().map(|check| check.id)))
    })
}

/// The check of this id. It must be a check of this stage.
pub fn check(id: &str, stage: Stage) -> Result<&'static Check, String> {
    let found = find(id)?;
    if found.stages.contains(stage) {
        Ok(found)
    } else {
        Err(format!("`{id}` is no check of {}", stage.title()))
    }
}

/// Links to these checks on the page with all of them. mdBook's place of `echo/text` is `echotext`.
pub fn links(ids: &[&str]) -> Result<String, String> {
    let link =
        |check: &Check| format!("[`{0}`](checks.md#{1})", check.id, check.id.replace('/', ""));
    let links: Result<Vec<_>, _> = ids.iter().map(|id| find(id).map(link)).collect();
    Ok(links?.join(", "))
}

/// These checks, with who asks for them and what they expect.
#[must_use]
pub fn passes(checks: &[&Check]) -> String {
    let item = |check: &&Check| {
        format!("- `{}` ({}): {}\n", check.id, check.authority(), prose(check.expect))
    };
    checks.iter().map(item).collect()
}

/// All checks by topic, below a list of the topics. A table of five columns would not fit on a telephone.
#[must_use]
pub fn all_checks() -> String {
    let mut topics: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for check in checks::table::all() {
        topics.entry(check.topic()).or_default().push(definition(check));
    }
    let link = |(topic, checks): (&&str, &Vec<_>)| format!("[{topic}](#{topic}) {}", checks.len());
    let links: Vec<String> = topics.iter().map(link).collect();
    let lists = topics.iter().map(|(topic, checks)| format!("## {topic}\n\n{}", checks.concat()));
    format!("{}\n\n{}", links.join(" · "), lists.collect::<String>())
}

/// One check with all that the table says about it.
fn definition(check: &Check) -> String {
    let fails = match check.fails_on {
        Stages::NONE => String::new(),
        stages => format!("; known to fail: {}", servers(stages)),
    };
    claim(check, &format!("; stages: {}{fails}", servers(check.stages)))
}

/// One check with what it expects, who asks for that, and more about it.
fn claim(check: &Check, more: &str) -> String {
    format!("`{}`\n: {}\\\n  *{}{more}*\n\n", check.id, prose(check.expect), check.authority())
}

/// `3+` for stage 3, all stages after it, and the elective.
fn servers(stages: Stages) -> String {
    let first = stages.first().filter(|first| !first.is_elective());
    match first.map(Stage::number) {
        Some(first) if stages == Stages::since(first) => format!("{first}+"),
        _ => stages.names(),
    }
}

/// The checks that this stage is the first to pass, folded together.
#[must_use]
pub fn new_checks(stage: Stage) -> String {
    let mut new = checks::table::all();
    new.retain(|check| check.chapter() == Some(stage));
    fold("", &format!("{} checks", new.len()), &new)
}

/// The checks that this stage fails, folded together by the stage that fixes them. The next fix is
/// unfolded. The event-loop elective comes after stage 7.
#[must_use]
pub fn weaknesses(stage: Stage) -> String {
    let mut folds = String::new();
    for fixing in Stage::SERVERS {
        let fixed = fixed(stage, fixing);
        if !fixed.is_empty() {
            let open = if folds.is_empty() { " open" } else { "" };
            folds.push_str(&fold(open, &held(fixed.len(), fixing), &fixed));
        }
    }
    folds
}

/// The weaknesses of a stage that a later server is the first to fix.
fn fixed(stage: Stage, fixing: Stage) -> Vec<&'static Check> {
    let is_fixed = |check: &&Check| {
        let next = check.stages.iter().find(|holds| *holds > stage);
        check.fails_on.contains(stage) && next == Some(fixing)
    };
    checks::table::all().into_iter().filter(is_fixed).collect()
}

/// `3 checks that hold from stage 5 on`
fn held(count: usize, since: Stage) -> String {
    let checks = if count == 1 { "check that holds" } else { "checks that hold" };
    match since {
        Stage::EVENT_LOOP => format!("{count} {checks} in the event-loop elective"),
        stage => format!("{count} {checks} from stage {} on", stage.number()),
    }
}

fn fold(open: &str, summary: &str, checks: &[&Check]) -> String {
    let list: String = checks.iter().map(|check| claim(check, "")).collect();
    format!("<details{open}>\n<summary>{summary}</summary>\n\n{list}</details>\n\n")
}

/// The stages in a row each. Those with a chapter in this folder are links.
pub fn overview(chapters: &Path) -> Result<String, String> {
    let table = checks::table::all();
    let mut rows = String::new();
    for stage in Stage::ALL {
        let held = table.iter().filter(|check| check.stages.contains(stage)).count();
        let name = linked(stage, chapters);
        let lines = lines_of_code(stage)?.to_string();
        rows.push_str(&row(&[name, stage.lesson().to_string(), lines, held.to_string()]));
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
pub fn lines_of_code(stage: Stage) -> Result<usize, String> {
    let sources = stages::sources(stage)?;
    let rust = sources.iter().filter(|(path, _)| crate::changes::is_rust(path));
    let is_code = |line: &&[u8]| {
        let line = line.trim_ascii();
        !line.is_empty() && !line.starts_with(b"//")
    };
    Ok(rust.map(|(_, text)| text.split(|byte| *byte == b'\n').filter(is_code).count()).sum())
}

/// The output of `--help`, under the name of the reader's own server.
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

/// `--quiet`, `--timeout 0.3`. Without a mark, two dashes within a sentence would become one.
static OPTION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"--[a-z-]+( \d[\de.]*\b)?").expect("is a pattern"));

/// A sentence of the table: its options are code, and nothing is a tag of HTML.
fn prose(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(index, part)| match index % 2 {
        0 => OPTION.replace_all(&part.replace('<', "&lt;"), "`$0`").into_owned(),
        _ => format!("`{part}`"),
    });
    parts.collect()
}

#[cfg(test)]
mod tests;
