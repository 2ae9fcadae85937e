//! The reader's own crate: what `cargo new my-server` makes, and what it is at the end of each chapter.

use crate::{Error, Files};
use checks::stages::workspace;
use checks::{Stage, stages};
use std::fs;
use std::path::PathBuf;

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
///
/// # Errors
///
/// Where the files of a stage cannot be read.
pub fn at_start(chapter: Stage) -> Result<Files, Error> {
    let before = Stage::SERVERS.into_iter().find(|stage| stage.next() == Some(chapter));
    before.map_or_else(|| Ok(new()), at_end)
}

/// The crate after the last step of this chapter: the stage's files, and its dependencies in the reader's manifest.
///
/// # Errors
///
/// Returns an error if its files cannot be read.
pub fn at_end(stage: Stage) -> Result<Files, Error> {
    let folder = workspace().join(stage.folder());
    let sources = stages::sources(stage).map_err(|error| Error::in_file(&folder, error))?;
    let mut files = Files::new();
    for (path, bytes) in sources {
        let text = String::from_utf8(bytes);
        let text = text.map_err(|_| Error::in_file(&folder.join(&path), "is not text"))?;
        files.insert(path, text);
    }
    let own = files.remove("Cargo.toml").unwrap_or_default();
    files.insert(
        "Cargo.toml".to_string(),
        manifest(&dependencies(&own, &folder.join("Cargo.toml"))?),
    );
    Ok(files)
}

fn manifest(dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{NAME}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}"
    )
}

/// The dependencies of a stage, with the versions that they have in the workspace.
fn dependencies(manifest: &str, path: &std::path::Path) -> Result<String, Error> {
    let shared = shared_manifest()?;
    checks::manifest::dependencies(manifest, &shared).map_err(|error| Error::in_file(path, error))
}

fn shared_manifest() -> Result<String, Error> {
    let path: PathBuf = workspace().join("Cargo.toml");
    fs::read_to_string(&path)
        .map_err(|error| Error::in_file(&path, format!("cannot be read: {error}")))
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
