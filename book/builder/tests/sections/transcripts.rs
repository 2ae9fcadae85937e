//! The console blocks of the book print what the page shows.
//!
//! Each test is named after its chapter and section: `stage01/what-the-end-means`. Sections of a chapter
//! run one after the other, with those before them, and chapters at once. Bash and curl are needed; where
//! bash is not what it is elsewhere, the tests are reported as ignored.

use book::console::Transcript;
use book::pages::files_in;
use book::{Error, Page};
use libtest_mimic::{Completion, Failed, Trial};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// A test for each section of the pages in this folder that has console blocks.
pub fn trials(folder: &Path) -> Result<Vec<Trial>, Error> {
    let mut trials = Vec::new();
    for path in files_in(folder, "md")? {
        trials.extend(trials_of(Page::read(&path)?));
    }
    Ok(trials)
}

fn trials_of(page: Page) -> Vec<Trial> {
    let chapter = page.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let sections: Vec<(usize, String)> = Transcript::sections(&page)
        .map(|(index, section)| (index, format!("{chapter}/{}", slug(&section.title))))
        .collect();
    let run = Arc::new(Mutex::new(Run { page, transcript: None, results: Vec::new() }));
    let trial = |(index, name): (usize, String)| {
        let run = Arc::clone(&run);
        Trial::ignorable_test(name, move || {
            if cfg!(windows) {
                return Ok(Completion::ignored_with("bash is not what it is elsewhere"));
            }
            run.lock().unwrap_or_else(PoisonError::into_inner).result(index)
        })
    };
    sections.into_iter().map(trial).collect()
}

/// `What the end means` is `what-the-end-means`.
fn slug(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

/// How often a transcript that differs is run again.
const RETRIES: usize = 2;

/// A chapter that is being run.
struct Run {
    page: Page,
    transcript: Option<Transcript>,
    /// One for each section so far.
    results: Vec<Result<(), Vec<Error>>>,
}

impl Run {
    /// Runs the chapter up to this section. A busy machine can spoil a transcript that waits, so what differs is
    /// run again from the beginning of the chapter: a page that is wrong differs each time.
    fn result(&mut self, section: usize) -> Result<Completion, Failed> {
        let mut result = self.attempt(section);
        for _ in 0..RETRIES {
            if result.is_ok() {
                break;
            }
            self.transcript = None;
            self.results.clear();
            result = self.attempt(section);
        }
        result
    }

    /// Runs the sections up to this one that have not been run.
    fn attempt(&mut self, section: usize) -> Result<Completion, Failed> {
        if self.transcript.is_none() {
            let new = Transcript::new(self.page.clone()).map_err(|error| error.to_string())?;
            self.transcript = Some(new);
        }
        if let Some(transcript) = &mut self.transcript {
            let next = self.results.len();
            self.results.extend((next..=section).map(|section| transcript.check(section)));
        }
        match &self.results[section] {
            Ok(()) => Ok(Completion::Completed),
            Err(errors) => {
                let again = format!("cargo run -p book -- update-transcripts {}", self.name());
                Err(format!("{}\nTo make the page right: {again}", book::joined(errors)).into())
            }
        }
    }

    fn name(&self) -> String {
        self.page.path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }
}
