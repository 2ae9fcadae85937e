//! A chapter whose console blocks are run, section by section.

use super::Played;
use super::programs;
use super::scratch::Scratch;
use super::script::Script;
use super::session::Session;
use super::shell::Shell;
use crate::{Chapter, Error, Page, Section, crates};
use checks::Stage;
use std::path::PathBuf;
use std::time::Duration;

/// How long the blocks of a page may take. Only programs that hang reach these limits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For a command to end.
    pub command: Duration,
    /// For a server to listen, to print what the page shows, and to end.
    pub server: Duration,
    /// Output is complete if nothing has come for this long, so that a line too many is noticed.
    pub quiet: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            command: Duration::from_secs(60),
            server: Duration::from_secs(10),
            quiet: Duration::from_millis(80),
        }
    }
}

/// Returns the reader's program after a step, or before the first one.
pub type Programs = dyn Fn(Option<&str>) -> Result<PathBuf, Error> + Send;

/// A chapter, and the folders and the terminal that its sections share.
pub struct Transcript {
    pub(super) page: Page,
    pub(super) limits: Limits,
    pub(super) programs: Box<Programs>,
    pub(super) scratch: Scratch,
    /// The program behind `cargo stage`.
    pub(super) stage: PathBuf,
    /// The terminal that has nothing to do with a server.
    pub(super) here: Option<Shell>,
}

impl Transcript {
    /// A chapter of the book, whose servers are those of its steps.
    pub fn new(page: Page) -> Result<Transcript, Error> {
        let stage = page.chapter().unwrap_or(Stage::ALL[0]);
        let chapter = Chapter::new(page.clone())?;
        let before = chapter.server(0).map(str::to_string);
        let programs =
            move |step: Option<&str>| crates::executable(stage, step.or(before.as_deref()));
        Transcript::with(page, Limits::default(), Box::new(programs))
    }

    /// A chapter with servers of its own.
    pub fn with(page: Page, limits: Limits, programs: Box<Programs>) -> Result<Transcript, Error> {
        let stage = programs::stage().map_err(|error| Error::in_file(&page.path, error))?;
        let scratch = Scratch::new();
        let scratch =
            scratch.map_err(|error| Error::in_file(&page.path, format!("no folder: {error}")))?;
        Ok(Transcript { page, limits, programs, scratch, stage, here: None })
    }

    /// Its page.
    #[must_use]
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Runs the console blocks of a section up to the first that cannot be run. All programs end with it.
    pub fn run(&mut self, section: usize) -> (Vec<Played>, Result<(), Error>) {
        let scripts = match self.scripts(section) {
            Ok(scripts) => scripts,
            Err(error) => return (Vec::new(), Err(error)),
        };
        let step = self.page.step(section).map(str::to_string);
        let mut session = Session::new(self, step);
        let result = scripts.iter().try_for_each(|script| session.play(script));
        (session.played, result)
    }

    fn scripts(&self, section: usize) -> Result<Vec<Script>, Error> {
        let blocks = self.page.sections[section].blocks.iter().filter_map(Script::read);
        let place = |(line, message): (usize, String)| Error::at(&self.page.path, line, message);
        blocks.map(|script| script.map_err(place)).collect()
    }

    /// Runs a section and compares it with the page. Returns an error for each block that prints something else.
    pub fn check(&mut self, section: usize) -> Result<(), Vec<Error>> {
        let (played, result) = self.run(section);
        let fault =
            |played: &Played| Some(Error::at(&self.page.path, played.line, played.fault()?));
        let mut faults: Vec<Error> = played.iter().filter_map(fault).collect();
        faults.extend(result.err());
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// The sections that have console blocks, by their indices.
    pub fn sections(page: &Page) -> impl Iterator<Item = (usize, &Section)> {
        let has_any =
            |section: &Section| section.blocks.iter().any(|block| Script::read(block).is_some());
        page.sections.iter().enumerate().filter(move |(_, section)| has_any(section))
    }
}
