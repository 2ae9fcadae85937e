//! The items of a Rust file, and which lines belong to each of them.

use proc_macro2::Span;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{LazyLock, Mutex, PoisonError};
use syn::spanned::Spanned;
use syn::{ImplItem, Item, ItemImpl, ItemMod, Macro, Type};

/// Lines of a file that belong together: an item with the comments and attributes above it and the
/// blank lines before. Each line of the file is in exactly one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its name in directives: `serve`, `Pool::new`, `use`, `mod`, `//!`. The first and the last lines of an
    /// `impl` have the name of the whole.
    pub name: String,
    /// The `impl` that it is in.
    pub parent: Option<Opening>,
    /// Whether these are the last lines of an `impl`.
    pub closes: bool,
    /// Its lines, from 0.
    pub lines: Range<usize>,
    /// The line that the item itself begins with, below its comments and attributes.
    pub opening: usize,
}

/// An `impl` that has segments of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// `impl Pool`
    pub name: String,
    /// The line that it begins with, from 0.
    pub line: usize,
}

/// Pieces of files that have been read before: a step leaves most of them as they are.
static KNOWN: LazyLock<Mutex<HashMap<String, Vec<Segment>>>> = LazyLock::new(Mutex::default);

/// The segments of a file, in order.
pub fn segments(source: &str) -> Result<Vec<Segment>, String> {
    let in_pieces: Result<Vec<_>, String> = pieces(source).into_iter().map(read).collect();
    // Where a string goes on after a blank line, a piece is no Rust.
    let read = in_pieces.or_else(|_| Ok::<_, String>(vec![read(source)?]))?;
    let (mut segments, mut first) = (Segments::default(), 0);
    for (piece, count) in read {
        for segment in piece {
            segments.push(segment.moved_by(first));
        }
        first += count;
    }
    Ok(segments.finish(first))
}

/// Divides a file at the blank lines between its items.
fn pieces(source: &str) -> Vec<&str> {
    let (mut pieces, mut start) = (Vec::new(), 0);
    for (index, blank) in source.match_indices("\n\n") {
        let next = index + blank.len();
        if !source[next..].starts_with([' ', '}', '\n']) {
            pieces.push(&source[start..next]);
            start = next;
        }
    }
    pieces.push(&source[start..]);
    pieces
}

/// The segments of a piece, and the number of its lines.
fn read(piece: &str) -> Result<(Vec<Segment>, usize), String> {
    let count = piece.lines().count();
    let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(segments) = known().get(piece) {
        return Ok((segments.clone(), count));
    }
    let segments = parse(piece)?;
    known().insert(piece.to_string(), segments.clone());
    Ok((segments, count))
}

fn parse(piece: &str) -> Result<Vec<Segment>, String> {
    let file = syn::parse_file(piece)
        .map_err(|error| format!("line {} is not Rust: {error}", error.span().start().line))?;
    let mut segments = Segments { lines: piece.lines().collect(), list: Vec::new() };
    if let Some(last) = file.attrs.last() {
        segments.add_lines("//!", None, 0, end(last.span()));
    }
    for item in &file.items {
        segments.add_item(item);
    }
    Ok(segments.list)
}

impl Segment {
    /// The same segment, in a file that has this number of lines before the piece.
    fn moved_by(mut self, count: usize) -> Segment {
        self.lines.end += count;
        self.opening += count;
        if let Some(parent) = &mut self.parent {
            parent.line += count;
        }
        self
    }
}

#[derive(Default)]
struct Segments<'a> {
    lines: Vec<&'a str>,
    list: Vec<Segment>,
}

