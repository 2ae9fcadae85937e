//! A chapter and its steps, together.

use crate::show::Show;
use crate::{Directive, Error, Page, Section, Step, reader, steps};
use checks::patch::patch;

/// A chapter as its author writes it, and the changes of its sections.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// The page as written.
    pub page: Page,
    /// Its steps. Only a page about a stage has any.
    pub steps: Vec<Step>,
}

impl Chapter {
    /// The page with the steps of its stage.
    pub fn new(page: Page) -> Result<Chapter, Error> {
        let steps = page.chapter().map_or(Ok(Vec::new()), steps::steps)?;
        Ok(Chapter { page, steps })
    }

    /// The step whose server a section has: its own, or the last one before it. The first page of a chapter
    /// begins with the server of the chapter before, and the next pages with the last step of the page before.
    #[must_use]
    pub fn server(&self, section: usize) -> Option<&str> {
        let before = || self.steps[..self.first_step()].last().map(|step| step.name.as_str());
        self.page.step(section).or_else(before)
    }

    /// The index of the first step on this page.
    pub(crate) fn first_step(&self) -> usize {
        let named = self.page.sections.iter().find_map(|section| section.step.as_ref());
        let index = named.and_then(|name| self.steps.iter().position(|step| step.name == *name));
        index.unwrap_or_default()
    }

    /// The step at the end of a section.
    pub fn step(&self, section: &Section) -> Result<&Step, String> {
        let name = section.step.as_ref();
        let name =
            name.ok_or("this section has no step: `{{#step NAME}}` is missing below its heading")?;
        let found = self.steps.iter().find(|step| step.name == *name);
        found.ok_or_else(|| {
            let nearest =
                checks::suggest::suggestion(name, self.steps.iter().map(|step| step.name.as_str()));
            format!("there is no step `{name}`{nearest}")
        })
    }

    /// The items that a directive shows.
    pub fn show(&self, section: &Section, directive: &Directive) -> Result<Show, String> {
        Show::new(self.step(section)?, &directive.arguments)
    }

    /// An error of this line of the page.
    pub fn error(&self, line: usize, message: impl std::fmt::Display) -> Error {
        Error::at(&self.page.path, line, message)
    }

    /// The difference between the last step and the stage, as an error. A chapter without steps has no difference.
    pub fn misses(&self) -> Result<Option<Error>, Error> {
        let (Some(last), Some(stage)) = (self.steps.last(), self.page.chapter()) else {
            return Ok(None);
        };
        let missing = patch(&last.after, &reader::at_end(stage)?);
        let message = || format!("does not end in the stage, which needs this too:\n{missing}");
        Ok((!missing.is_empty()).then(|| Error::in_file(&last.patch, message())))
    }
}
