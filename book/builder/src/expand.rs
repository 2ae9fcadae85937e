//! Expands the directives of a chapter.

use crate::figure::figure;
use crate::show::Show;
use crate::{Chapter, Directive, Error, Section, plot, repository, tables};
use checks::Check;
use checks::suggest::suggestion;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const NAMES: &str = "step show passes figure file plot machine checks check exercises weaknesses \
                     options stages lines clone";

/// Directives that stand within a sentence or a table.
const INLINE: [&str; 2] = ["lines", "check"];

/// The chapter as mdBook gets it, or all that is wrong with its directives and sections.
pub fn expand(chapter: &Chapter) -> Result<String, Vec<Error>> {
    let text = &chapter.page.text;
    let mut expanded = String::new();
    let mut errors = Vec::new();
    let mut copied = 0;
    for section in &chapter.page.sections {
        let mut shown = Earlier::new();
        for directive in &section.directives {
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

/// The items of each file that a section has shown so far.
type Earlier = BTreeMap<String, BTreeSet<usize>>;

fn carry_out(
    chapter: &Chapter,
    section: &Section,
    directive: &Directive,
    shown: &mut Earlier,
) -> Result<String, String> {
    let arguments = &directive.arguments;
    let name = directive.name.as_str();
    let names = || NAMES.split(' ');
    if !names().any(|known| known == name) {
        return Err(format!("there is no directive `{name}`{}", suggestion(name, names())));
    }
    if !directive.alone && !INLINE.contains(&name) {
        return Err(format!("`{name}` must stand alone on its line"));
    }
    let argument: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match (name, argument.as_slice()) {
        ("step", _) => chapter.step(section).map(|_| String::new()),
        ("show", _) => Ok(show(&chapter.show(section, directive)?, shown)),
        ("passes", _) => Ok(tables::passes(&passed(chapter, directive)?)),
        ("file", _) => crate::file::file(arguments),
        ("figure", [name]) => figure(&folder(chapter).join("figures"), name),
        ("plot", [name]) => plot::plot(name),
        ("machine", []) => plot::machine(),
        ("clone", []) => repository::clone(),
        ("stages", []) => tables::overview(folder(chapter)),
        ("check", ids @ [_, ..]) => tables::links(ids),
        ("checks", []) => Ok(tables::all_checks()),
        ("checks", [stage]) => Ok(tables::new_checks(tables::stage(stage)?)),
        ("exercises", [stage]) => {
            crate::exercises::of_stage(tables::stage(stage)?, &chapter.page.path)
        }
        ("weaknesses", [stage]) => Ok(tables::weaknesses(tables::stage(stage)?)),
        ("options", [stage]) => tables::options(tables::stage(stage)?),
        ("lines", [stage]) => Ok(tables::lines_of_code(tables::stage(stage)?)?.to_string()),
        (_, []) => Err(format!("`{name}` takes one argument")),
        _ => Err(format!("`{name}` takes fewer arguments")),
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
