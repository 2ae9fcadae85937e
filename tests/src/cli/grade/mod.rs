//! `cargo stage grade`: a grade book from a folder of submissions.

mod book;
mod confined;
mod row;
mod submission;

use super::WRONG;
use super::arguments::StageParser;
use super::check::{end_servers_with_us, parse_seconds};
use super::weights::Weights;
use anyhow::{Context, Result, ensure};
use checks::{Stage, reaper};
use clap::ValueHint;
use confined::Workshop;
use row::Row;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Checks each submission in a folder, and prints one row for each. Submissions are not changed.
#[derive(Debug, clap::Args)]
#[command(after_long_help = AFTER_HELP)]
pub(crate) struct Args {
    /// The folder with the submissions: each is a folder of its own
    #[arg(value_name = "SUBMISSIONS", value_hint = ValueHint::DirPath)]
    folder: PathBuf,
    /// The stage whose checks are run: 1 to 7, or event-loop
    #[arg(long, value_name = "N", value_parser = StageParser, hide_possible_values = true, allow_negative_numbers = true)]
    stage: Stage,
    /// The format of the grade book
    #[arg(long, value_enum, default_value_t = book::Format::Csv)]
    format: book::Format,
    /// The file with the points of checks and topics; without it, each check is worth one
    #[arg(long, value_name = "FILE", value_parser = Weighing::read, value_hint = ValueHint::FilePath)]
    weights: Option<Weighing>,
    /// The number of submissions that are graded at once
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=99), allow_negative_numbers = true)]
    jobs: u16,
    /// The time that one submission has, for its build and its checks
    #[arg(long, value_name = "SECONDS", default_value = "300", value_parser = parse_seconds, allow_negative_numbers = true)]
    limit: Duration,
    /// The space on the disk that one submission has
    #[arg(long, value_name = "MIB", default_value_t = 4096, value_parser = clap::value_parser!(u32).range(1..), allow_negative_numbers = true)]
    space: u32,
    /// The file for the grade book; without it, the grade book goes to stdout
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

const AFTER_HELP: &str = "\
A submission is a folder with a Cargo.toml, whose program is built first, or with a file stage.toml that says
how to start a server in another language. Relative paths begin in that folder:
  command = \"python3 server.py --port {port}\"

The submissions are programs of others, and run with your rights: grade in a container or a virtual machine.

Exit codes:
  0  there is a row for each submission, whatever its points
  2  the command was wrong";

/// A file of points: its path, which each run of the checks gets, and what is in it.
#[derive(Clone, Debug)]
struct Weighing {
    path: PathBuf,
    weights: Weights,
}

impl Weighing {
    fn read(path: &str) -> Result<Weighing, String> {
        let weights = Weights::read(path)?;
        let path = fs::canonicalize(path).map_err(|error| error.to_string())?;
        Ok(Weighing { path, weights })
    }
}

impl Args {
    /// The points of a server that passes every check.
    fn max_points(&self) -> usize {
        let all = checks::table::all().into_iter();
        let of_stage = all.filter(|check| check.stages.contains(self.stage));
        let weights = self.weights.as_ref().map(|it| it.weights.clone()).unwrap_or_default();
        of_stage.map(|check| weights.points(check)).sum()
    }
}

/// Grades all submissions, and writes the grade book.
pub(crate) fn run(arguments: &Args) -> Result<ExitCode> {
    let submissions = submissions(&arguments.folder)?;
    let mut output = open(arguments)?;
    end_servers_with_us();
    let workshop = Workshop::new()?;
    reaper::watch_folder(workshop.path());
    let rows = grade_all(&submissions, arguments, &workshop);
    workshop.close();
    output.write_all(book::text(&rows, arguments.format)?.as_bytes())?;
    Ok(if rows.len() == submissions.len() { ExitCode::SUCCESS } else { ExitCode::from(WRONG) })
}

/// Everything in the folder but hidden files, by name.
fn submissions(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("no {}", folder.display()))?;
    let paths = entries.map(|entry| Ok(fs::canonicalize(folder)?.join(entry?.file_name())));
    let mut paths: Vec<PathBuf> = paths.collect::<io::Result<_>>()?;
    paths.retain(|path| !name(path).starts_with('.'));
    paths.sort();
    ensure!(!paths.is_empty(), "{} has no submissions", folder.display());
    Ok(paths)
}

fn name(submission: &Path) -> String {
    submission.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The place of the grade book. It is opened first, so that a wrong path is reported at once.
fn open(arguments: &Args) -> Result<Box<dyn Write>> {
    let Some(path) = &arguments.output else { return Ok(Box::new(io::stdout())) };
    let file = File::create(path);
    Ok(Box::new(file.with_context(|| format!("cannot write to --output {}", path.display()))?))
}

/// The rows, in the order of the submissions.
fn grade_all(submissions: &[PathBuf], arguments: &Args, workshop: &Workshop) -> Vec<Row> {
    let (next, rows) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some(path) = submissions.get(next.fetch_add(1, Ordering::SeqCst)) {
            let row = submission::grade(path, arguments, workshop);
            // Without stderr, nobody waits for news.
            let _ = writeln!(anstream::stderr(), "{}", row.summary());
            rows.lock().unwrap_or_else(PoisonError::into_inner).push((path, row));
        }
    };
    thread::scope(|scope| {
        for _ in 0..arguments.jobs {
            scope.spawn(work);
        }
    });
    let mut rows = rows.into_inner().unwrap_or_else(PoisonError::into_inner);
    rows.sort_by_key(|(path, _)| *path);
    rows.into_iter().map(|(_, row)| row).collect()
}
