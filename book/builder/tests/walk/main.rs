//! The walk: a reader who sees only the built pages types in what they show, from `cargo new` to stage 7.
//!
//! Pages come in the order of the table of contents. After each section with code, the crate compiles. At the end
//! of each chapter it has the lines of the stage, in their order. Blank lines may differ: a listing does not show
//! how many stand before it.

mod pages;
mod typist;

use book::{driver, reader};
use checks::Stage;
use pages::{Section, sections};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use tempfile::TempDir;
use typist::Typist;

#[test]
fn a_reader_gets_from_cargo_new_to_stage_7() {
    let folder = TempDir::new().expect("there is a place for it");
    let book = driver::build(&book::folder(), Some(&folder.path().join("book")));
    let book = book.unwrap_or_else(|error| panic!("{error:#}"));
    let start = Instant::now();
    let mut walk = Walk::new(folder.path());
    for stage in Stage::ALL {
        let pages = pages::of_chapter(&book, &stage.to_string());
        assert!(!pages.is_empty(), "the table of contents has no page of {stage}");
        for section in pages.iter().flat_map(|page| sections(page)) {
            walk.section(&section);
        }
        walk.expect_stage(stage);
        println!("{stage} after {:.1} s", start.elapsed().as_secs_f32());
    }
}

/// The reader's crate on its way.
struct Walk {
    crate_folder: PathBuf,
    typist: Typist,
}

impl Walk {
    /// Begins as chapter 1 does. The versions of dependencies are those of the workspace.
    fn new(folder: &Path) -> Walk {
        run(Command::new("cargo")
            .args(["new", "--quiet", "--vcs", "none", reader::NAME])
            .current_dir(folder));
        let crate_folder = folder.join(reader::NAME);
        let lock = checks::stages::workspace().join("Cargo.lock");
        fs::copy(lock, crate_folder.join("Cargo.lock")).expect("it can be copied");
        let typist = Typist::new(read(&crate_folder));
        Walk { crate_folder, typist }
    }

    fn section(&mut self, section: &Section) {
        for listing in &section.listings {
            let place = || format!("{}, {}", section.place, listing.title());
            self.typist.enter(listing).unwrap_or_else(|error| panic!("{}: {error}", place()));
        }
        if !section.listings.is_empty() {
            self.write();
            self.compile(&section.place);
        }
    }

    fn write(&self) {
        fs::remove_dir_all(self.crate_folder.join("src")).expect("it is there");
        for (path, lines) in &self.typist.files {
            let path = self.crate_folder.join(path);
            fs::create_dir_all(path.with_file_name("")).expect("a folder can be made");
            fs::write(path, lines.join("\n") + "\n").expect("it can be written");
        }
    }

    fn compile(&self, place: &str) {
        let mut command = Command::new("cargo");
        command.args(["check", "--quiet", "--offline"]).current_dir(&self.crate_folder);
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("walk");
        command.env("CARGO_TARGET_DIR", target).env("RUSTFLAGS", "-D warnings");
        let output = command.output().expect("cargo can be run");
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "after {place}, the crate does not compile:\n{message}");
    }

    fn expect_stage(&self, stage: Stage) {
        let expected = reader::at_end(stage).expect("the stage can be read");
        let expected: BTreeMap<_, _> =
            expected.iter().map(|(path, text)| (path.clone(), typist::lines(text))).collect();
        for (path, lines) in &expected {
            let empty = Vec::new();
            let typed = self.typist.files.get(path).unwrap_or(&empty);
            let first =
                (0..lines.len().max(typed.len())).find(|at| lines.get(*at) != typed.get(*at));
            if let Some(at) = first {
                let (wanted, found) = (lines.get(at), typed.get(at));
                panic!("{path} is not that of {stage}: {found:?} in place of {wanted:?}");
            }
        }
        let more: Vec<_> =
            self.typist.files.keys().filter(|path| !expected.contains_key(*path)).collect();
        assert!(more.is_empty(), "{stage} has none of these files: {more:?}");
    }
}

fn run(command: &mut Command) {
    let status = command.status().expect("cargo can be run");
    assert!(status.success(), "{command:?} failed");
}

/// The files that `cargo new` has made.
fn read(folder: &Path) -> BTreeMap<String, String> {
    let text = |path: &str| fs::read_to_string(folder.join(path)).expect("cargo has made it");
    ["Cargo.toml", "src/main.rs"].map(|path| (path.to_string(), text(path))).into()
}
