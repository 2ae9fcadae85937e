//! The command line.

use anyhow::{Context, Result};
use book::console;
use book::driver::{self, Builder};
use book::measure::Plan;
use book::measure::data::Measurements;
use book::steps;
use book::tables;
use book::update;
use checks::{Stage, stages};
use clap::{Parser, Subcommand};
use mdbook_preprocessor::{Preprocessor, parse_input};
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{self, ExitCode};

/// Where stage 7 serves the book.
const ADDRESS: &str = "127.0.0.1:4221";

/// Builds the book, and serves it with stage 7.
#[derive(Debug, Parser)]
#[command(name = "book", bin_name = "cargo run -p book --", max_term_width = 100)]
struct CommandLine {
    /// Build the book, but do not serve it
    #[arg(long)]
    build_only: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Expand the directives of a book that mdBook sends, and send it back
    Preprocess {
        #[command(subcommand)]
        question: Option<Question>,
    },
    /// Bring the patches of the chapters up to date after a stage has changed
    UpdateSteps {
        /// The number of the stage, or event-loop; without it, all that have patches
        stage: Option<String>,
        /// The first step that takes the change up, such as 11-routes; without it, all that have the lines around it
        #[arg(long, requires = "stage")]
        from: Option<String>,
    },
    /// Rewrite console blocks whose commands now print something else
    UpdateTranscripts {
        /// The chapter, such as stage03; without it, all of them
        chapter: Option<String>,
    },
    /// Measure the servers, and write the data file that the plots are drawn from
    Measure {
        /// One short round, which is printed and not written
        #[arg(long)]
        quick: bool,
        /// Where to write the numbers, instead of the data file of the book
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
enum Question {
    /// Whether the book can be made for this renderer
    Supports { renderer: String },
}

/// Runs what the command line asks for.
pub(crate) fn run() -> ExitCode {
    let arguments = CommandLine::parse();
    let result = match arguments.command {
        None => build(arguments.build_only),
        Some(Command::Preprocess { question: None }) => preprocess(),
        Some(Command::Preprocess { question: Some(Question::Supports { renderer }) }) => {
            return ExitCode::from(u8::from(renderer != "html"));
        }
        Some(Command::UpdateSteps { stage, from }) => {
            update_steps(stage.as_deref(), from.as_deref())
        }
        Some(Command::UpdateTranscripts { chapter }) => update_transcripts(chapter.as_deref()),
        Some(Command::Measure { quick, output }) => measure(quick, output),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn build(only: bool) -> Result<()> {
    let folder = driver::build(&book::folder(), None)?;
    let shown = folder.strip_prefix(stages::workspace()).unwrap_or(&folder);
    writeln!(io::stdout(), "The book is in {}.", shown.display())?;
    if only {
        return Ok(());
    }
    let stage = Stage::new(7).context("there is no stage 7")?;
    let server = stages::rebuild(stage).map_err(anyhow::Error::msg)?;
    writeln!(io::stdout(), "Stage 7 serves it at http://{ADDRESS}/ until Ctrl-C.")?;
    let mut command = process::Command::new(server);
    command.args(["--quiet", "--www"]).arg(&folder).arg(ADDRESS);
    become_it(command)
}

/// This process becomes the server: a signal for one is a signal for the other.
#[cfg(unix)]
fn become_it(mut command: process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).context("cannot run stage 7")
}

/// Ctrl-C goes to all processes of the terminal.
#[cfg(not(unix))]
fn become_it(mut command: process::Command) -> Result<()> {
    let status = command.status().context("cannot run stage 7")?;
    anyhow::ensure!(status.success(), "stage 7 ended with {status}");
    Ok(())
}

fn preprocess() -> Result<()> {
    let (context, book) = parse_input(io::stdin().lock())?;
    let book = Builder.run(&context, book)?;
    serde_json::to_writer(io::stdout().lock(), &book)?;
    Ok(())
}

fn update_steps(stage: Option<&str>, from: Option<&str>) -> Result<()> {
    let chapters = match stage {
        Some(name) => vec![with_steps(name)?],
        None => Stage::SERVERS.to_vec(),
    };
    let mut is_changed = false;
    for chapter in chapters {
        for message in update::update_chapter(chapter, from)? {
            is_changed = true;
            writeln!(io::stdout(), "{chapter}/{message}")?;
        }
    }
    say_unless(is_changed, "All steps are up to date.")
}

/// Returns the stage of this name. It must have a chapter.
fn with_steps(name: &str) -> Result<Stage> {
    let stage = tables::stage(name).map_err(anyhow::Error::msg)?;
    anyhow::ensure!(steps::patches(stage).is_dir(), "{} has no steps yet", stage.title());
    Ok(stage)
}

/// Says so if there was nothing to do.
fn say_unless(is_changed: bool, message: &str) -> Result<()> {
    if !is_changed {
        writeln!(io::stdout(), "{message}")?;
    }
    Ok(())
}

/// A quick run is a trial. It does not replace the numbers of the book.
fn measure(quick: bool, output: Option<PathBuf>) -> Result<()> {
    let plan = if quick { Plan::QUICK } else { Plan::FULL };
    let measured = plan.run()?;
    let Some(path) = output.or_else(|| (!quick).then(Measurements::path)) else {
        return Ok(());
    };
    fs::write(&path, measured.to_json()?)
        .with_context(|| format!("cannot write {}", path.display()))?;
    writeln!(io::stdout(), "The numbers are in {}.", path.display())?;
    Ok(())
}

/// Rewrites all that it can, and then reports the errors of the others.
fn update_transcripts(chapter: Option<&str>) -> Result<()> {
    let mut is_changed = false;
    let result = console::update(&book::folder().join("src"), chapter, |changed| {
        is_changed = true;
        let _ = writeln!(io::stdout(), "{changed}");
    });
    result.map_err(|errors| anyhow::Error::msg(book::joined(&errors)))?;
    say_unless(is_changed, "All console blocks show what their commands print.")
}
