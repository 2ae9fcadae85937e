//! What the built pages show: sections, and listings with the name of their file.

use scraper::{ElementRef, Html, Selector};
use std::fs;
use std::path::{Path, PathBuf};

/// A heading, and the listings up to the next one.
pub struct Section {
    /// `stage03.html, "Routes"`
    pub place: String,
    pub listings: Vec<Listing>,
}

/// A listing or a diff.
pub struct Listing {
    /// `src/main.rs`
    pub path: String,
    /// The words after the path: `, after serve`.
    pub place: String,
    pub is_diff: bool,
    pub text: String,
}

impl Listing {
    /// The line above it.
    pub fn title(&self) -> String {
        format!("{}{}", self.path, self.place)
    }
}

/// The pages of a chapter, in the order of the table of contents.
pub fn of_chapter(book: &Path, chapter: &str) -> Vec<PathBuf> {
    let contents = parsed(&book.join("toc.html"));
    let anchors = selector("a[href]");
    let links = contents.select(&anchors).filter_map(|link| link.attr("href"));
    let is_of_chapter = |link: &&str| {
        let rest = link.strip_prefix(chapter).and_then(|rest| rest.strip_suffix(".html"));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    links.filter(is_of_chapter).map(|link| book.join(link)).collect()
}

/// The sections of a page, in its order.
pub fn sections(page: &Path) -> Vec<Section> {
    let html = parsed(page);
    let name = page.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut sections = Vec::new();
    for element in html.select(&selector("main :is(h1, h2, figure.listing)")) {
        match sections.last_mut() {
            Some(Section { listings, .. }) if element.value().name() == "figure" => {
                listings.push(listing(element));
            }
            _ => {
                let place = format!("{name}, {:?}", text(element));
                sections.push(Section { place, listings: Vec::new() });
            }
        }
    }
    sections
}

fn listing(figure: ElementRef<'_>) -> Listing {
    let part = |name: &str| figure.select(&selector(name)).next();
    let title = part("figcaption").map(text).unwrap_or_default();
    let place = part("figcaption > span").map(text).unwrap_or_default();
    let path = title.strip_suffix(&place).unwrap_or(&title).to_string();
    let code = part("pre code").expect("a listing has code");
    let is_diff = code.value().classes().any(|class| class == "language-diff");
    Listing { path, place, is_diff, text: text(code) }
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect()
}

fn parsed(page: &Path) -> Html {
    Html::parse_document(&fs::read_to_string(page).expect("the page is there"))
}

fn selector(selector: &str) -> Selector {
    Selector::parse(selector).expect("the selector is valid")
}
