//! Builds the book with mdBook, which runs within this process.

use crate::expand::expand;
use crate::{Chapter, Page};
use mdbook_driver::MDBook;
use mdbook_preprocessor::book::{Book, BookItem, Chapter as Written};
use mdbook_preprocessor::errors::{Error, Result};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use std::path::{Path, PathBuf};

/// Expands the directives of all chapters.
#[derive(Clone, Copy, Debug)]
pub struct Builder;

impl Preprocessor for Builder {
    /// The name in `book.toml`, which runs the same as a command.
    fn name(&self) -> &'static str {
        "builder"
    }

    fn run(&self, context: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let folder = context.root.join(&context.config.book.src);
        let mut errors = Vec::new();
        book.for_each_chapter_mut(|written| {
            if let Err(error) = replace(written, &folder) {
                errors.push(error);
            }
        });
        // Their text is ready: it has no directives.
        crate::exercises::add_pages(&mut book)?;
        if errors.is_empty() { Ok(book) } else { Err(Error::msg(errors.join("\n"))) }
    }
}

fn replace(written: &mut Written, folder: &Path) -> std::result::Result<(), String> {
    let Some(page) = page(written, folder) else { return Ok(()) };
    let chapter = page.and_then(Chapter::new).map_err(|error| error.to_string())?;
    let missing = chapter.misses().map_err(|error| error.to_string())?;
    let mut errors: Vec<crate::Error> = missing.into_iter().collect();
    match expand(&chapter) {
        Ok(text) => written.content = text,
        Err(others) => errors.extend(others),
    }
    if errors.is_empty() { Ok(()) } else { Err(crate::joined(&errors)) }
}

/// The page of a chapter, if it has been written.
fn page(written: &Written, folder: &Path) -> Option<std::result::Result<Page, crate::Error>> {
    let path = folder.join(written.source_path.as_ref()?);
    Some(Page::new(&path, written.content.clone()))
}

/// The chapters that the summary of the book in this folder lists, in its order.
pub fn chapters(book: &Path) -> Result<Vec<Chapter>> {
    let loaded = MDBook::load(book)?;
    let folder = loaded.source_dir();
    let mut chapters = Vec::new();
    for item in loaded.iter() {
        if let BookItem::Chapter(written) = item
            && let Some(page) = page(written, &folder)
        {
            chapters.push(Chapter::new(page?)?);
        }
    }
    Ok(chapters)
}

/// Builds the book in this folder, into another folder than its own if one is given. Returns where it is.
pub fn build(book: &Path, folder: Option<&Path>) -> Result<PathBuf> {
    let mut loaded = MDBook::load(book)?;
    if let Some(folder) = folder {
        loaded.config.build.build_dir = folder.to_path_buf();
    }
    loaded.with_preprocessor(Builder).build()?;
    Ok(loaded.build_dir_for("html"))
}
