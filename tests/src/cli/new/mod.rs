//! `cargo stage new`: a crate of the learner's own, which begins as a copy of a stage.

mod folder;
mod manifest;
mod name;

use super::arguments::StageParser;
use super::output::print;
use anyhow::{Context, Result, bail};
use checks::{Stage, stages};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Makes a crate of your own that begins as a copy of a stage. It never overwrites anything.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder to make, within this workspace or anywhere else. The crate gets its name.
    #[arg(value_name = "NAME")]
    path: PathBuf,
    /// The stage to begin with: 1 to 7, or event-loop for the elective.
    #[arg(long, value_name = "N", value_parser = StageParser, hide_possible_values = true, allow_negative_numbers = true)]
    from: Stage,
}

/// Makes the crate, and says what to do next.
pub(crate) fn run(arguments: &Args) -> Result<ExitCode> {
    let (path, stage) = (&arguments.path, arguments.from);
    let name = name::of_crate(path, stage)?;
    let parent = free_place(path)?;
    let manifest = manifest::of_crate(stage, name)?;
    let shown = path.display();
    folder::make(path, &parent, stage, &manifest, &ignored(&parent))
        .with_context(|| format!("cannot make {shown}"))?;
    print(&next_steps(path, stage))?;
    Ok(ExitCode::SUCCESS)
}

/// The folder that the new one is to be in, where nothing is in its place yet.
fn free_place(path: &Path) -> Result<PathBuf> {
    if fs::symlink_metadata(path).is_ok() {
        bail!("{} exists already, and stays as it is: choose another name", path.display());
    }
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let parent = fs::canonicalize(parent)
        .with_context(|| format!("cannot make a folder in {}", parent.display()))?;
    if !parent.is_dir() {
        bail!("cannot make a folder in {}: it is not a folder", parent.display());
    }
    Ok(parent)
}

/// The `.gitignore` of the crate. Within this workspace, git is to see nothing of it.
fn ignored(parent: &Path) -> String {
    let is_inside =
        fs::canonicalize(stages::workspace()).is_ok_and(|root| parent.starts_with(root));
    let all = "# Yours alone: the repository around it sees nothing of this folder.\n\
               # In a repository of its own, ignore /target/ and /files/ instead.\n*\n";
    if is_inside { all.to_string() } else { "/target/\n/files/\n".to_string() }
}

fn next_steps(path: &Path, stage: Stage) -> String {
    let (name, title, shown) = (stage.name(), stage.title(), quoted(path));
    let command = format!("cargo run --manifest-path {}", quoted(&path.join("Cargo.toml")));
    format!(
        "{shown} begins as a copy of {title}.\n\n\
         Run it:\n  (cd {shown} && cargo run)\n\n\
         Build it, and hold it against the checks of {title}, once or after each change:\n  \
         cargo stage check {name} -- {command}\n  \
         cargo stage check {name} --watch -- {command}\n\n\
         See what you have changed:\n  cargo stage diff {name} {shown}\n"
    )
}

/// As a shell takes it for one word.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/\\._-:~".contains(c);
    if text.chars().all(is_plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_quoted_where_a_shell_would_take_them_apart() {
        assert_eq!(quoted(Path::new("a/b-c")), "a/b-c");
        assert_eq!(quoted(Path::new("it's here")), r"'it'\''s here'");
    }

    #[test]
    fn what_is_there_is_no_free_place() {
        let here = tempfile::tempdir().expect("a folder can be made");
        assert!(free_place(here.path()).is_err());
        assert!(free_place(&here.path().join("missing/new")).is_err());
        assert!(free_place(&here.path().join("new")).is_ok());
    }
}
