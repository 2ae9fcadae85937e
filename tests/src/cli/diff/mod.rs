//! `cargo stage diff`: the difference between two stages, or a stage and any folder.

mod change;
mod filter;
mod html;
mod lines;
mod patch;
mod text;
mod tree;

use super::arguments::parse_stage;
use super::output::{has_colour, print_bytes};
use super::status::while_busy;
use anstream::adapter::strip_str;
use anyhow::{Result, anyhow, bail};
use change::Change;
use checks::stages;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Shows how two stages differ, or a stage and any folder.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Args {
    /// The older side: the number or name of a stage, `event-loop`, or a folder.
    #[arg(value_name = "OLD", allow_negative_numbers = true)]
    old: OsString,
    /// The newer side: the number or name of a stage, `event-loop`, or a folder.
    #[arg(value_name = "NEW", allow_negative_numbers = true)]
    new: OsString,
    /// Only these files and folders of both sides: `src/main.rs`, `src` or 'src/*.rs'.
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    /// How to show the difference [default: text on a terminal, otherwise patch].
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write to this file instead of stdout.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The forms of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Coloured lines, with the changed words marked.
    Text,
    /// A patch for `patch -p1` or `git apply`.
    Patch,
    /// One page for a browser and a projector.
    Html,
}

/// After this time `similar` stops looking for the shortest difference. A longer one is right, too.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// Compares both sides and prints the difference.
pub(crate) fn run(arguments: &Args) -> Result<ExitCode> {
    let ((old, old_folder), (new, new_folder)) = (side(&arguments.old)?, side(&arguments.new)?);
    compare(arguments, (&old, &old_folder), (&new, &new_folder))?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the difference between two folders. Each has a name for the reader.
pub(crate) fn print_between(old: (&str, &Path), new: (&str, &Path)) -> Result<()> {
    compare(&Args::default(), old, new)
}

fn compare(arguments: &Args, old: (&str, &Path), new: (&str, &Path)) -> Result<()> {
    let ((old, old_folder), (new, new_folder)) = (old, new);
    let (mut before, mut after) = (tree::read(old_folder)?, tree::read(new_folder)?);
    filter::keep(&arguments.paths, [&mut before, &mut after])?;
    let changes = change::between(before, after);
    if changes.is_empty() {
        writeln!(anstream::stderr(), "{old} and {new} are the same")?;
    }
    let title = format!("{old} → {new}");
    write(arguments, &while_busy("comparing", || render(arguments, &title, &changes)))
}

/// The name and the folder of a side: the stage of this number or name, otherwise any folder.
fn side(argument: &OsStr) -> Result<(String, PathBuf)> {
    let name = argument.display().to_string();
    match (parse_stage(&name), fs::metadata(argument)) {
        (Ok(it), _) => Ok((it.package().to_string(), stages::workspace().join(it.folder()))),
        (_, Ok(metadata)) if metadata.is_dir() => Ok((name, argument.into())),
        (_, Ok(_)) => bail!("{name} is not a folder"),
        _ if name.parse::<i64>().is_ok() => {
            bail!("there is no stage {name}: stages are numbers from 1 to 7, or `event-loop`")
        }
        (Err(why), Err(error)) => bail!("no stage and no folder {name:?} ({error}): {why}"),
    }
}

fn render(arguments: &Args, title: &str, changes: &[Change]) -> Vec<u8> {
    let deadline = Instant::now() + TIME_LIMIT;
    let is_coloured = arguments.output.is_none() && has_colour();
    let default = if is_coloured { Format::Text } else { Format::Patch };
    match arguments.format.unwrap_or(default) {
        Format::Text if is_coloured => text::text(changes, deadline).into_bytes(),
        Format::Text => strip_str(&text::text(changes, deadline)).to_string().into_bytes(),
        Format::Patch => patch::patch(changes, deadline),
        Format::Html => html::page(title, changes, deadline).into_bytes(),
    }
}

fn write(arguments: &Args, bytes: &[u8]) -> Result<()> {
    let Some(file) = &arguments.output else { return Ok(print_bytes(bytes)?) };
    fs::write(file, bytes).map_err(|error| anyhow!("cannot write {}: {error}", file.display()))
}
