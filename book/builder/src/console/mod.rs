//! Console blocks: each is run, and the page shows what it prints.
//!
//! A [`Transcript`] runs the blocks of its sections in the order of the page, with a server where they need
//! one, and returns what was [`Played`]. Servers listen on free ports; the page sees those that it names.
//! `book/README.md` lists the kinds of blocks.
//!
//! `$ ` begins a command, and `> ` continues it. `^C` presses Ctrl-C, once what stands before it was printed.
//! `...` stands for any lines. The server and the commands beside it run in the folder of the reader's crate,
//! and `cargo stage` runs in the clone beside it; other folders are shown below `/home/reader`.

mod compare;
mod invocation;
mod program;
mod programs;
mod rewrite;
mod scratch;
mod script;
mod server;
mod session;
mod shell;
mod transcript;
mod update;
mod watch;

use rewrite::rewrite;
pub use transcript::{Limits, Transcript};
pub use update::update;

/// A command that was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Played {
    /// The line of the page where it is typed, from 1.
    pub line: usize,
    /// The line of the page where its output begins, from 1.
    pub shown_at: usize,
    /// The typed command, for a message.
    pub title: String,
    /// The lines that the page shows.
    pub shown: Vec<String>,
    /// The lines that were printed.
    pub printed: Vec<String>,
    /// How the server ended, which may explain a difference.
    pub remark: Option<String>,
}

impl Played {
    /// A message with the difference. Returns `None` if the page is right.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let corrected = compare::corrected(&self.shown, &self.printed);
        if corrected == self.shown {
            return None;
        }
        let difference = compare::difference(&self.shown, &corrected);
        let remark = self.remark.as_ref().map_or(String::new(), |remark| format!("{remark}\n"));
        let title = &self.title;
        Some(format!("{title} prints something else (- page, + command)\n{difference}{remark}"))
    }
}
