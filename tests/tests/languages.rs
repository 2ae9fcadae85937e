//! The servers in `OTHER-LANGUAGES.md` pass the checks of stage 2. Languages that are not installed are ignored.

#[path = "programs/find.rs"]
mod programs;

#[path = "trials/run.rs"]
mod trials;

use checks::external::External;
use checks::{Stage, Target, TargetKind};
use libtest_mimic::{Completion, Failed, Trial};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;

const PAGE: &str = include_str!("../OTHER-LANGUAGES.md");

/// The stage whose checks each server passes.
const STAGE: u8 = 2;

/// The fence of a block, the program that runs or builds it, and the name of its file.
const SERVERS: [(&str, &str, &str); 3] =
    [("python", "python3", "server.py"), ("go", "go", "server.go"), ("js", "node", "server.mjs")];

fn main() -> ExitCode {
    let servers = SERVERS.map(|(fence, program, file)| {
        Trial::ignorable_test(format!("languages/{fence}"), move || check(fence, program, file))
    });
    trials::run(servers.into())
}

fn check(fence: &str, program: &str, file: &str) -> Result<Completion, Failed> {
    let Some(program) = programs::find(&[program]) else {
        return Ok(Completion::ignored_with(format!("{program} is not installed")));
    };
    let folder = tempfile::tempdir()?;
    let source = folder.path().join(file);
    fs::write(&source, block(fence)?)?;
    let external = match fence {
        "go" => External::new(build(&program, &source)?.as_os_str(), &[], folder.path()),
        _ => External::new(program.as_os_str(), &[source.into()], folder.path()),
    };
    run_checks(&Arc::new(external))?;
    Ok(Completion::Completed)
}

/// The code in the block of this language.
fn block(fence: &str) -> Result<&'static str, Failed> {
    let block = PAGE.split_once(&format!("\n```{fence}\n"));
    let code = block.and_then(|(_, rest)| rest.split_once("```"));
    code.map(|(code, _)| code).ok_or_else(|| format!("the page has no block ```{fence}").into())
}

fn build(go: &Path, source: &Path) -> Result<PathBuf, Failed> {
    let program = source.with_extension(std::env::consts::EXE_EXTENSION);
    let output = Command::new(go).arg("build").arg("-o").arg(&program).arg(source).output()?;
    if output.status.success() {
        return Ok(program);
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned().into())
}

fn run_checks(external: &Arc<External>) -> Result<(), Failed> {
    let stage = Stage::new(STAGE).ok_or("this is no stage")?;
    let table = checks::table::all().into_iter().filter(|check| check.stages.contains(stage));
    for check in table {
        let target = Target::of(stage, TargetKind::External(external.clone()));
        if let Some(report) = check.run_on(&target).report() {
            return Err(report.to_string().into());
        }
    }
    Ok(())
}
