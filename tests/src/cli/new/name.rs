//! Names that a crate may have.

use anyhow::{Context, Result, bail};
use checks::Stage;
use std::path::Path;

/// Longer names make paths that some systems refuse.
const LONGEST: usize = 64;

/// A name that any crate can have.
const EXAMPLE: &str = "my-server";

/// Names of the language, its libraries, cargo's folders, the dependencies, and Windows' devices.
const TAKEN: &str = "\
    abstract alloc as async await become box break build const continue core crate deps do dyn else \
    enum examples extern false final fn for gen if impl in incremental let loop macro match mod move \
    mut override priv proc_macro pub ref return self static std struct super test trait true try type \
    typeof unsafe unsized use virtual where while yield \
    anyhow clap ctrlc httparse httpdate mime_guess mio rlimit rustix serde_json tempfile \
    aux con nul prn com1 com2 com3 com4 com5 com6 com7 com8 com9 \
    lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9";

/// The name of the folder, if a crate can have it.
pub(super) fn of_crate(path: &Path, stage: Stage) -> Result<&str> {
    let better = format!("try `{EXAMPLE} --from {}`", stage.name());
    let name = path.file_name().with_context(|| {
        format!("NAME is `{}`, which names no new folder; {better}", path.display())
    })?;
    if let Some(reason) = fault(&name.to_string_lossy()) {
        let shown: String = name.to_string_lossy().chars().take(LONGEST).collect();
        bail!("NAME {shown:?} cannot be the name of a crate: {reason}; {better}");
    }
    name.to_str().context("NAME is not UTF-8")
}

/// Why a crate cannot have this name.
fn fault(name: &str) -> Option<&'static str> {
    let first = name.chars().next()?;
    if !name.chars().all(is_allowed) {
        Some("use letters from a to z, digits, `-` and `_`")
    } else if !first.is_ascii_alphabetic() {
        Some("it has to begin with a letter")
    } else if name.len() > LONGEST {
        Some("it is too long")
    } else if is_taken(name) {
        Some("it has another meaning")
    } else {
        None
    }
}

fn is_allowed(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_".contains(character)
}

/// Cargo takes `-` and `_` for the same in the names of crates.
fn is_taken(name: &str) -> bool {
    let name = name.to_lowercase().replace('-', "_");
    TAKEN.split_whitespace().any(|taken| taken == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_crates_are_accepted() {
        for path in ["my-server", "../MyServer", "/tmp/server_2", "a"] {
            assert_eq!(fault(path.rsplit('/').next().unwrap_or(path)), None, "{path}");
        }
    }

    #[test]
    fn other_names_are_refused() {
        let wrong =
            ["my server", "2nd", "größe", "日本", "..", "std", "serde-json", "CON", "a.b", "--x"];
        for name in wrong {
            assert!(fault(name).is_some(), "{name}");
        }
        let stage = Stage::new(2).expect("there is a stage 2");
        let message = of_crate(Path::new("my server"), stage).expect_err("it has a space");
        assert!(message.to_string().ends_with("try `my-server --from 2`"), "{message}");
    }

    #[test]
    fn a_crate_cannot_have_the_name_of_what_it_uses() {
        for stage in Stage::SERVERS {
            let manifest = checks::stages::workspace().join(stage.folder()).join("Cargo.toml");
            let manifest = std::fs::read_to_string(manifest).expect("a stage has a manifest");
            let (_, dependencies) =
                manifest.split_once("[dependencies]").expect("a stage uses some");
            let names =
                dependencies.lines().filter_map(|line| line.strip_suffix(".workspace = true"));
            assert!(names.into_iter().all(is_taken), "{dependencies}");
        }
    }
}
