//! `cargo stage exercise`: bugs to find and features to add, each in a crate of the learner's own.

pub(crate) mod learner;
mod list;
mod update;

use super::check;
use super::diff;
use super::goal::ExerciseParser;
use super::new;
use super::output::{print, wrap};
use anyhow::{Context, Error, Result};
use checks::exercise::{Exercise, Kind};
use checks::external::quoted;
use learner::Progress;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Longer lines are harder to read.
const WIDTH: usize = 90;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the exercises
    List,
    /// Make a crate of your own for an exercise; it never overwrites anything
    Start {
        #[command(flatten)]
        named: Named,
        /// The folder to make; without it, it is called as the exercise
        folder: Option<PathBuf>,
    },
    /// Run the checks of its stage and its own on your crate, or on any server
    #[command(mut_arg("goal", |it| it.value_name("NAME").help("The name of the exercise")))]
    Check(Box<check::Args>),
    /// Show one more hint
    Hint(Named),
    /// Show how your crate differs from the solution
    Solution(Named),
    /// Show which exercises are done
    Status,
    /// For authors: bring diffs up to date after a stage has changed
    #[command(hide = true)]
    Update {
        /// The names of the exercises; without them, all of them
        #[arg(value_name = "NAME")]
        names: Vec<String>,
    },
}

/// The argument that names an exercise.
#[derive(Debug, clap::Args)]
pub(crate) struct Named {
    /// The name of the exercise
    #[arg(value_parser = ExerciseParser, hide_possible_values = true, value_name = "NAME")]
    exercise: &'static Exercise,
}

/// Runs one of the commands about exercises.
pub(crate) fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::List => print(&list::list()?)?,
        Command::Start { named, folder } => start(named.exercise, folder)?,
        Command::Check(arguments) => return check::run_exercise(*arguments),
        Command::Hint(Named { exercise }) => hint(exercise)?,
        Command::Solution(Named { exercise }) => solution(exercise)?,
        Command::Status => print(&list::status()?)?,
        Command::Update { names } => return update::run(&names),
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes the crate, remembers where it is, and says what to do.
fn start(exercise: &'static Exercise, folder: Option<PathBuf>) -> Result<()> {
    let path = folder.unwrap_or_else(|| PathBuf::from(&exercise.name));
    let sources = exercise.start().map_err(Error::msg)?;
    new::make(&path, exercise.stage, sources)?;
    let folder =
        fs::canonicalize(&path).with_context(|| format!("cannot find {}", path.display()))?;
    Progress { folder: Some(folder), is_done: false, ..Progress::of(exercise) }.save(exercise)?;
    print(&task(exercise, &path))?;
    Ok(())
}

/// The task, and the commands for the way to its end.
fn task(exercise: &Exercise, path: &Path) -> String {
    let bold = anstyle::Style::new().bold();
    let (name, shown) = (&exercise.name, quoted(&path.display().to_string()));
    let begins = match exercise.kind {
        Kind::Hunt => format!("{} with one fault", exercise.stage.title()),
        Kind::Extension => format!("{}, without the feature", exercise.stage.title()),
    };
    format!(
        "{bold}{}{bold:#} ({}, about {} minutes)\n\n{}\n\
         Your crate is in {shown}. It is {begins}.\n\n\
         See what is missing, once or after each change:\n  \
         cargo stage exercise check {name}\n  \
         cargo stage exercise check {name} --watch\n\n\
         When you are stuck:\n  cargo stage exercise hint {name}\n",
        exercise.title,
        exercise.kind.name(),
        exercise.minutes,
        paragraph(&exercise.task),
    )
}

fn paragraph(text: &str) -> String {
    let lines = wrap(text, WIDTH).into_iter();
    lines.map(|line| format!("  {line}").trim_end().to_string() + "\n").collect()
}

/// Shows the next hint. After the last one, it shows them all again.
fn hint(exercise: &'static Exercise) -> Result<()> {
    let (progress, count) = (Progress::of(exercise), exercise.hints.len());
    let numbered = |index: usize| {
        let text = paragraph(&exercise.hints[index]);
        format!("Hint {} of {count}:\n{text}", index + 1)
    };
    if progress.hints >= count {
        let all: String = (0..count).map(numbered).collect();
        let more = format!(
            "There are no more. Compare your code with the solution:\n  cargo stage exercise solution {}\n",
            exercise.name
        );
        return Ok(print(&format!("{all}\n{more}"))?);
    }
    print(&numbered(progress.hints))?;
    Progress { hints: progress.hints + 1, ..progress }.save(exercise)
}

/// Shows the difference between the learner's crate and the solution, which gets the same name.
fn solution(exercise: &'static Exercise) -> Result<()> {
    let own = learner::folder(exercise)?;
    let place = tempfile::tempdir()?;
    let name = own.file_name().context("the folder of your crate has no name")?;
    let solution = place.path().join(name);
    let sources = exercise.solution().map_err(Error::msg)?;
    new::make(&solution, exercise.stage, sources)?;
    if !exercise.because.is_empty() {
        print(&format!("{}\n", paragraph(&exercise.because)))?;
    }
    diff::print_between(("your crate", &own), ("the solution", &solution))
}
