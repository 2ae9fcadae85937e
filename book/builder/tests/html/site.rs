//! The files of a built book, and the links in them.

use percent_encoding::percent_decode_str;
use scraper::{ElementRef, Html, Selector};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// Files by their names, with slashes between the parts.
pub struct Site {
    pages: BTreeMap<String, Page>,
    others: BTreeMap<String, String>,
}

/// The parts of a page that are looked at.
struct Page {
    /// The name of the element, and where it leads to.
    links: Vec<(String, String)>,
    ids: BTreeSet<String>,
    /// The headings within the text, without their marks.
    headings: Vec<String>,
}

impl Site {
    /// Reads all files of a folder.
    pub fn read(folder: &Path) -> io::Result<Site> {
        let files = checks::sources::read(folder)?;
        let text =
            |(name, bytes): (String, Vec<u8>)| (name, String::from_utf8_lossy(&bytes).into_owned());
        Ok(Site::new(files.into_iter().map(text).collect()))
    }

    fn new(files: BTreeMap<String, String>) -> Site {
        let is_page = |name: &str| has_extension(name, "html");
        let (pages, others): (BTreeMap<_, _>, _) =
            files.into_iter().partition(|(name, _)| is_page(name));
        let pages = pages.into_iter().map(|(name, text)| (name, Page::new(&text))).collect();
        Site { pages, others }
    }

    /// Broken links, each with its page.
    pub fn broken_links(&self) -> Vec<String> {
        let mut broken = Vec::new();
        for (name, page) in &self.pages {
            for (_, link) in page.links.iter().filter(|(_, link)| !has_scheme(link)) {
                let reason = self.fault(name, link);
                broken.extend(reason.map(|reason| format!("{name}: {link}: {reason}")));
            }
        }
        broken
    }

    /// Files that pages and styles load from other hosts. A link that the reader may follow does not count.
    pub fn foreign_requests(&self) -> Vec<String> {
        let mut external = Vec::new();
        for (name, page) in &self.pages {
            let loaded = page.links.iter().filter(|(tag, _)| tag != "a");
            let asked = loaded.filter(|(_, link)| has_scheme(link) && !link.starts_with("data:"));
            external.extend(asked.map(|(tag, link)| format!("{name}: <{tag}> {link}")));
        }
        for (name, style) in self.others.iter().filter(|(name, _)| has_extension(name, "css")) {
            let parts =
                style.split("url(").skip(1).map(|part| part.trim_start_matches(['"', '\'']));
            let asked = parts.filter(|part| part.starts_with("http") || part.starts_with("//"));
            external.extend(asked.map(|part| format!("{name}: {}", &part[..part.len().min(40)])));
        }
        external
    }

    /// What the search knows, as JSON within a script.
    pub fn search_index(&self) -> Option<&str> {
        let index = self.others.iter().find(|(name, _)| name.starts_with("searchindex"));
        index.map(|(_, text)| text.as_str())
    }

    /// The headings within the text of a page.
    pub fn headings(&self, page: &str) -> &[String] {
        self.pages.get(page).map_or(&[], |page| &page.headings)
    }

    /// The reason why a link of this page is broken, if it is.
    fn fault(&self, page: &str, link: &str) -> Option<&'static str> {
        let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
        let path = path.split('?').next().unwrap_or(path);
        let target = if path.is_empty() { page.to_string() } else { resolve(page, path) };
        let is_place = |page: &Page| fragment.is_empty() || page.ids.contains(&decoded(fragment));
        match self.pages.get(&target) {
            Some(page) => (!is_place(page)).then_some("there is no such place in it"),
            None => (!self.others.contains_key(&target)).then_some("there is no such file"),
        }
    }
}

impl Page {
    fn new(text: &str) -> Page {
        let html = Html::parse_document(text);
        let select = |selector: &str| -> Vec<ElementRef<'_>> {
            let selector = Selector::parse(selector).expect("the selector is valid");
            html.select(&selector).collect()
        };
        let link = |element: &ElementRef<'_>| {
            let link = element.attr("href").or(element.attr("src")).unwrap_or_default();
            (element.value().name().to_string(), link.to_string())
        };
        let id = |element: &ElementRef<'_>| element.attr("id").map(str::to_string);
        let headings = select("main :is(h1, h2, h3, h4, h5, h6)");
        Page {
            links: select("[href]:not(base), [src]").iter().map(link).collect(),
            ids: select("[id]").iter().filter_map(id).collect(),
            headings: headings.iter().map(|heading| heading.text().collect()).collect(),
        }
    }
}

fn has_extension(name: &str, extension: &str) -> bool {
    name.rsplit('.').next() == Some(extension)
}

/// `https:`, `mailto:`, or another host.
fn has_scheme(link: &str) -> bool {
    let scheme = link.split(['/', '#', '?']).next().unwrap_or_default();
    scheme.contains(':') || link.starts_with("//")
}

/// The file that a path leads to. The page for a missing file lies at the root, wherever it is shown.
fn resolve(page: &str, path: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    if path.starts_with('/') {
        parts.clear();
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop(),
            name => parts.push(name),
        }
    }
    if path.ends_with('/') || parts.is_empty() {
        parts.push("index.html");
    }
    decoded(&parts.join("/"))
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[test]
fn faults_are_found() {
    let page = "<!-- <a href='x'> --><h1 id=\"top\">One <code>two</code></h1><a href=\"#top\">ok</a>\
        <a href=\"other.html#no\">no</a><a href=\"gone.html\">no</a><a href=\"https://x.y/\">ok</a>\
        <img alt=\"a > b\" src=\"//x.y/z.png\"><script>\"<a href=\"</script>";
    let page = format!("<main>{page}</main>");
    let files =
        [("index.html", page.as_str()), ("other.html", ""), ("a.css", "b { c: url('http://d') }")];
    let site = Site::new(files.map(|(name, text)| (name.to_string(), text.to_string())).into());
    let broken = [
        "index.html: other.html#no: there is no such place in it",
        "index.html: gone.html: there is no such file",
    ];
    assert_eq!(site.broken_links(), broken);
    let external = ["index.html: <img> //x.y/z.png", "a.css: http://d') }"];
    assert_eq!(site.foreign_requests(), external);
    assert_eq!(site.headings("index.html"), ["One two"]);
}
