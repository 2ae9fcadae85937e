//! Where reports go, and in which format.

use super::human::{Again, Human};
use super::run::Run;
use super::{Args, gradescope, json, junit};
use anyhow::Context;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

/// The reader of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people
    Human,
    /// For programs: see tests/schema/report.schema.json
    Json,
    /// For GitLab, Jenkins and others that read `JUnit`'s XML
    Junit,
    /// For Gradescope: its results.json, with one test for each topic
    Gradescope,
}

/// The place of the report. It is opened before the checks run, so that a wrong path is reported at once.
pub(crate) struct Destination(Option<(PathBuf, File)>);

impl Destination {
    pub(crate) fn open(arguments: &Args) -> anyhow::Result<Destination> {
        let Some(path) = &arguments.output else { return Ok(Destination(None)) };
        let file = File::create(path)
            .with_context(|| format!("cannot write to --output {}", path.display()))?;
        Ok(Destination(Some((path.clone(), file))))
    }

    /// Writes the report. People read theirs on stdout, or on stderr if stdout has a report for programs.
    pub(crate) fn write(self, run: &Run, arguments: &Args) -> anyhow::Result<()> {
        let human = match run.problem {
            Some(_) => String::new(),
            None => Human::new(run, arguments).text(&Again::new(&arguments.common)),
        };
        let text = text(run, arguments.format, &human)?;
        let Some((path, mut file)) = self.0 else {
            if arguments.format != Format::Human {
                anstream::stderr().write_all(human.as_bytes())?;
                return Ok(io::stdout().write_all(&text)?);
            }
            return Ok(anstream::stdout().write_all(human.as_bytes())?);
        };
        anstream::stdout().write_all(human.as_bytes())?;
        file.write_all(&text)
            .with_context(|| format!("cannot write to --output {}", path.display()))
    }
}

/// The report in its format, without colours.
fn text(run: &Run, format: Format, human: &str) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    match format {
        Format::Human => anstream::StripStream::new(&mut text).write_all(human.as_bytes())?,
        Format::Json => json::write(&mut text, run)?,
        Format::Junit => junit::write(&mut text, run)?,
        Format::Gradescope => gradescope::write(&mut text, run)?,
    }
    Ok(text)
}
