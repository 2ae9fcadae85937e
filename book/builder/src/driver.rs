//! Builds the book with mdBook, which runs within this process.

use crate::expand::expand;
use crate::{Chapter, Page};
use mdbook_driver::MDBook;
use mdbook_preprocessor::book::{Book, BookItem, Chapter as Written};
use mdbook_preprocessor::errors::{Error, Result};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;

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
        let mut texts = expanded(&book, &folder)?;
        book.for_each_chapter_mut(|written| {
            if let Some(text) = texts.remove(&written.source_path) {
                written.content = text;
            }
        });
        // Their text is ready: it has no directives.
        crate::exercises::add_pages(&mut book)?;
        Ok(book)
    }
}

/// The texts of all chapters as mdBook gets them, under their paths. Each chapter has a thread of its own.
fn expanded(book: &Book, folder: &Path) -> Result<BTreeMap<Option<PathBuf>, String>> {
    let (mut texts, mut errors) = (BTreeMap::new(), Vec::new());
    thread::scope(|scope| {
        let expand = |written| (written, scope.spawn(move || text(written, folder)));
        let threads: Vec<_> = book.chapters().map(expand).collect();
        for (written, thread) in threads {
            match thread.join().unwrap_or_else(|panic| resume_unwind(panic)) {
                Ok(text) => _ = texts.insert(written.source_path.clone(), text),
                Err(error) => errors.push(error),
            }
        }
    });
    if errors.is_empty() { Ok(texts) } else { Err(Error::msg(errors.join("\n"))) }
}

fn text(written: &Written, folder: &Path) -> std::result::Result<String, String> {
    let Some(page) = page(written, folder) else { return Ok(written.content.clone()) };
    let chapter = page.and_then(Chapter::new).map_err(|error| error.to_string())?;
    let missing = chapter.misses().map_err(|error| error.to_string())?;
    let mut errors: Vec<crate::Error> = missing.into_iter().collect();
    match expand(&chapter) {
        Ok(text) if errors.is_empty() => return Ok(text),
        Ok(_) => {}
        Err(others) => errors.extend(others),
    }
    Err(crate::joined(&errors))
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
