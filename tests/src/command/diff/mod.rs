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
use anyhow::Result;
use change::Change;
use side::{Side, side};
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;
use view::{Marks, view};

/// Shows how two stages differ, or a stage and any folder.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The older side: the number or name of a stage, or a folder.
    #[arg(value_name = "OLD")]
    old: OsString,
    /// The newer side: the number or name of a stage, or a folder.
    #[arg(value_name = "NEW")]
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

/// Compares both sides, and prints what differs.
pub(crate) fn run(arguments: &Args) -> Result<ExitCode> {
    let (old, new) = (side(&arguments.old)?, side(&arguments.new)?);
    let changes = compare(&old, &new)?;
    if changes.is_empty() {
        writeln!(anstream::stderr(), "{} and {} are the same", old.name, new.name)?;
    } else if arguments.plain || !(arguments.stat || arguments.word || has_colour()) {
        print_bytes(&patch::patch(&changes))?;
    } else {
        print(&for_readers(arguments, &change::join_renamed(changes)))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn compare(old: &Side, new: &Side) -> Result<Vec<Change>> {
    change::between(tree::read(&old.folder)?, tree::read(&new.folder)?)
}

fn for_readers(arguments: &Args, changes: &[Change]) -> String {
    let moved = moves::moves(changes);
    let moved: String = moved.into_iter().map(|line| line + "\n").collect();
    if arguments.stat {
        return stat::stat(changes) + &moved;
    }
    let marks = if arguments.word { Marks::Words } else { Marks::Lines };
    let gap = if moved.is_empty() { "" } else { "\n" };
    moved + gap + &view(changes, marks)
}
