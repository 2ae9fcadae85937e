//! A chapter as its author writes it: Markdown with directives.

use crate::{Error, error};
use checks::Stage;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A chapter.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it was read from.
    pub path: PathBuf,
    /// Its whole text.
    pub text: String,
    /// Its sections, the one under the chapter's own heading included.
    pub sections: Vec<Section>,
}

/// A heading of the first or second level, and everything up to the next one.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// The heading, without its marks.
    pub title: String,
    /// The line of the heading, from 1.
    pub line: usize,
    /// The step at the end of the section, if it has one of its own.
    pub step: Option<String>,
    /// Its directives, in the order of the page.
    pub directives: Vec<Directive>,
    /// Its fenced blocks, in the order of the page.
    pub blocks: Vec<Block>,
}

/// `{{#show src/main.rs serve}}`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// `show`
    pub name: String,
    /// `src/main.rs`, `serve`
    pub arguments: Vec<String>,
    /// Its line, from 1.
    pub line: usize,
    /// Its bytes, from `{{` to `}}`.
    pub range: Range<usize>,
    /// Whether nothing else stands on its line.
    pub alone: bool,
}

/// A fenced block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The words after the opening fence: `console server`.
    pub info: String,
    /// The lines between the fences, each with its line feed.
    pub text: String,
    /// The line of the opening fence, from 1.
    pub line: usize,
}

impl Page {
    /// The step whose server a section has: its own, or that of the section before. `None` is the server
    /// that the chapter begins with.
    #[must_use]
    pub fn step(&self, section: usize) -> Option<&str> {
        let until_here = self.sections.iter().take(section + 1);
        until_here.rev().find_map(|section| section.step.as_deref())
    }

    /// Reads a chapter.
    pub fn read(path: &Path) -> Result<Page, Error> {
        Page::new(path, error::read(path)?)
    }

    /// A chapter with this text.
    pub fn new(path: &Path, text: String) -> Result<Page, Error> {
        let mut reading = Reading { path, text: &text, sections: vec![Section::default()] };
        reading.read()?;
        let sections = reading.sections;
        Ok(Page { path: path.to_path_buf(), text, sections })
    }

    /// The server that the chapter leads to: stage 3 for `stage03.md` and for its further page
    /// `stage03-headers.md`, the elective for `event-loop.md`.
    #[must_use]
    pub fn chapter(&self) -> Option<Stage> {
        let name = self.path.file_stem()?.to_str()?;
        let is_page_of = |stage: &Stage| {
            let rest = name.strip_prefix(&stage.to_string());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        Stage::SERVERS.into_iter().find(is_page_of)
    }
}

/// A page that is being read.
struct Reading<'a> {
    path: &'a Path,
    text: &'a str,
    sections: Vec<Section>,
}

impl Reading<'_> {
    /// Looks for directives in text. Code may contain `{{#` for other reasons.
    fn read(&mut self) -> Result<(), Error> {
        let mut searched = 0;
        let mut events =
            Parser::new_ext(self.text, Options::ENABLE_HEADING_ATTRIBUTES).into_offset_iter();
        while let Some((event, range)) = events.next() {
            match event {
                Event::Start(Tag::Heading {
                    level: HeadingLevel::H1 | HeadingLevel::H2, ..
                }) => {
                    self.add_directives(searched..range.start)?;
                    searched = range.end;
                    let title = text_until(&mut events, |tag| matches!(tag, TagEnd::Heading(_)));
                    self.begin_section(title, range.start);
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    self.add_directives(searched..range.start)?;
                    searched = range.end;
                    let text = text_until(&mut events, |tag| matches!(tag, TagEnd::CodeBlock));
                    self.add_block(&kind, text, range.start);
                }
                Event::Code(_) => {
                    self.add_directives(searched..range.start)?;
                    searched = range.end;
                }
                _ => {}
            }
        }
        self.add_directives(searched..self.text.len())
    }

    fn begin_section(&mut self, title: String, start: usize) {
        let line = line(self.text, start);
        self.sections.push(Section { title, line, ..Section::default() });
    }

    fn add_block(&mut self, kind: &CodeBlockKind<'_>, text: String, start: usize) {
        if let CodeBlockKind::Fenced(info) = kind {
            let line = line(self.text, start);
            self.section().blocks.push(Block { info: info.to_string(), text, line });
        }
    }

    fn add_directives(&mut self, range: Range<usize>) -> Result<(), Error> {
        let mut start = range.start;
        while let Some(found) = self.text[start..range.end.max(start)].find("{{#") {
            let begin = start + found;
            let line = line(self.text, begin);
            let rest = &self.text[begin..range.end];
            let first_line = rest.lines().next().unwrap_or_default();
            let length = first_line.find("}}");
            let length =
                length.ok_or_else(|| Error::at(self.path, line, "a directive without `}}`"))? + 2;
            let directive = directive(self.text, begin..begin + length, line);
            self.add_step(&directive)?;
            self.section().directives.push(directive);
            start = begin + length;
        }
        Ok(())
    }

    fn add_step(&mut self, directive: &Directive) -> Result<(), Error> {
        if directive.name != "step" {
            return Ok(());
        }
        let before = self.section().step.replace(directive.arguments.join(" "));
        let twice = "a section ends in one step, and has one already";
        before.map_or(Ok(()), |_| Err(Error::at(self.path, directive.line, twice)))
    }

    fn section(&mut self) -> &mut Section {
        let last = self.sections.len() - 1;
        &mut self.sections[last]
    }
}

fn directive(text: &str, range: Range<usize>, line: usize) -> Directive {
    let inside = &text[range.start + 3..range.end - 2];
    let mut words = inside.split_whitespace().map(str::to_string);
    let before = text[..range.start].rsplit('\n').next().unwrap_or_default();
    let after = text[range.end..].split('\n').next().unwrap_or_default();
    let alone = before.trim().is_empty() && after.trim().is_empty();
    let name = words.next().unwrap_or_default();
    Directive { name, arguments: words.collect(), line, range, alone }
}

/// The text up to the end of the heading or block.
fn text_until<'a>(
    events: &mut impl Iterator<Item = (Event<'a>, Range<usize>)>,
    ends: impl Fn(&TagEnd) -> bool,
) -> String {
    let mut text = String::new();
    for (event, _) in events {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::End(tag) if ends(&tag) => break,
            _ => {}
        }
    }
    text
}

fn line(text: &str, byte: usize) -> usize {
    text[..byte].matches('\n').count() + 1
}

#[cfg(test)]
mod tests;
