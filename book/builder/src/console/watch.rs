//! Waits until a program has printed what the page shows.

use super::compare;
use super::script::ANY_LINES;
use super::transcript::Limits;
use checks::output::Output;
use std::time::Instant;

/// The lines to wait for, and how output is turned into lines of a page.
pub struct Watch<'a> {
    pub shown: &'a [String],
    pub as_shown: &'a dyn Fn(&str) -> String,
    pub limits: Limits,
}

impl Watch<'_> {
    /// Waits until the output is as the page shows it, or too long to be. Returns the output after the first
    /// `seen` bytes.
    pub fn wait(&self, output: &Output, seen: usize) -> String {
        let deadline = Instant::now() + self.limits.server;
        output.wait_until(self.limits.server, |text| self.is_enough(&text[seen..]));
        loop {
            let text = output.text();
            let more = output.wait_until(self.limits.quiet, |later| later.len() > text.len());
            if more.is_none() || Instant::now() > deadline {
                return text[seen..].to_string();
            }
        }
    }

    fn is_enough(&self, text: &str) -> bool {
        let is_open = self.shown.iter().any(|line| line == ANY_LINES);
        let printed = lines(&(self.as_shown)(text));
        let is_full = !is_open && text.matches('\n').count() >= self.shown.len();
        is_full || compare::matches(self.shown, &printed)
    }
}

/// The lines of an output, as a terminal shows them.
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim_end_matches('\r').to_string()).collect()
}
