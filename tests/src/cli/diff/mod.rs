//! `cargo stage diff`: what one stage, or a program of your own, has that another has not.

mod change;
mod items;
mod lines;
mod moves;
mod patch;
mod side;
mod stat;
mod tree;
mod view;
mod words;

use super::output::{has_colour, print, print_bytes};
use super::status::while_busy;
use anyhow::Result;
use change::Change;
use side::{Side, side};
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use view::{Marks, view};

/// Shows how two stages differ, or a stage and any folder.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The older side: the number or name of a stage, `event-loop`, or a folder.
    #[arg(value_name = "OLD", allow_negative_numbers = true)]
    old: OsString,
    /// The newer side: the number or name of a stage, `event-loop`, or a folder.
    #[arg(value_name = "NEW", allow_negative_numbers = true)]
    new: OsString,
    /// Show how many lines came and went in each file.
    #[arg(long, group = "form")]
    stat: bool,
    /// Mark the words that changed, [-old-]{+new+}, instead of lines.
    #[arg(long, group = "form")]
    word: bool,
    /// Print a patch for `patch -p1` or `git apply`, as is done where the output is no terminal.
    #[arg(long, group = "form")]
    plain: bool,
}

/// After this time, what has not been compared is taken to be different, and not shown to readers.
const LIMIT: Duration = Duration::from_secs(8);

/// To compare huge files, and to look for what was moved or renamed, leaves time for the rest.
const SEARCH_LIMIT: Duration = Duration::from_secs(2);

/// Compares both sides, and prints what differs.
pub(crate) fn run(arguments: &Args) -> Result<ExitCode> {
    let (old, new) = (side(&arguments.old)?, side(&arguments.new)?);
    let deadline = Instant::now() + LIMIT;
    let difference = while_busy("comparing", || difference(arguments, &old, &new, deadline))?;
    let is_late = Instant::now() >= deadline;
    match difference {
        Difference::None => {
            writeln!(anstream::stderr(), "{} and {} are the same", old.name, new.name)?;
        }
        Difference::Patch(patch) => print_bytes(&patch)?,
        Difference::Text(text) => print(&text)?,
    }
    if is_late {
        let _ = writeln!(anstream::stderr(), "{TOO_MUCH}");
    }
    Ok(ExitCode::SUCCESS)
}

const TOO_MUCH: &str =
    "There is too much to compare: what is the same may be taken to be different.";

/// What there is to print.
enum Difference {
    None,
    Patch(Vec<u8>),
    Text(String),
}

fn difference(arguments: &Args, old: &Side, new: &Side, deadline: Instant) -> Result<Difference> {
    let (before, after) = (tree::read(&old.folder)?, tree::read(&new.folder)?);
    let changes = change::between(before, after, deadline.min(Instant::now() + SEARCH_LIMIT))?;
    Ok(if changes.is_empty() {
        Difference::None
    } else if arguments.plain || !(arguments.stat || arguments.word || has_colour()) {
        Difference::Patch(patch::patch(&changes, deadline))
    } else {
        let changes = change::join_renamed(changes, deadline.min(Instant::now() + SEARCH_LIMIT));
        Difference::Text(for_readers(arguments, &changes, deadline))
    })
}

fn for_readers(arguments: &Args, changes: &[Change], deadline: Instant) -> String {
    let moved = moves::moves(changes, deadline.min(Instant::now() + SEARCH_LIMIT));
    let moved: String = moved.into_iter().map(|line| line + "\n").collect();
    if arguments.stat {
        return stat::stat(changes, deadline) + &moved;
    }
    let marks = if arguments.word { Marks::Words } else { Marks::Lines };
    let gap = if moved.is_empty() { "" } else { "\n" };
    moved + gap + &view(changes, marks, deadline)
}
