//! Pages of exercises: one for each, one for its solution, and a handout that has neither hints nor solutions.

use crate::show::Show;
use crate::{Error, Step, tables};
use checks::exercise::{self, Exercise, Kind};
use checks::sources::{Sources, texts};
use checks::{Check, Stage, stages};
use mdbook_preprocessor::book::{Book, BookItem, Chapter, SectionNumber};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The folder of these pages in the book.
const FOLDER: &str = "exercises";

/// The folder of the solutions in that folder. `book.toml` keeps it out of the search, which would give them away.
const SOLUTIONS: &str = "solutions";

/// The title of the page with all of them.
const HANDOUT: &str = "All exercises";

/// Adds the pages to the end of the book. A book without exercises stays as it is.
pub fn add_pages(book: &mut Book) -> Result<(), Error> {
    let exercises = offered()?;
    if exercises.is_empty() {
        return Ok(());
    }
    let number = next_number(book);
    let mut handout = chapter(&[number], HANDOUT, handout(&exercises), "handout", &[]);
    for (exercise, index) in exercises.into_iter().zip(1..) {
        let pages = with_solution(exercise, [number, index, 1])?;
        handout.sub_items.push(BookItem::Chapter(pages));
    }
    book.items.push(BookItem::PartTitle("Exercises".to_string()));
    book.items.push(BookItem::Chapter(handout));
    Ok(())
}

/// The number of the chapter after the last one.
fn next_number(book: &Book) -> u32 {
    let numbers = book.items.iter().filter_map(|item| match item {
        BookItem::Chapter(chapter) => chapter.number.as_ref()?.first().copied(),
        _ => None,
    });
    1 + numbers.max().unwrap_or_default()
}

/// The page of an exercise, with that of its solution below it.
fn with_solution(exercise: &Exercise, numbers: [u32; 3]) -> Result<Chapter, Error> {
    let parents = [HANDOUT, exercise.title.as_str()];
    let (title, name, text) = (&exercise.title, &exercise.name, page(exercise));
    let mut page = chapter(&numbers[..2], title, text, name, &parents[..1]);
    let (name, text) = (format!("{SOLUTIONS}/{name}"), solution(exercise)?);
    let solution = chapter(&numbers, "Solution", text, &name, &parents);
    page.sub_items.push(BookItem::Chapter(solution));
    Ok(page)
}

fn offered() -> Result<Vec<&'static Exercise>, Error> {
    exercise::offered().map_err(|error| Error::in_file(&crate::folder().join(FOLDER), error))
}

/// A page. The list of pages shows it below its parents only if it has a number.
fn chapter(numbers: &[u32], title: &str, text: String, file: &str, parents: &[&str]) -> Chapter {
    let path = PathBuf::from(FOLDER).join(format!("{file}.md"));
    let parents = parents.iter().map(ToString::to_string).collect();
    let mut chapter = Chapter::new(title, text, path, parents);
    chapter.number = Some(SectionNumber::new(numbers));
    chapter
}

/// `{{#exercises 4}}`: the exercises of a stage, as links from a page in this folder below `src`.
pub fn of_stage(stage: Stage, page: &Path) -> Result<String, String> {
    let of_stage = exercise::offered()?.into_iter().filter(|exercise| exercise.stage == stage);
    let depth = page.strip_prefix(crate::folder().join("src")).map_or(0, |it| it.iter().count());
    let root = "../".repeat(depth.saturating_sub(1));
    let link = |it: &Exercise| {
        let (title, name, about) = (&it.title, &it.name, about(it));
        format!("- [{title}]({root}{FOLDER}/{name}.md) ({about}): {}\n", it.goal)
    };
    let links: String = of_stage.map(link).collect();
    if links.is_empty() {
        Err(format!("there are no exercises on {}", stage.title()))
    } else {
        Ok(links + &questions(stage)?)
    }
}

/// The reading questions of a stage, with folded answers.
fn questions(stage: Stage) -> Result<String, String> {
    let questions: Result<String, String> =
        exercise::questions(stage)?.into_iter().map(question).collect();
    let (questions, number) = (questions?, stage.number());
    if questions.is_empty() {
        return Ok(questions);
    }
    Ok(format!(
        "\n**What would break?** Each of these changes takes a part of the chapter out again. \
         (`cargo stage diff {} {number}` shows all of it.) Answer before you look.\n{questions}",
        number - 1
    ))
}

fn question(exercise: &Exercise) -> Result<String, String> {
    let ids: BTreeSet<&str> = exercise.failing_ids().collect();
    let checks = tables::links(&ids.into_iter().collect::<Vec<_>>())?;
    let change = changes(&step(exercise, stages::sources(exercise.stage), exercise.start())?)?;
    // Not a listing of the walk from stage to stage: nobody should type it in.
    let change = change.replace("class=\"listing\"", "class=\"what-if\"");
    let (question, because) = (&exercise.question, &exercise.because);
    Ok(format!(
        "\n*{question}*\n\n{change}\n<details>\n<summary>Answer</summary>\n\n\
         {because} With this change, the server fails {checks}.\n\n</details>\n"
    ))
}

