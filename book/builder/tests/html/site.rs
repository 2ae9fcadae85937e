//! The files of a built book, and the links in them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// Names of files, with slashes, and what is in them.
pub struct Site {
    files: BTreeMap<String, String>,
}

/// A start tag: its name and its attributes.
struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
    /// What follows it.
    rest: usize,
}

impl Site {
    /// Reads all files of a folder.
    pub fn read(folder: &Path) -> io::Result<Site> {
        let files = checks::sources::read(folder)?;
        let text =
            |(name, bytes): (String, Vec<u8>)| (name, String::from_utf8_lossy(&bytes).into_owned());
        Ok(Site { files: files.into_iter().map(text).collect() })
    }

    /// Links to nowhere, each with its page.
    pub fn broken_links(&self) -> Vec<String> {
        let mut broken = Vec::new();
        for (page, html) in self.pages() {
            for (_, link) in links(html).into_iter().filter(|(_, link)| !has_scheme(link)) {
                if let Some(reason) = self.fault(page, &link) {
                    broken.push(format!("{page}: {link}: {reason}"));
                }
            }
        }
        broken
    }

    /// What pages and styles load from other hosts. A link that the reader may follow is no such thing.
    pub fn foreign_requests(&self) -> Vec<String> {
        let mut external = Vec::new();
        for (page, html) in self.pages() {
            let loaded = links(html).into_iter().filter(|(tag, _)| tag != "a");
            let asked = loaded.filter(|(_, link)| has_scheme(link) && !link.starts_with("data:"));
            external.extend(asked.map(|(tag, link)| format!("{page}: <{tag}> {link}")));
        }
        for (name, style) in self.files_of("css") {
            let parts =
                style.split("url(").skip(1).map(|part| part.trim_start_matches(['"', '\'']));
            let asked = parts.filter(|part| part.starts_with("http") || part.starts_with("//"));
            external.extend(asked.map(|part| format!("{name}: {}", &part[..part.len().min(40)])));
        }
        external
    }

    /// The headings within the text of a page, without their marks.
    pub fn headings(&self, page: &str) -> Vec<String> {
        let html = self.files.get(page).map(String::as_str).unwrap_or_default();
        let main = html.split("<main>").nth(1).and_then(|rest| rest.split("</main>").next());
        let main = main.unwrap_or_default();
        let is_heading = |tag: &Tag| matches!(tag.name.as_bytes(), [b'h', b'1'..=b'6']);
        let headings = tags(main).into_iter().filter(is_heading);
        let text =
            |tag: Tag| without_tags(main[tag.rest..].split("</h").next().unwrap_or_default());
        headings.map(text).collect()
    }

    fn pages(&self) -> impl Iterator<Item = (&String, &String)> {
        self.files_of("html")
    }

    fn files_of(&self, extension: &str) -> impl Iterator<Item = (&String, &String)> {
        let is_one = move |name: &str| name.rsplit('.').next() == Some(extension);
        self.files.iter().filter(move |(name, _)| is_one(name))
    }

    /// Why a link of this page leads nowhere, where it does.
    fn fault(&self, page: &str, link: &str) -> Option<&'static str> {
        let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
        let path = path.split('?').next().unwrap_or(path);
        let target = if path.is_empty() { page.to_string() } else { resolve(page, path) };
        let Some(html) = self.files.get(&target) else { return Some("there is no such file") };
        let is_place = fragment.is_empty() || ids(html).contains(&decoded(fragment));
        (!is_place).then_some("there is no such place in it")
    }
}

/// `https:`, `mailto:`, or another host.
fn has_scheme(link: &str) -> bool {
    let scheme = link.split(['/', '#', '?']).next().unwrap_or_default();
    scheme.contains(':') || link.starts_with("//")
}

/// The file that a path leads to. The page for what is not found lies at the root, wherever it is shown.
fn resolve(page: &str, path: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    if path.starts_with('/') {
        parts.clear();
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    if path.ends_with('/') || parts.is_empty() {
        parts.push("index.html");
    }
    decoded(&parts.join("/"))
}

fn links(html: &str) -> Vec<(String, String)> {
    let link = |tag: Tag| {
        let found = ["href", "src"].iter().find_map(|name| tag.attributes.get(*name));
        let is_base = tag.name == "base";
        found.filter(|_| !is_base).map(|link| (tag.name.clone(), link.clone()))
    };
    tags(html).into_iter().filter_map(link).collect()
}

fn ids(html: &str) -> BTreeSet<String> {
    tags(html).into_iter().filter_map(|mut tag| tag.attributes.remove("id")).collect()
}

/// The start tags of a page. What stands in scripts and comments is none.
fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        at += found;
        if html[at..].starts_with("<!--") {
            at += html[at..].find("-->").unwrap_or(html.len() - at);
        } else if html[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            let tag = tag(html, at + 1);
            at = tag.rest;
            if tag.name == "script" {
                at += html[at..].find("</script>").unwrap_or(html.len() - at);
            }
            tags.push(tag);
        } else {
            at += 1;
        }
    }
    tags
}

fn tag(html: &str, start: usize) -> Tag {
    let mut rest = start + html[start..].find([' ', '\n', '>', '/']).unwrap_or(html.len() - start);
    let name = html[start..rest].to_string();
    let mut attributes = BTreeMap::new();
    loop {
        rest += html[rest..]
            .find(|c: char| !c.is_whitespace() && c != '/')
            .unwrap_or(html.len() - rest);
        let ends = |c: char| c.is_whitespace() || "=>".contains(c);
        let length = html[rest..].find(ends).unwrap_or(html.len() - rest);
        if length == 0 {
            return Tag { name, attributes, rest: (rest + 1).min(html.len()) };
        }
        let key = html[rest..rest + length].to_string();
        rest += length;
        let mut value = "";
        if let Some(quoted) = html[rest..].strip_prefix("=\"") {
            value = quoted.split('"').next().unwrap_or_default();
            rest += value.len() + 3;
        } else if html[rest..].starts_with('=') {
            let length = html[rest..].find([' ', '\n', '>']).unwrap_or(html.len() - rest);
            value = &html[rest + 1..rest + length];
            rest += length;
        }
        attributes.insert(key, value.replace("&amp;", "&"));
    }
}

fn without_tags(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    text
}

/// `%C3%A4` is a letter.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        let digits = others.get(..2).and_then(|two| str::from_utf8(two).ok());
        let byte =
            digits.filter(|_| *first == b'%').and_then(|two| u8::from_str_radix(two, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &others[2..] } else { others };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn faults_are_found() {
    let page = "<!-- <a href='x'> --><h1 id=\"top\">One <code>two</code></h1><a href=\"#top\">ok</a>\
        <a href=\"other.html#no\">no</a><a href=\"gone.html\">no</a><a href=\"https://x.y/\">ok</a>\
        <img alt=\"a > b\" src=\"//x.y/z.png\"><script>\"<a href=\"</script>";
    let page = format!("<main>{page}</main>");
    let files =
        [("index.html", page.as_str()), ("other.html", ""), ("a.css", "b { c: url('http://d') }")];
    let files = files.map(|(name, text)| (name.to_string(), text.to_string()));
    let site = Site { files: BTreeMap::from(files) };
    let broken = [
        "index.html: other.html#no: there is no such place in it",
        "index.html: gone.html: there is no such file",
    ];
    assert_eq!(site.broken_links(), broken);
    let external = ["index.html: <img> //x.y/z.png", "a.css: http://d') }"];
    assert_eq!(site.foreign_requests(), external);
    assert_eq!(site.headings("index.html"), ["One two"]);
}
