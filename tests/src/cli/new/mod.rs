//! `cargo stage new`: a crate of the learner's own, which begins as a copy of a stage.

mod folder;
mod manifest;
mod name;

use super::arguments::StageParser;
use super::output::print;
use anyhow::{Context, Error, Result, bail};
use checks::external::quoted;
use checks::sources::Sources;
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
    make(path, stage, stages::sources(stage).map_err(Error::msg)?)?;
    print(&next_steps(path, stage))?;
    Ok(ExitCode::SUCCESS)
}

/// Makes a crate that stands alone, of the files of a stage, changed or not.
pub(crate) fn make(path: &Path, stage: Stage, mut files: Sources) -> Result<()> {
    let name = name::of_crate(path, stage)?;
    let parent = free_place(path)?;
    let own = files.remove("Cargo.toml").unwrap_or_default();
    let manifest = manifest::of_crate(&String::from_utf8_lossy(&own), name)?;
    let is_inside =
        fs::canonicalize(stages::workspace()).is_ok_and(|root| parent.starts_with(root));
    let alias = alias(stages::workspace(), is_inside);
    let texts = [("Cargo.toml", Some(manifest)), (".cargo/config.toml", alias)];
    let texts = texts.into_iter().chain([(".gitignore", Some(ignored(is_inside).to_string()))]);
    files.extend(texts.filter_map(|(name, text)| Some((name.to_string(), text?.into_bytes()))));
    // With the versions of the stages, it builds as they do, also without a network.
    let lock = fs::read(stages::workspace().join("Cargo.lock")).ok();
    files.extend(lock.map(|lock| ("Cargo.lock".to_string(), lock)));
    folder::make(path, &parent, &files).with_context(|| format!("cannot make {}", path.display()))
}

/// `cargo stage` for a crate that cargo does not see as a part of our workspace.
///
/// Inside the workspace, cargo merges it with the alias there: a string replaces a string, but a list would
/// be added to it. Only a list can have a path with a space in it.
fn alias(workspace: &Path, is_inside: bool) -> Option<String> {
    let manifest = workspace.join("Cargo.toml").display().to_string();
    let words = ["run", "--quiet", "--manifest-path", &manifest, "--package", "stage", "--"];
    let value = match (manifest.contains(char::is_whitespace), is_inside) {
        (false, _) => format!("{:?}", words.join(" ")),
        (true, false) => format!("{words:?}"),
        (true, true) => return None,
    };
    let use_it = "# `cargo stage check 3 -- cargo run` works in this folder, too.";
    Some(format!("{use_it}\n[alias]\nstage = {value}\n"))
}

/// The folder around the new one. The error says why nothing can be made there.
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

/// The `.gitignore` of the crate. Inside this workspace, git ignores the whole folder.
fn ignored(is_inside: bool) -> &'static str {
    if is_inside {
        "# Yours alone: the repository around it ignores this folder.\n\
         # In a repository of its own, ignore /target/, /files/ and /.cargo/ instead.\n*\n"
    } else {
        "/target/\n/files/\n# The path of the course on this computer.\n/.cargo/\n"
    }
}

/// The crate is a copy of a finished stage, so its goal is the stage after it.
fn next_steps(path: &Path, stage: Stage) -> String {
    let (title, shown) = (stage.title(), quoted(&path.display().to_string()));
    let goal = stage.next().unwrap_or(stage);
    let (name, of_goal) = (goal.name(), goal.title());
    format!(
        "{shown} begins as a copy of {title}.\n\n\
         Go there, and run it:\n  cd {shown}\n  cargo run\n\n\
         There, see what {of_goal} asks for, once or after each change:\n  \
         cargo stage check {name} -- cargo run\n  \
         cargo stage check {name} --watch -- cargo run\n\n\
         See what you have changed:\n  cargo stage diff {} .\n",
        stage.name()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_a_space_needs_a_list() {
        let plain = alias(Path::new("/a"), true).expect("a string will do");
        assert!(plain.contains("\nstage = \"run --quiet --manifest-path /a"), "{plain}");
        let list = alias(Path::new("/a b"), false).expect("a list will do");
        assert!(list.contains("\nstage = [\"run\", "), "{list}");
        assert_eq!(alias(Path::new("/a b"), true), None);
    }

    #[test]
    fn what_is_there_is_no_free_place() {
        let here = tempfile::tempdir().expect("a folder can be made");
        assert!(free_place(here.path()).is_err());
        assert!(free_place(&here.path().join("missing/new")).is_err());
        assert!(free_place(&here.path().join("new")).is_ok());
    }
}
