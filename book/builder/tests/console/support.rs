//! Pages and servers for the tests.

use book::console::{Limits, Transcript};
use book::{Error, Page};
use checks::{Stage, stages};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// For output that never comes.
pub const SHORT: Limits = Limits {
    command: Duration::from_millis(500),
    server: Duration::from_millis(500),
    quiet: Duration::from_millis(500),
};

/// The steps `1`, `2`, `3` are the stages with these numbers; without a step there is no server.
pub fn stage(step: Option<&str>) -> Result<PathBuf, Error> {
    let stage = step.and_then(|step| Stage::new(step.parse().ok()?)).ok_or("no such step");
    let program = stage.map_err(str::to_string).and_then(stages::executable);
    program.map(Path::to_path_buf).map_err(|error| Error::in_file(Path::new("steps"), error))
}

pub fn page(text: &str) -> Page {
    Page::new(Path::new("page.md"), text.to_string()).expect("it is a page")
}

pub fn transcript(text: &str) -> Transcript {
    Transcript::with(page(text), Limits::default(), Box::new(stage)).expect("it can be run")
}

/// The errors of a page, in one text.
pub fn faults(mut transcript: Transcript) -> String {
    let sections = 0..transcript.page().sections.len();
    let faults = sections.filter_map(|section| transcript.check(section).err()).flatten();
    book::joined(&faults.collect::<Vec<_>>())
}

/// A page whose server is this script of bash.
pub fn faults_with(script: &str, text: &str) -> String {
    let folder = TempDir::new().expect("there is a place for it");
    let program = folder.path().join("program");
    fs::write(&program, format!("#!/bin/bash\n{script}\n")).expect("it can be written");
    let executable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(&program, executable).expect("it can be made executable");
    let programs = Box::new(move |_: Option<&str>| Ok(program.clone()));
    faults(Transcript::with(page(text), SHORT, programs).expect("it can be run"))
}
