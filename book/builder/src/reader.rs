//! The reader's own crate: what `cargo new my-server` makes, and what it is at the end of each chapter.

use crate::{Error, Files, error};
use checks::stages::workspace;
use checks::{Stage, sources};
use std::path::Path;

/// The reader's crate is called so.
pub const NAME: &str = "my-server";

/// The crate as `cargo new` makes it.
#[must_use]
pub fn new() -> Files {
    let main = "fn main() {\n    println!(\"Hello, world!\");\n}\n";
    let files = [("Cargo.toml", manifest("")), ("src/main.rs", main.to_string())];
    files.into_iter().map(|(path, text)| (path.to_string(), text)).collect()
}

/// The crate before the first step of this chapter.
pub fn at_start(chapter: Stage) -> Result<Files, Error> {
    at_start_in(workspace(), chapter)
}

/// The same in a copy of the workspace.
pub fn at_start_in(root: &Path, chapter: Stage) -> Result<Files, Error> {
    let before = Stage::SERVERS.into_iter().find(|stage| stage.next() == Some(chapter));
    before.map_or_else(|| Ok(new()), |before| at_end_in(root, before))
}

/// The crate after the last step of this chapter: the stage's files, and its dependencies in the reader's manifest.
pub fn at_end(stage: Stage) -> Result<Files, Error> {
    at_end_in(workspace(), stage)
}

fn at_end_in(root: &Path, stage: Stage) -> Result<Files, Error> {
    let folder = root.join(stage.folder());
    let unreadable = |error| Error::in_file(&folder, format!("cannot be read: {error}"));
    let mut files = Files::new();
    for (path, bytes) in sources::read_some(&folder, ["src", "www"]).map_err(unreadable)? {
        let text = String::from_utf8(bytes);
        let text = text.map_err(|_| Error::in_file(&folder.join(&path), "is not text"))?;
        files.insert(path, text);
    }
    let dependencies = dependencies(&folder.join("Cargo.toml"), &root.join("Cargo.toml"))?;
    files.insert("Cargo.toml".to_string(), manifest(&dependencies));
    Ok(files)
}

fn manifest(dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{NAME}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}"
    )
}

/// The dependencies of a stage, with the versions that they have in the workspace.
fn dependencies(own: &Path, workspace: &Path) -> Result<String, Error> {
    let text = checks::manifest::dependencies(&error::read(own)?, &error::read(workspace)?);
    text.map_err(|error| Error::in_file(own, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_have_the_versions_of_the_workspace() {
        let files = at_end(Stage::ALL[5]).expect("stage 6 can be read");
        let manifest = &files["Cargo.toml"];
        for expected in [
            "edition = \"2024\"\n\n[dependencies]\nanyhow = \"1\"\n",
            "# The standard library has no way to hear of SIGINT and SIGTERM.\n\
             ctrlc = { version = \"3\", features = [\"termination\"] }\n",
            "serde_json = \"1\"\n",
        ] {
            assert!(manifest.contains(expected), "{manifest}");
        }
        assert!(files.contains_key("src/pool.rs") && files.contains_key("www/index.html"));
    }

    #[test]
    fn the_first_chapter_begins_with_a_new_crate() {
        assert_eq!(at_start(Stage::ALL[0]), Ok(new()));
        assert_eq!(at_start(Stage::ALL[2]), at_end(Stage::ALL[1]));
        assert_eq!(at_start(Stage::EVENT_LOOP), at_end(Stage::ALL[6]));
    }
}
