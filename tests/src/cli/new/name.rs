//! Names that a crate may have.

use anyhow::{Context, Result, bail};
use checks::Stage;
use std::path::Path;

/// Longer names make paths that some systems refuse.
const LONGEST: usize = 64;

/// Where nothing of a name can be used.
const FALLBACK: &str = "my-server";

/// What the language, its libraries, cargo's folders or Windows' devices are called.
const TAKEN: &str = "\
    abstract alloc as async await become box break build const continue core crate deps do dyn else \
    enum examples extern false final fn for gen if impl in incremental let loop macro match mod move \
    mut override priv proc_macro pub ref return self static std struct super test trait true try type \
    typeof unsafe unsized use virtual where while yield \
    anyhow clap ctrlc httparse httpdate mime_guess mio rlimit serde_json tempfile \
    aux con nul prn com1 com2 com3 com4 com5 com6 com7 com8 com9 \
    lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9";

/// The name of the folder, where it can be the name of a crate as well.
pub(super) fn of_crate(path: &Path, stage: Stage) -> Result<&str> {
    let from = stage.name();
    let shown = path.display();
    let name = path.file_name().with_context(|| {
        format!("NAME is `{shown}`, which names no new folder; try `{FALLBACK} --from {from}`")
    })?;
    let lossy = name.to_string_lossy();
    if let Some(reason) = fault(&lossy) {
        let better = suggestion(&lossy);
        let shown: String = lossy.chars().take(LONGEST).collect();
        bail!(
            "NAME {shown:?} cannot be the name of a crate: {reason}; try `{better} --from {from}`"
        );
    }
    name.to_str().context("NAME is not UTF-8")
}

/// Why a crate cannot have this name.
fn fault(name: &str) -> Option<&'static str> {
    let first = name.chars().next()?;
    if !name.chars().all(is_allowed) {
        Some("it may have letters from a to z, digits, `-` and `_` in it")
    } else if !first.is_ascii_alphabetic() {
        Some("it has to begin with a letter")
    } else if name.len() > LONGEST {
        Some("it is too long")
    } else if is_taken(name) {
        Some("it means something else already")
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

/// A name that is nearly this one, and can be had.
fn suggestion(name: &str) -> String {
    let allowed = name.chars().map(|c| if is_allowed(c) { c.to_ascii_lowercase() } else { ' ' });
    let allowed: String = allowed.collect();
    let words: Vec<&str> = allowed.split_whitespace().collect();
    let name = words.join("-");
    let name = name.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let name = name.get(..LONGEST / 2).unwrap_or(name).trim_end_matches(['-', '_']);
    match name {
        "" => FALLBACK.to_string(),
        name if is_taken(name) => format!("my-{name}"),
        name => name.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(path: &str) -> String {
        let stage = Stage::new(2).expect("there is a stage 2");
        of_crate(Path::new(path), stage).expect_err(path).to_string()
    }

    #[test]
    fn names_of_crates_are_accepted() {
        for path in ["my-server", "../MyServer", "/tmp/server_2", "a"] {
            assert_eq!(fault(path.rsplit('/').next().unwrap_or(path)), None, "{path}");
        }
    }

    #[test]
    fn other_names_are_answered_with_one_that_can_be_had() {
        let pairs = [
            ("my server", "my-server"),
            ("2nd", "nd"),
            ("größe", "gr-e"),
            ("日本", "my-server"),
            ("..", "my-server"),
            ("std", "my-std"),
            ("serde-json", "my-serde-json"),
            ("CON", "my-con"),
            ("a.b", "a-b"),
            ("--x", "x"),
        ];
        for (wrong, right) in pairs {
            let message = message(wrong);
            assert!(message.contains(&format!("try `{right} --from 2`")), "{wrong}: {message}");
            assert_eq!(fault(right), None, "{right}");
        }
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

    #[test]
    fn each_suggestion_can_be_had() {
        for name in ["x".repeat(300), "-".repeat(300), "a b".repeat(100), String::from("fn")] {
            assert_eq!(fault(&suggestion(&name)), None, "{name}");
        }
    }
}