impl Segments<'_> {
    fn add_item(&mut self, item: &Item) {
        match item {
            Item::Impl(item) if !item.items.is_empty() => self.add_impl(item),
            _ => self.add(&name(item), None, item.span()),
        }
    }

    /// The lines before the first and after the last item of an `impl` are segments, too.
    fn add_impl(&mut self, item: &ItemImpl) {
        let name = impl_name(item);
        let line = self.opening(item.span());
        let parent = || Some(Opening { name: name.clone(), line });
        let head_ends = item.brace_token.span.open().end().line;
        self.add_lines(&name, parent(), line, head_ends);
        for inner in &item.items {
            let full = format!("{}::{}", type_name(&item.self_ty), inner_name(inner));
            self.add(&full, parent(), inner.span());
        }
        self.add_lines(&name, parent(), end(item.span()) - 1, end(item.span()));
        if let Some(last) = self.list.last_mut() {
            last.closes = true;
        }
    }

    fn add(&mut self, name: &str, parent: Option<Opening>, span: Span) {
        self.add_lines(name, parent, self.opening(span), end(span));
    }

    /// The first line below comments and attributes, from 0. Rustfmt keeps each of them on lines of its own.
    fn opening(&self, span: Span) -> usize {
        let first = span.start().line - 1;
        let above = |line: &&&str| line.trim_start().starts_with(['#', '/']);
        first + self.lines[first..].iter().take_while(above).count()
    }

    fn add_lines(&mut self, name: &str, parent: Option<Opening>, opening: usize, end: usize) {
        let name = name.to_string();
        self.push(Segment { name, parent, closes: false, lines: 0..end, opening });
    }

    /// Adds a segment that begins where the last one ends. Neighbours among the `use` and among the `mod` lines
    /// make up one segment.
    fn push(&mut self, mut segment: Segment) {
        let joins = ["use", "mod"].contains(&segment.name.as_str());
        match self.list.last_mut() {
            Some(last) if joins && last.name == segment.name => last.lines.end = segment.lines.end,
            last => {
                segment.lines.start = last.map_or(0, |last| last.lines.end);
                self.list.push(segment);
            }
        }
    }

    /// The rest of the file belongs to the last item.
    fn finish(mut self, count: usize) -> Vec<Segment> {
        match self.list.last_mut() {
            Some(last) => last.lines.end = count,
            None => self.add_lines("//!", None, 0, count),
        }
        self.list
    }
}

/// The line after the last, from 0.
fn end(span: Span) -> usize {
    span.end().line
}

fn name(item: &Item) -> String {
    match item {
        Item::Use(_) | Item::ExternCrate(_) => "use".to_string(),
        Item::Mod(ItemMod { content: None, .. }) => "mod".to_string(),
        Item::Mod(item) => item.ident.to_string(),
        Item::Impl(item) => impl_name(item),
        Item::Const(item) => item.ident.to_string(),
        Item::Enum(item) => item.ident.to_string(),
        Item::Fn(item) => item.sig.ident.to_string(),
        Item::Static(item) => item.ident.to_string(),
        Item::Struct(item) => item.ident.to_string(),
        Item::Trait(item) => item.ident.to_string(),
        Item::Type(item) => item.ident.to_string(),
        Item::Union(item) => item.ident.to_string(),
        Item::Macro(item) => {
            item.ident.as_ref().map_or_else(|| macro_name(&item.mac), ToString::to_string)
        }
        _ => "item".to_string(),
    }
}

fn inner_name(item: &ImplItem) -> String {
    match item {
        ImplItem::Const(item) => item.ident.to_string(),
        ImplItem::Fn(item) => item.sig.ident.to_string(),
        ImplItem::Type(item) => item.ident.to_string(),
        ImplItem::Macro(item) => macro_name(&item.mac),
        _ => "item".to_string(),
    }
}

fn macro_name(called: &Macro) -> String {
    last_name(&called.path)
}

/// `impl Pool`, `impl From<io::Error> for Failure`: without the module of the trait, and of parameters with
/// those of the trait alone.
fn impl_name(item: &ItemImpl) -> String {
    let name = type_name(&item.self_ty);
    match &item.trait_ {
        Some((path, _)) => format!("impl {} for {name}", trait_name(path)),
        None => format!("impl {name}"),
    }
}

fn trait_name(path: &syn::Path) -> String {
    let written = path.segments.last().and_then(|segment| segment.span().source_text());
    let written = written.unwrap_or_else(|| last_name(path));
    written.split_whitespace().collect()
}

fn type_name(written: &Type) -> String {
    match written {
        Type::Path(path) => last_name(&path.path),
        Type::Reference(reference) => type_name(&reference.elem),
        _ => "type".to_string(),
    }
}

fn last_name(path: &syn::Path) -> String {
    path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
