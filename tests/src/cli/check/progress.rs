//! What is told while the checks run.

use super::Args;
use super::formats::Format;
use super::human;
use super::run::{Known, Run};
use crate::cli::status::{NOTICEABLE, Status};
use checks::runner::Finding;
use std::io::Write;
use std::time::Instant;

/// A line for each check, in order, and under it what is to be said of a failure.
pub(crate) struct Progress {
    out: Box<dyn Write>,
    status: Status,
    lines: human::Lines,
    running: Vec<(&'static str, Instant)>,
    again: human::Again,
    known: Known,
}

impl Progress {
    pub(crate) fn new(arguments: &Args, total: usize, known: &Known) -> Progress {
        // Stdout belongs to the report where that is for programs.
        let taken = arguments.format != Format::Human && arguments.output.is_none();
        let out: Box<dyn Write> =
            if taken { Box::new(anstream::stderr()) } else { Box::new(anstream::stdout()) };
        Progress {
            out,
            status: Status::new(),
            lines: human::Lines::new(arguments, total),
            running: Vec::new(),
            again: human::Again::new(arguments),
            known: known.clone(),
        }
    }

    pub(crate) fn began(&mut self, id: &'static str) {
        self.running.push((id, Instant::now()));
    }

    pub(crate) fn ended(&mut self, id: &'static str) {
        self.running.retain(|(running, _)| *running != id);
    }

    /// Shows what is waited for, where it takes long.
    pub(crate) fn tick(&mut self) {
        let Some((id, since)) = self.running.first() else { return };
        if since.elapsed() >= NOTICEABLE {
            let (seconds, others) = (since.elapsed().as_secs(), self.running.len() - 1);
            let others = if others > 0 { format!(", and {others} more") } else { String::new() };
            self.status.show(&format!("… waiting for {id}, {seconds} s{others}"));
        }
    }

    /// Tells what came of a check.
    pub(crate) fn tell(&mut self, finding: &Finding) -> anyhow::Result<()> {
        self.status.clear();
        self.lines.write(&mut self.out, finding)?;
        human::turn(&mut self.out, finding, &self.known)?;
        Ok(self.out.flush()?)
    }

    /// Tells what came of them all, and what to do next.
    pub(crate) fn sum_up(&mut self, run: &Run) -> anyhow::Result<()> {
        self.status.clear();
        human::summary(&mut self.out, run, &self.again)?;
        if !self.known.is_empty() {
            human::turns(&mut self.out, run, &self.known)?;
        }
        Ok(self.out.flush()?)
    }
}
