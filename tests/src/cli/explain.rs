//! `cargo stage explain ID`: a check in full.

use super::output::{print, wrap};
use anyhow::{Result, bail};
use checks::suggest::suggestion;
use checks::{Check, Stage, Stages};
use std::process::ExitCode;

/// Longer lines are harder to read.
const WIDTH: usize = 90;

/// Explains a check: what it expects, of which stages, why, how to run it by hand, and all hints.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The check, such as `echo/text`; `cargo stage list --checks` names them all.
    #[arg(value_name = "ID")]
    id: String,
}

/// Prints what the table says about a check.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    print(&explanation(find(&args.id)?))?;
    Ok(ExitCode::SUCCESS)
}

/// The check with this id. The error names similar ones.
pub(crate) fn find(id: &str) -> Result<&'static Check> {
    let table = checks::table::all();
    if let Some(check) = table.iter().find(|check| check.id == id) {
        return Ok(check);
    }
    let of_topic: Vec<&str> =
        table.iter().filter(|check| check.topic() == id).map(|check| check.id).collect();
    if !of_topic.is_empty() {
        bail!("`{id}` is a topic: name one of its checks\n  {}", of_topic.join("\n  "));
    }
    let near = suggestion(id, table.iter().map(|check| check.id));
    let all = "`cargo stage list --checks` names all checks";
    bail!("there is no check `{id}`{near}\n{all}");
}

fn explanation(check: &Check) -> String {
    let bold = anstyle::Style::new().bold();
    let sections = [
        section("Stages that have to pass it", [names(check.stages)]),
        section("Stages that are known to fail it", [names(check.fails_on)]),
        section("By hand", [format!("cargo stage replay {}", check.id)]),
        section("Asked by", [check.authority()]),
        section("Why it matters", wrap(check.why, WIDTH)),
        section("Hints", hints(check)),
        section("Chapter", check.chapter().map(chapter)),
    ];
    let claim = indented(wrap(check.expect, WIDTH));
    format!("{bold}{}{bold:#}\n{claim}{}", check.id, sections.concat())
}

fn section(heading: &str, lines: impl IntoIterator<Item = String>) -> String {
    let bold = anstyle::Style::new().bold();
    format!("\n{bold}{heading}:{bold:#}\n{}", indented(lines))
}

fn indented(lines: impl IntoIterator<Item = String>) -> String {
    let lines = lines.into_iter().map(|line| format!("  {line}\n"));
    lines.collect::<Vec<_>>().concat()
}

/// `4, 5, 6, 7, event-loop`.
fn names(stages: Stages) -> String {
    let names: Vec<&str> = stages.iter().map(Stage::name).collect();
    if names.is_empty() { "none".to_string() } else { names.join(", ") }
}

fn chapter(stage: Stage) -> String {
    if stage.is_elective() {
        return format!("{}, an elective: {}", stage.package(), stage.lesson());
    }
    format!("{}, {}: {}", stage.number(), stage.package(), stage.lesson())
}

/// All of them, numbered: from a nudge to nearly the answer.
fn hints(check: &Check) -> Vec<String> {
    let numbered = check.hints.iter().enumerate();
    let lines = numbered.flat_map(|(index, hint)| {
        let lines = wrap(hint, WIDTH - 3).into_iter().enumerate();
        lines.map(move |(line, text)| match line {
            0 => format!("{}. {text}", index + 1),
            _ => format!("   {text}"),
        })
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_check_can_be_explained() {
        for check in checks::table::all() {
            let text = explanation(find(check.id).expect("the id is in the table"));
            let hints = check.hints.iter().flat_map(|hint| hint.split_whitespace());
            let words = check.expect.split_whitespace().chain(hints);
            assert!(words.into_iter().all(|word| text.contains(word)), "{text}");
        }
    }

    #[test]
    fn the_elective_has_a_name_and_no_number() {
        assert_eq!(names(Stages::only(5).and(Stages::EVENT_LOOP)), "5, event-loop");
        assert_eq!(names(Stages::since(6)), "6, 7, event-loop");
        assert!(chapter(Stage::EVENT_LOOP).starts_with("event-loop, an elective: "));
        assert_eq!(names(Stages::NONE), "none");
    }

    #[test]
    fn a_typing_error_is_answered_with_the_nearest_id() {
        let id = checks::table::all()[0].id;
        let wrong = format!("{id}x");
        let message = find(&wrong).expect_err("there is no such check").to_string();
        assert!(message.contains(&format!("`{wrong}`; did you mean `{id}`")), "{message}");
    }

    #[test]
    fn a_topic_is_answered_with_its_checks() {
        let message = find("files").expect_err("a topic is no check").to_string();
        assert!(message.contains("\n  files/"), "{message}");
    }
}
