//! `cargo stage explain ID`: a check in full.

use super::output::{print, wrap};
use anyhow::{Result, bail};
use checks::suggest::suggestion;
use checks::{Check, Stage, exercise, extensions};
use std::process::ExitCode;

/// Longer lines are harder to read.
const WIDTH: usize = 90;

/// Explains a check: what is expected, by whom, which stages pass it, how to repeat it by hand, why, and all hints.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The check, such as `echo/text`; `cargo stage list --checks` names them all.
    #[arg(value_name = "ID")]
    id: String,
}

/// Prints everything in the table about a check.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    print(&explanation(find(&args.id)?))?;
    Ok(ExitCode::SUCCESS)
}

/// The check with this id. The error names similar ones.
pub(crate) fn find(id: &str) -> Result<&'static Check> {
    let mut table = checks::table::all();
    table.extend(extensions::all());
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
        section("Asked by", [check.authority()]),
        section("Exercises that ask for it", exercises(check)),
        section("Stages that pass it", check.chapter().map(|_| check.stages.names())),
        section(
            "Stages that are known to fail it",
            check.chapter().map(|_| check.fails_on.names()),
        ),
        section("Needs", needs(check)),
        section("By hand", [format!("cargo stage replay {}", check.id)]),
        section("Why it matters", wrap(check.why, WIDTH)),
        section("Hints", hints(check)),
        section("Chapter", check.chapter().map(chapter)),
    ];
    let claim = indented(wrap(check.expect, WIDTH));
    format!("{bold}{}{bold:#}\n{claim}{}", check.id, sections.concat())
}

/// A heading with lines under it, or nothing if there are no lines.
fn section(heading: &str, lines: impl IntoIterator<Item = String>) -> String {
    let (bold, lines) = (anstyle::Style::new().bold(), indented(lines));
    if lines.is_empty() { lines } else { format!("\n{bold}{heading}:{bold:#}\n{lines}") }
}

/// The exercises that add the feature which is checked.
fn exercises(check: &Check) -> Vec<String> {
    let all = exercise::offered().unwrap_or_default().into_iter();
    let asking = all.filter(|it| it.own_checks().any(|own| own.id == check.id));
    asking.map(|exercise| exercise.name.clone()).collect()
}

/// The options, routes and abilities that a server needs to be asked at all.
fn needs(check: &Check) -> Option<String> {
    let needs: Vec<String> = check.needs.iter().map(ToString::to_string).collect();
    (!needs.is_empty()).then(|| needs.join(", "))
}

fn indented(lines: impl IntoIterator<Item = String>) -> String {
    let lines = lines.into_iter().map(|line| format!("  {line}\n"));
    lines.collect::<Vec<_>>().concat()
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
        assert!(chapter(Stage::EVENT_LOOP).starts_with("event-loop, an elective: "));
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
