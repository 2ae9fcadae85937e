//! Where reports go, and in which format.

use super::run::Run;
use super::{Args, human, json, junit};
use anyhow::Context;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

/// Who the report is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// People
    Human,
    /// Programs, as tests/schema/report.schema.json has it
    Json,
    /// GitLab, Jenkins and others that read `JUnit`'s XML
    Junit,
}

/// The place of the report. It is opened before the checks run: nobody waits to be told of a typing error.
pub(crate) struct Destination(Option<(PathBuf, File)>);

impl Destination {
    pub(crate) fn open(arguments: &Args) -> anyhow::Result<Destination> {
        let Some(path) = &arguments.output else { return Ok(Destination(None)) };
        let file = File::create(path)
            .with_context(|| format!("cannot write to --output {}", path.display()))?;
        Ok(Destination(Some((path.clone(), file))))
    }

    /// Writes the report. The one for people is on the screen already, unless it goes to a file too.
    pub(crate) fn write(self, run: &Run, arguments: &Args) -> anyhow::Result<()> {
        let mut text = Vec::new();
        match arguments.format {
            Format::Human if self.0.is_none() => return Ok(()),
            Format::Human => {
                human::write(&mut anstream::StripStream::new(&mut text), run, arguments)?;
            }
            Format::Json => json::write(&mut text, run)?,
            Format::Junit => junit::write(&mut text, run)?,
        }
        match self.0 {
            Some((path, mut file)) => file
                .write_all(&text)
                .with_context(|| format!("cannot write to --output {}", path.display()))?,
            None => io::stdout().write_all(&text)?,
        }
        Ok(())
    }
}
