//! A chapter with all its directives carried out.

use crate::figure::figure;
use crate::show::Show;
use crate::{Chapter, Directive, Error, Section, plot, tables};
use checks::suggest::suggestion;
use checks::{Check, Stage};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const NAMES: [&str; 12] = [
    "step",
    "show",
    "passes",
    "figure",
    "file",
    "plot",
    "machine",
    "checks",
    "weaknesses",
    "options",
    "stages",
    "lines",
];

/// The chapter as mdBook gets it, or all that is wrong with its directives and sections.
pub fn expand(chapter: &Chapter) -> Result<String, Vec<Error>> {
    let text = &chapter.page.text;
    let mut expanded = String::new();
    let mut errors = Vec::new();
    let mut copied = 0;
    for section in &chapter.page.sections {
        let mut shown = Earlier::new();
        for directive in section.directives() {
            expanded.push_str(&text[copied..directive.range.start]);
            copied = directive.range.end;
            match carry_out(chapter, section, directive, &mut shown) {
                Ok(result) => expanded.push_str(&result),
                Err(error) => errors.push(chapter.error(directive.line, error)),
            }
        }
    }
    expanded.push_str(&text[copied..]);
    errors.extend(crate::coverage::gaps(chapter));
    if errors.is_empty() { Ok(expanded) } else { Err(errors) }
}

/// What of each file a section has shown so far.
type Earlier = BTreeMap<String, BTreeSet<usize>>;

fn carry_out(
    chapter: &Chapter,
    section: &Section,
    directive: &Directive,
    shown: &mut Earlier,
) -> Result<String, String> {
    let arguments = &directive.arguments;
    let name = directive.name.as_str();
    if !NAMES.contains(&name) {
        return Err(format!("there is no directive `{name}`{}", suggestion(name, NAMES)));
    }
    if !directive.alone && name != "lines" {
        return Err(format!("`{name}` has to stand alone on its line"));
    }
    match name {
        "step" => chapter.step(section).map(|_| String::new()),
        "show" => Ok(show(&chapter.show(section, directive)?, shown)),
        "passes" => Ok(tables::passes(&passed(chapter, directive)?)),
        "figure" => figure(&figures(chapter), one(name, arguments)?),
        "file" => crate::file::file(arguments),
        "plot" => plot::plot(one(name, arguments)?),
        "machine" => none(name, arguments).and_then(|()| plot::machine()),
        "stages" => none(name, arguments).and_then(|()| tables::overview(folder(chapter))),
        _ => of_stage(name, tables::stage(one(name, arguments)?)?),
    }
}

fn of_stage(name: &str, stage: Stage) -> Result<String, String> {
    match name {
        "checks" => Ok(tables::new_checks(stage)),
        "weaknesses" => Ok(tables::weaknesses(stage)),
        "options" => tables::options(stage),
        _ => tables::lines_of_code(stage).map(|lines| lines.to_string()),
    }
}

fn show(show: &Show, shown: &mut Earlier) -> String {
    let earlier = shown.entry(show.path.clone()).or_default();
    let markdown = show.markdown(earlier);
    earlier.extend(&show.shown);
    markdown
}

/// The checks that `{{#passes …}}` names. They must be checks of the chapter's stage.
pub fn passed(chapter: &Chapter, directive: &Directive) -> Result<Vec<&'static Check>, String> {
    let stage = chapter.page.chapter();
    let stage = stage.ok_or("only a chapter about a stage has a server that passes checks")?;
    if directive.arguments.is_empty() {
        return Err("`passes` takes the ids of checks".to_string());
    }
    directive.arguments.iter().map(|id| tables::check(id, stage)).collect()
}

fn folder(chapter: &Chapter) -> &Path {
    chapter.page.path.parent().unwrap_or(Path::new("."))
}

fn figures(chapter: &Chapter) -> std::path::PathBuf {
    folder(chapter).join("figures")
}

fn one<'a>(name: &str, arguments: &'a [String]) -> Result<&'a str, String> {
    match arguments {
        [argument] => Ok(argument),
        _ => Err(format!("`{name}` takes one argument")),
    }
}

fn none(name: &str, arguments: &[String]) -> Result<(), String> {
    if arguments.is_empty() { Ok(()) } else { Err(format!("`{name}` takes no argument")) }
}
