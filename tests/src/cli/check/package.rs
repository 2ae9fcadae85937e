//! A Cargo package as the server: how it is built, and where its sources are.

use crate::cli::status::while_busy;
use checks::cargo::{self, Executables};
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

/// `cargo +nightly run --release -- more`, taken apart.
pub(crate) struct CargoRun<'a> {
    cargo: &'a OsStr,
    before: &'a [OsString],
    options: &'a [OsString],
    /// The arguments of the program.
    pub(crate) rest: &'a [OsString],
}

impl<'a> CargoRun<'a> {
    /// The parts of the command, if it is `cargo run`.
    pub(crate) fn parse(command: &'a [OsString]) -> Option<CargoRun<'a>> {
        let (cargo, arguments) = command.split_first()?;
        let is_option = |argument: &&OsString| argument.to_string_lossy().starts_with(['+', '-']);
        let verb = arguments.iter().take_while(is_option).count();
        let runs = arguments.get(verb).is_some_and(|verb| verb == "run" || verb == "r");
        if Path::new(cargo).file_stem() != Some("cargo".as_ref()) || !runs {
            return None;
        }
        let (before, after) = (&arguments[..verb], &arguments[verb + 1..]);
        let end = after.iter().position(|argument| argument == "--").unwrap_or(after.len());
        let rest = after.get(end + 1..).unwrap_or_default();
        Some(CargoRun { cargo, before, options: &after[..end], rest })
    }

    /// Builds the program. The error is the output of cargo.
    pub(crate) fn build(&self) -> Result<PathBuf, String> {
        let mut command = Command::new(self.cargo);
        command.args(self.before).arg("build").args(self.options);
        let built = build(command)?;
        let names: Vec<&str> = built.keys().map(String::as_str).collect();
        match built.values().next() {
            Some(executable) if names.len() == 1 => Ok(executable.clone()),
            Some(_) => {
                let names = names.join(", ");
                Err(format!("cargo built more than one program: say which with --bin ({names})"))
            }
            None => Err("cargo built no program that could be run".to_string()),
        }
    }

    /// The folder of the given manifest, or the next folder above with a manifest.
    pub(crate) fn folder(&self) -> PathBuf {
        let here = env::current_dir().unwrap_or_default();
        let manifest = self.manifest().map(|manifest| here.join(manifest));
        let given = manifest.as_deref().and_then(Path::parent);
        let has_manifest = |folder: &&Path| folder.join("Cargo.toml").is_file();
        let above = || here.ancestors().find(has_manifest).unwrap_or(&here);
        given.unwrap_or_else(above).to_path_buf()
    }

    /// `--manifest-path PATH` or `--manifest-path=PATH`
    fn manifest(&self) -> Option<&'a Path> {
        const NAME: &str = "--manifest-path";
        let all: Vec<&'a OsString> = self.before.iter().chain(self.options).collect();
        let pairs = all.iter().zip(all.iter().skip(1));
        let apart = pairs.filter(|(name, _)| **name == NAME).map(|(_, path)| Path::new(*path));
        let joined = all.iter().filter_map(|argument| argument.to_str()?.strip_prefix(NAME));
        let joined = joined.filter_map(|text| text.strip_prefix('=')).map(Path::new);
        apart.chain(joined).last()
    }
}

/// A program that cargo has built: `my-server/target/debug/my-server`.
pub(crate) struct Built {
    /// The folder with the manifest of the package, or of its workspace.
    pub(crate) folder: PathBuf,
    profile: OsString,
    name: OsString,
}

impl Built {
    /// The package of a program. Cargo marks its target folder with a `CACHEDIR.TAG`.
    pub(crate) fn find(program: &OsStr) -> Option<Built> {
        let path = env::current_dir().ok()?.join(program);
        let (profile, target) = (path.parent()?, path.parent()?.parent()?);
        let folder = target.parent()?;
        let is_cargos = target.join("CACHEDIR.TAG").is_file()
            && folder.join("Cargo.toml").is_file()
            && Path::new(program).components().count() > 1;
        is_cargos.then_some(Built {
            folder: folder.to_path_buf(),
            profile: profile.file_name()?.to_os_string(),
            name: path.file_stem()?.to_os_string(),
        })
    }

    /// Builds it again. The error is the output of cargo.
    pub(crate) fn rebuild(&self) -> Result<(), String> {
        let mut command = Command::new("cargo");
        command.arg("build").arg("--manifest-path").arg(self.folder.join("Cargo.toml"));
        command.arg("--bin").arg(&self.name);
        if self.profile != "debug" {
            command.arg("--profile").arg(&self.profile);
        }
        build(command).map(drop)
    }
}

fn build(command: Command) -> Result<Executables, String> {
    let built = while_busy("building", || cargo::run(command));
    built.map_err(|output| format!("cargo cannot build it\n{output}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<OsString> {
        text.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn cargo_run_is_taken_apart() {
        let command =
            words("cargo +nightly -q run --release --manifest-path a/Cargo.toml -- -- {addr}");
        let run = CargoRun::parse(&command).expect("this is cargo run");
        assert_eq!(run.before, words("+nightly -q"));
        assert_eq!(run.options, words("--release --manifest-path a/Cargo.toml"));
        assert_eq!(run.rest, words("-- {addr}"));
        assert!(run.folder().ends_with("a"));
    }

    #[test]
    fn the_manifest_may_follow_an_equals_sign() {
        let command = words("/usr/bin/cargo r --manifest-path=b/Cargo.toml");
        assert!(CargoRun::parse(&command).expect("this is cargo run").folder().ends_with("b"));
    }

    #[test]
    fn other_commands_are_left_alone() {
        for command in ["cargo build", "cargo", "cargo-run run", "python3 run", "cargo x run"] {
            assert!(CargoRun::parse(&words(command)).is_none(), "{command}");
        }
    }
}
