//! One submission: it is copied, built and checked.

use super::confined::{Bench, Ended, Limits, Workshop};
use super::row::{Reason, Row};
use super::{Args, name};
use crate::cli::check::history::NO_HISTORY;
use checks::cargo;
use serde::Deserialize;
use std::convert::identity;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use walkdir::WalkDir;

/// A larger submission is not copied.
const MAX_BYTES: u64 = 500 * 1024 * 1024;

/// How to start a server that is no crate.
const START: &str = "stage.toml";

const MANIFEST: &str = "Cargo.toml";

/// The file `stage.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    command: String,
}

/// The row of a submission, whatever it does.
pub(super) fn grade(path: &Path, arguments: &Args, workshop: &Workshop) -> Row {
    let row = match workshop.bench() {
        Ok(bench) => Grading { path, arguments, bench }.row(),
        Err(error) => Err(error.into()),
    };
    row.unwrap_or_else(|reason| Row::without_report(name(path), arguments.max_points(), reason))
}

struct Grading<'a> {
    path: &'a Path,
    arguments: &'a Args,
    bench: Bench<'a>,
}

impl Grading<'_> {
    fn row(&self) -> Result<Row, Reason> {
        let home = self.bench.folder.path().join("submission");
        copy(self.path, &home)?;
        let limits = self.limits();
        if home.join(START).is_file() {
            return self.check(&home, &start(&home)?, &limits);
        }
        if home.join(MANIFEST).is_file() {
            // A build of another submission does not use up the time of this one.
            let target = self.bench.workshop.lock_target();
            let limits = self.limits();
            let program = self.build(&home, &limits)?;
            drop(target);
            return self.check(&home, &[program.display().to_string()], &limits);
        }
        Err(Reason::new("no server", format!("the folder has neither {MANIFEST} nor {START}")))
    }

    /// The time begins now.
    fn limits(&self) -> Limits {
        let Args { limit, space, .. } = *self.arguments;
        Limits { deadline: Instant::now() + limit, bytes: u64::from(space) * 1024 * 1024 }
    }

    /// Builds the crate, and takes its program out of the target folder that all share.
    fn build(&self, home: &Path, limits: &Limits) -> Result<PathBuf, Reason> {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
        command.args(["build", "--quiet", "--message-format=json-render-diagnostics"]);
        command.arg("--target-dir").arg(self.bench.workshop.target()).current_dir(home);
        command.env("CARGO_INCREMENTAL", "0");
        let built = self.bench.run(command, limits)?;
        if !built.status?.success() {
            return Err(Reason::new("does not compile", first_error(&built.stderr)));
        }
        let programs: Vec<PathBuf> = cargo::executables(&built.stdout).into_values().collect();
        let [program] = &programs[..] else {
            let note = format!("the crate has {} programs, and needs one", programs.len());
            return Err(Reason::new("no server", note));
        };
        let own = self.bench.folder.path().join(program.file_name().unwrap_or_default());
        fs::rename(program, &own)?;
        Ok(own)
    }

    /// Runs the checks in a program of its own, which may hang and be killed.
    fn check(&self, home: &Path, server: &[String], limits: &Limits) -> Result<Row, Reason> {
        let place = self.bench.folder.path();
        let (report, temporary) = (place.join("report.json"), place.join("temporary"));
        fs::create_dir(&temporary)?;
        let mut command = Command::new(env::current_exe()?);
        command.args(["check", self.arguments.stage.name(), "--format", "json", "--output"]);
        command.arg(&report).current_dir(home).env("TMPDIR", &temporary);
        command.env(NO_HISTORY, "1");
        if let Some(weighing) = &self.arguments.weights {
            command.arg("--weights").arg(&weighing.path);
        }
        command.arg("--").args(server);
        let checked = self.bench.run(command, limits)?;
        // A server that kills its judge does not write the report.
        if checked.status.as_ref().is_ok_and(|status| status.code().is_none()) {
            return Err(no_report(checked));
        }
        match fs::read(&report).ok().and_then(|text| serde_json::from_slice(&text).ok()) {
            Some(report) => Ok(Row::new(name(self.path), &report, checked.status.err())),
            None => Err(no_report(checked)),
        }
    }
}

fn no_report(checked: Ended) -> Reason {
    checked.status.map_or_else(identity, |status| {
        let note = format!("{status}: {}", first_error(&checked.stderr));
        Reason::new("ended the checks", note)
    })
}

/// The first line that is an error, or else the first line.
fn first_error(text: &str) -> String {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.clone().next();
    lines.find(|line| line.starts_with("error")).or(first).unwrap_or_default().to_string()
}

/// The words of the command in `stage.toml`.
fn start(home: &Path) -> Result<Vec<String>, Reason> {
    let wrong = |problem: String| Reason::new("no server", format!("{START}: {problem}"));
    let text = fs::read_to_string(home.join(START))?;
    let start: Start =
        toml_edit::de::from_str(&text).map_err(|error| wrong(error.message().to_string()))?;
    let words: Vec<String> = start.command.split_whitespace().map(String::from).collect();
    if words.is_empty() { Err(wrong("the command is empty".to_string())) } else { Ok(words) }
}

/// Copies the files of a submission, without what is built, hidden repositories, links and pipes.
fn copy(from: &Path, to: &Path) -> Result<(), Reason> {
    if !from.is_dir() {
        return Err(Reason::new("no server", "the submission is not a folder"));
    }
    let is_left_out = |name: &str| ["target", ".git"].contains(&name);
    let files = WalkDir::new(from).into_iter();
    let mut bytes = 0;
    for entry in
        files.filter_entry(|it| it.depth() != 1 || !is_left_out(&it.file_name().to_string_lossy()))
    {
        let entry = entry.map_err(io::Error::from)?;
        let inner = entry.path().strip_prefix(from).unwrap_or(entry.path());
        if entry.file_type().is_file() {
            bytes += entry.metadata().map_err(io::Error::from)?.len();
            if bytes > MAX_BYTES {
                return Err(Reason::new("no server", "the submission is larger than 500 MiB"));
            }
            fs::copy(entry.path(), to.join(inner))?;
        } else if entry.file_type().is_dir() || entry.depth() == 0 {
            fs::create_dir_all(to.join(inner))?;
        }
    }
    Ok(())
}
