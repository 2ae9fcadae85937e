//! `--watch`: the checks run again when a source file of the server changes.

use super::finding::Run;
use super::{Args, exit_code, run_once};
use anstyle::AnsiColor;
use checks::{Check, stages};
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, SystemTime};

/// How often the files are looked at.
const INTERVAL: Duration = Duration::from_millis(300);

/// What is made anew by each build, or is none of the server's own.
const NO_SOURCES: [&str; 4] = ["target", "node_modules", "__pycache__", "files"];

/// A folder with more files than this is not the folder of one server.
const MANY: usize = 10_000;

type Stamps = BTreeMap<PathBuf, SystemTime>;

/// Runs the checks for ever: Ctrl-C ends it.
pub(crate) fn run(arguments: &Args, checks: &[&'static Check]) -> anyhow::Result<ExitCode> {
    let places = places(arguments);
    let mut before: Option<Run> = None;
    loop {
        let seen = stamps(&places);
        let run = run_once(arguments, checks)?;
        let _ = exit_code(&run);
        if let Some(before) = &before {
            tell_changes(before, &run)?;
        }
        before = Some(run);
        writeln!(anstream::stderr(), "\nwaiting for a change …")?;
        wait_for_change(&places, &seen);
    }
}

/// Returns when files have changed and have come to rest again.
fn wait_for_change(places: &[PathBuf], seen: &Stamps) {
    let mut last = stamps(places);
    loop {
        thread::sleep(INTERVAL);
        let now = stamps(places);
        if now == last && now != *seen {
            return;
        }
        last = now;
    }
}

/// What has turned green, and what red.
fn tell_changes(before: &Run, now: &Run) -> anyhow::Result<()> {
    let mut out = anstream::stdout();
    let (green, red) = (AnsiColor::Green.on_default(), AnsiColor::Red.on_default());
    let mut same = true;
    for (old, new) in before.findings.iter().zip(&now.findings) {
        if old.points() == new.points() {
            continue;
        }
        same = false;
        let (style, word) = if new.points() > 0 { (green, "green") } else { (red, "red") };
        writeln!(out, "turned {style}{word}{style:#}: {}", new.check.id)?;
    }
    if same {
        writeln!(out, "nothing has turned green or red")?;
    }
    Ok(())
}

/// The folder of the stage; of a command, the folders of the files that it names.
fn places(arguments: &Args) -> Vec<PathBuf> {
    if arguments.command.is_empty() {
        return vec![stages::workspace().join(arguments.stage.package())];
    }
    let here = env::current_dir().unwrap_or_default();
    if arguments.command[0] == "cargo" {
        return vec![here];
    }
    let files = arguments.command.iter().map(|argument| here.join(argument));
    files.filter(|path| path.is_file()).map(source_of).collect()
}

/// What a build puts out is looked at alone; a script may consist of more files than one.
fn source_of(file: PathBuf) -> PathBuf {
    let is_script = file.extension().is_some_and(|extension| extension != "exe");
    match file.parent() {
        Some(folder) if is_script => folder.to_path_buf(),
        _ => file,
    }
}

fn stamps(places: &[PathBuf]) -> Stamps {
    let mut stamps = Stamps::new();
    for place in places {
        collect(place, &mut stamps);
    }
    stamps
}

fn collect(path: &Path, stamps: &mut Stamps) {
    // A link may lead in a circle.
    let Ok(data) = fs::symlink_metadata(path) else { return };
    if !data.is_dir() {
        stamps.insert(path.to_path_buf(), data.modified().unwrap_or(SystemTime::UNIX_EPOCH));
        return;
    }
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && !NO_SOURCES.contains(&&*name) && stamps.len() < MANY {
            collect(&entry.path(), stamps);
        }
    }
}