/// `bug hunt, easy, 20 minutes`
fn about(exercise: &Exercise) -> String {
    format!("{}, {}, {} minutes", exercise.kind.name(), exercise.difficulty(), exercise.minutes)
}

fn page(exercise: &Exercise) -> String {
    let (name, title) = (&exercise.name, &exercise.title);
    let hints = exercise.hints.iter().enumerate().map(|(index, hint)| {
        format!("<details>\n<summary>Hint {}</summary>\n\n{hint}\n\n</details>\n\n", index + 1)
    });
    format!(
        "# {title}\n\n*{} on [{}](../{}.md), {}, {} minutes*\n\n{}\n\n**You will learn:** {}\n\n{}{}## Hints\n\n{}\
         Compare your code with the [solution]({SOLUTIONS}/{name}.md) when all checks pass.\n",
        capitalized(exercise.kind.name()),
        exercise.stage.title(),
        exercise.stage,
        exercise.difficulty(),
        exercise.minutes,
        exercise.task,
        exercise.goal,
        begin(exercise),
        works_when(exercise),
        hints.collect::<String>()
    )
}

/// The commands to begin with.
fn begin(exercise: &Exercise) -> String {
    let name = &exercise.name;
    format!(
        "```sh\ncargo stage exercise start {name}\ncargo stage exercise check {name} --watch\n```\n\n"
    )
}

/// The end of the work: for a feature, these are its checks.
fn works_when(exercise: &Exercise) -> String {
    let own: Vec<&Check> = exercise.own_checks().collect();
    match exercise.kind {
        Kind::Hunt => format!("*It works when* all checks of {} pass.\n\n", exercise.stage.title()),
        Kind::Extension => format!(
            "*It works when* all checks of {} pass, and these:\n\n{}\n",
            exercise.stage.title(),
            tables::passes(&own)
        ),
    }
}

/// The fault, and the changes from the start to the solution.
fn solution(exercise: &Exercise) -> Result<String, Error> {
    let failed = |error: String| Error::in_file(&exercise.folder(), error);
    let step = step(exercise, exercise.start(), exercise.solution()).map_err(failed)?;
    let (title, because) = (&exercise.title, &exercise.because);
    Ok(format!("# Solution: {title}\n\n{because}\n\n{}", changes(&step).map_err(failed)?))
}

/// A change of the crate, as if it were a step.
fn step(
    exercise: &Exercise,
    before: Result<Sources, String>,
    after: Result<Sources, String>,
) -> Result<Step, String> {
    Ok(Step {
        chapter: exercise.stage,
        name: exercise.name.clone(),
        patch: exercise.folder(),
        before: texts(before?)?,
        after: texts(after?)?,
    })
}

/// All changes of a step.
fn changes(step: &Step) -> Result<String, String> {
    let paths: BTreeSet<&String> = step.before.keys().chain(step.after.keys()).collect();
    let changed = paths.into_iter().filter(|path| step.before.get(*path) != step.after.get(*path));
    let shown = changed.map(|path| {
        let show = Show::new(step, std::slice::from_ref(path))?;
        Ok(show.markdown(&BTreeSet::new()))
    });
    shown.collect()
}

/// All tasks on one page, to be printed or projected.
fn handout(exercises: &[&Exercise]) -> String {
    let mut stages: BTreeMap<Stage, String> = BTreeMap::new();
    for exercise in exercises {
        let (title, about, task) = (&exercise.title, about(exercise), &exercise.task);
        let begin = begin(exercise);
        let text = format!("### {title}\n\n*{}*\n\n{task}\n\n{begin}", capitalized(&about));
        stages.entry(exercise.stage).or_default().push_str(&text);
    }
    let stages = stages.iter().map(|(stage, text)| {
        let title = capitalized(&stage.title());
        format!("## {title}\n\n{text}")
    });
    format!(
        "# {HANDOUT}\n\nEach exercise starts from a stage. A *bug hunt* has one fault to find, and an *extension* one \
         feature to add. This page has neither hints nor solutions: each exercise has a page of its own for those.\n\n{}",
        stages.collect::<String>()
    )
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hunt() -> &'static Exercise {
        let offered = offered().expect("they can be read");
        offered.into_iter().find(|it| it.name == "lost-line-feed").expect("there is such a hunt")
    }

    #[test]
    fn the_fault_is_on_the_page_of_the_solution_alone() {
        let solution = solution(hunt()).expect("the diff applies");
        assert!(solution.contains("\n-    let length = BODY.chars().count();\n"), "{solution}");
        assert!(solution.contains(&hunt().because), "{solution}");
        let page = page(hunt());
        assert!(!page.contains(&hunt().because), "{page}");
        assert_eq!(page.matches("<details>").count(), hunt().hints.len(), "{page}");
        let handout = handout(&[hunt()]);
        let mut hints = hunt().hints.iter();
        assert!(hints.all(|hint| !handout.contains(hint)), "{handout}");
    }

    #[test]
    fn links_lead_from_where_the_page_is() {
        let source = crate::folder().join("src");
        let links =
            |page: &str| of_stage(hunt().stage, &source.join(page)).expect("there are some");
        assert!(links("stage02.md").contains("](exercises/lost-line-feed.md)"));
        assert!(links("a/b.md").contains("](../exercises/lost-line-feed.md)"));
    }
}
