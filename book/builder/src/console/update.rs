//! `update-transcripts`: rewrites console blocks whose commands now print something else.

use super::{Transcript, rewrite};
use crate::pages::files_in;
use crate::{Error, Page};
use checks::suggest::suggestion;
use std::fs;
use std::path::{Path, PathBuf};

/// Rewrites the console blocks of a chapter (`stage03` or `stage03.md`), or of all in the folder, and
/// calls `tell` with a message for each that has changed. A section that cannot be run is an error; the others
/// are rewritten.
pub fn update(
    folder: &Path,
    chapter: Option<&str>,
    mut tell: impl FnMut(&str),
) -> Result<(), Vec<Error>> {
    let mut errors = Vec::new();
    for path in pages(folder, chapter).map_err(|error| vec![error])? {
        match Page::read(&path).and_then(Transcript::new) {
            Ok(chapter) => errors.extend(update_page(chapter, &mut tell)),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

fn update_page(mut chapter: Transcript, tell: &mut impl FnMut(&str)) -> Vec<Error> {
    let (mut played, mut errors) = (Vec::new(), Vec::new());
    let sections: Vec<usize> =
        Transcript::sections(chapter.page()).map(|(index, _)| index).collect();
    for section in sections {
        let (more, result) = chapter.run(section);
        played.extend(more);
        errors.extend(result.err());
    }
    let page = chapter.page();
    let (text, changed) = rewrite(&page.text, &played);
    for played in played.iter().filter(|played| changed.contains(&played.line)) {
        let message = format!("{} was rewritten", played.title);
        tell(&Error::at(&page.path, played.line, message).to_string());
    }
    if !changed.is_empty()
        && let Err(error) = fs::write(&page.path, text)
    {
        errors.push(Error::in_file(&page.path, format!("cannot be written: {error}")));
    }
    errors
}

/// The pages in the folder that have the name, in the order of their names.
fn pages(folder: &Path, name: Option<&str>) -> Result<Vec<PathBuf>, Error> {
    let mut pages = files_in(folder, "md")?;
    let Some(name) = name else { return Ok(pages) };
    let wanted = name.strip_suffix(".md").unwrap_or(name);
    let stems: Vec<String> = pages.iter().map(|path| stem(path)).collect();
    pages.retain(|path| stem(path) == wanted);
    if pages.is_empty() {
        let nearest = suggestion(wanted, stems.iter().map(String::as_str));
        return Err(Error::in_file(folder, format!("has no chapter `{name}`{nearest}")));
    }
    Ok(pages)
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
