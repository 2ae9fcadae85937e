//! `--watch`: the checks run again after a change of a source file. On a terminal, keys show more.

use super::human::{Again, Human};
use super::package::{Built, CargoRun};
use super::run::Run;
use super::{Args, Common, exit_code, observe, screen};
use crate::cli::arguments::print_error;
use anyhow::Context;
use checks::{Check, stages};
use console::{Key, Term};
use notify::{RecursiveMode, Watcher};
use std::env;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

/// Editors write a file in several steps. After this pause, they are done.
const PAUSE: Duration = Duration::from_millis(200);

/// Results of a build, and other files that are no sources.
const IGNORED: [&str; 4] = ["target", "node_modules", "__pycache__", "Cargo.lock"];

/// Servers store here what clients send, unless it is a folder among the sources.
const STORED: &str = "files";

/// The smallest screen that the report is made for.
const HEIGHT: usize = 24;

/// A reason to show something else.
enum Event {
    Changed,
    Key(char),
}

/// Runs the checks again and again, until `q` or Ctrl-C.
pub(crate) fn run(arguments: &Args, checks: &[&'static Check]) -> anyhow::Result<ExitCode> {
    let (sender, events) = mpsc::channel();
    let places = places(&arguments.common);
    places.first().context("--watch: the command names no file that can be watched")?;
    let _watcher = watch_files(&places, sender.clone())?;
    let has_screen = io::stdin().is_terminal() && io::stdout().is_terminal();
    if has_screen {
        thread::spawn(move || read_keys(&sender));
    }
    loop {
        let run = observe(arguments, checks);
        if show_until_change(&run, arguments, &events, has_screen)? {
            return Ok(exit_code(&run));
        }
        wait_for_pause(&events);
    }
}

/// Shows the report, and more of it for each key. Returns whether `q` or Ctrl-C was pressed.
fn show_until_change(
    run: &Run,
    arguments: &Args,
    events: &Receiver<Event>,
    has_screen: bool,
) -> anyhow::Result<bool> {
    let mut human = Human::new(run, arguments);
    loop {
        show(&human, run, arguments, has_screen)?;
        if run.interrupted {
            break;
        }
        match events.recv().context("nobody watches the files any more")? {
            Event::Changed => return Ok(false),
            Event::Key('h') => human.hints += 1,
            Event::Key('a') => human.all = !human.all,
            Event::Key('q') => break,
            Event::Key(_) => {}
        }
    }
    writeln!(io::stdout())?;
    Ok(true)
}

/// Changes come in crowds: the last of them counts.
fn wait_for_pause(events: &Receiver<Event>) {
    while events.recv_timeout(PAUSE).is_ok() {}
}

fn show(human: &Human, run: &Run, arguments: &Args, has_screen: bool) -> anyhow::Result<()> {
    let again = Again::new(&arguments.common);
    let (height, width) = Term::stdout().size();
    if has_screen {
        Term::stdout().clear_screen()?;
    }
    let text = match run.problem {
        Some(_) => String::new(),
        None if human.all || !has_screen => human.text(&again),
        None => screen::report(human, run, &again, HEIGHT.max(height.into()), width.into()),
    };
    run.problem.iter().for_each(|problem| print_error(problem));
    anstream::stdout().write_all(text.as_bytes())?;
    if has_screen {
        write!(io::stdout(), "waiting for a change · h: next hint · a: all failures · q: quit ")?;
        return Ok(io::stdout().flush()?);
    }
    Ok(writeln!(io::stderr(), "\nwaiting for a change …")?)
}

/// Passes on what is typed, until the terminal is gone.
fn read_keys(events: &Sender<Event>) {
    let terminal = Term::stdout();
    while let Ok(key) = terminal.read_key() {
        let Key::Char(key) = key else { continue };
        if events.send(Event::Key(key)).is_err() {
            return;
        }
    }
}

/// Reports each change of a source file. Reading a file is no change.
fn watch_files(places: &[PathBuf], events: Sender<Event>) -> anyhow::Result<impl Watcher + use<>> {
    let roots = places.to_vec();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        let is_source = |path: &PathBuf| roots.iter().any(|root| is_source(path, root));
        if !event.kind.is_access() && event.paths.iter().any(is_source) {
            let _ = events.send(Event::Changed);
        }
    })?;
    for place in places {
        // An editor may replace a file: its folder knows the new one as well.
        let folder = if place.is_dir() { place } else { place.parent().unwrap_or(place) };
        let mode =
            if place.is_dir() { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        let cannot = || format!("cannot watch {}", folder.display());
        watcher.watch(folder, mode).with_context(cannot)?;
    }
    Ok(watcher)
}

/// Whether the path is the place itself, or a source file in it.
fn is_source(path: &Path, place: &Path) -> bool {
    let Ok(inner) = path.strip_prefix(place) else { return false };
    let names: Vec<_> = inner.iter().map(|name| name.to_string_lossy()).collect();
    let is_ignored = |name: &str| name.starts_with('.') || IGNORED.contains(&name);
    let is_stored = names.contains(&STORED.into()) && !names.contains(&"src".into());
    !is_stored && !names.iter().any(|name| is_ignored(name))
}

/// The folder of the stage or of the package, or the folders of the files that the command names.
fn places(common: &Common) -> Vec<PathBuf> {
    let Some(program) = common.command.first() else {
        return vec![stages::workspace().join(common.goal.stage().folder())];
    };
    if let Some(run) = CargoRun::parse(&common.command) {
        return vec![run.folder()];
    }
    if let Some(built) = Built::find(program) {
        return vec![built.folder];
    }
    let here = env::current_dir().unwrap_or_default();
    let files = common.command.iter().map(|argument| here.join(argument));
    files.filter(|path| path.is_file()).map(source_of).collect()
}

/// A program in machine code is watched alone. A script may consist of several files.
fn source_of(file: PathBuf) -> PathBuf {
    let is_script = file.extension().is_some_and(|extension| extension != "exe");
    match file.parent() {
        Some(folder) if is_script => folder.to_path_buf(),
        _ => file,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_and_stored_files_are_no_sources() {
        let place = Path::new("/crate");
        for path in ["src/main.rs", "src/files/mod.rs", "Cargo.toml", ""] {
            assert!(is_source(&place.join(path), place), "{path}");
        }
        for path in ["target/debug/a", "Cargo.lock", ".git/index", "src/.main.rs.swp", "files/a"] {
            assert!(!is_source(&place.join(path), place), "{path}");
        }
        assert!(!is_source(Path::new("/other/main.rs"), place));
    }
}
