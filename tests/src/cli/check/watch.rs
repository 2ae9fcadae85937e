//! `--watch`: the checks run again when a source file of the server changes.

use super::package::{Built, CargoRun};
use super::run::Known;
use super::{Args, exit_code, run_once};
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
const NO_SOURCES: [&str; 3] = ["target", "node_modules", "__pycache__"];

/// Here the server stores what it is sent, unless it is a folder among the sources.
const STORED: &str = "files";

/// A folder with more files than this is not the folder of one server.
const MANY: usize = 10_000;

/// When the files were changed, and how long they are.
type Stamps = BTreeMap<PathBuf, (SystemTime, u64)>;

/// Runs the checks again and again, until Ctrl-C.
pub(crate) fn run(arguments: &Args, checks: &[&'static Check]) -> anyhow::Result<ExitCode> {
    let places = places(arguments);
    let mut known = Known::new();
    loop {
        let seen = stamps(&places);
        let run = run_once(arguments, checks, &known)?;
        let _ = exit_code(&run);
        known.extend(run.known());
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

/// The folder of the stage, or of the package; of other commands, the folders of the files that they name.
fn places(arguments: &Args) -> Vec<PathBuf> {
    let Some(program) = arguments.command.first() else {
        return vec![stages::workspace().join(arguments.stage.folder())];
    };
    if let Some(run) = CargoRun::parse(&arguments.command) {
        return vec![run.folder()];
    }
    if let Some(built) = Built::find(program) {
        return vec![built.folder];
    }
    let here = env::current_dir().unwrap_or_default();
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
        let time = data.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        stamps.insert(path.to_path_buf(), (time, data.len()));
        return;
    }
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_stored = name == STORED && !path.components().any(|part| part.as_os_str() == "src");
        let is_left_out = name.starts_with('.') || NO_SOURCES.contains(&&*name) || is_stored;
        if !is_left_out && stamps.len() < MANY {
            collect(&entry.path(), stamps);
        }
    }
}
