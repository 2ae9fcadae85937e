//! `{{#figure NAME}}`: a drawing within the page, so that it follows the theme.

use crate::pages;
use checks::suggest::suggestion;
use roxmltree::{Document, Node};
use std::fs;
use std::path::{Path, PathBuf};

/// The figure of this name in a folder, with its title below it.
pub fn figure(folder: &Path, name: &str) -> Result<String, String> {
    let path = folder.join(format!("{name}.svg"));
    let Ok(text) = fs::read_to_string(&path) else {
        let names = names(folder);
        return Err(format!(
            "there is no figure `{name}`{}",
            suggestion(name, names.iter().map(String::as_str))
        ));
    };
    inlined(&text).map_err(|error| format!("figure `{name}` {error}"))
}

fn names(folder: &Path) -> Vec<String> {
    let files = pages::files_in(folder, "svg").unwrap_or_default();
    let name = |file: &PathBuf| Some(file.file_stem()?.to_string_lossy().into_owned());
    files.iter().filter_map(name).collect()
}

/// A drawing as HTML, with its title below it. A blank line would end the HTML in the middle of the drawing.
pub fn inlined(text: &str) -> Result<String, String> {
    let document = Document::parse(text).map_err(|error| format!("is not XML: {error}"))?;
    let caption = caption(document.root_element())?;
    let size = size(document.root_element())?;
    let drawing = &text[document.root_element().range()];
    let lines: Vec<&str> = drawing.lines().filter(|line| !line.trim().is_empty()).collect();
    let drawing = lines.join("\n");
    Ok(format!(
        "<figure class=\"drawing\" style=\"--size: {size:.1}\">\n{drawing}\n<figcaption>{}</figcaption>\n</figure>\n",
        escaped(caption)
    ))
}

/// The width in units of the text, so that the page can show the text of a drawing as large as its own.
fn size(drawing: Node<'_, '_>) -> Result<f32, String> {
    let view = drawing.attribute("viewBox").and_then(|view| view.split_whitespace().nth(2));
    let font = drawing.attribute("font-size");
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<f32>().ok());
    match (number(view), number(font)) {
        (Some(width), Some(font)) => Ok(width / font),
        _ => Err("has no viewBox or no font-size".to_string()),
    }
}

fn caption<'a>(drawing: Node<'a, '_>) -> Result<&'a str, String> {
    if drawing.attribute("role") != Some("img") {
        return Err("has no role=\"img\"".to_string());
    }
    text(drawing, "desc")?;
    text(drawing, "title")
}

/// The text of the child with this name.
fn text<'a>(drawing: Node<'a, '_>, name: &str) -> Result<&'a str, String> {
    let child = drawing.children().find(|child| child.has_tag_name((SVG, name)));
    let text = child.and_then(|child| child.text()).map(str::trim);
    text.filter(|text| !text.is_empty()).ok_or_else(|| format!("has no <{name}>"))
}

const SVG: &str = "http://www.w3.org/2000/svg";

/// Text within HTML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWING: &str = "<?xml version=\"1.0\"?>\n\
        <svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 640 300\" font-size=\"16\">\n<title>A &amp; B</title>\n\n\
        <desc>Two letters</desc>\n</svg>\n";

    #[test]
    fn a_drawing_stands_in_the_page_with_its_title_below() {
        let expected = "<figure class=\"drawing\" style=\"--size: 40.0\">\n\
            <svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 640 300\" font-size=\"16\">\n\
            <title>A &amp; B</title>\n<desc>Two letters</desc>\n</svg>\n<figcaption>A &amp; B</figcaption>\n</figure>\n";
        assert_eq!(inlined(DRAWING).as_deref(), Ok(expected));
    }

    #[test]
    fn a_drawing_has_to_say_what_it_shows() {
        let error = |text: &str| inlined(text).expect_err("something is missing");
        assert_eq!(error(&DRAWING.replace("viewBox", "view")), "has no viewBox or no font-size");
        assert_eq!(error(&DRAWING.replace("role=\"img\"", "")), "has no role=\"img\"");
        assert_eq!(error(&DRAWING.replace("Two letters", " ")), "has no <desc>");
        assert_eq!(error(&DRAWING.replace("title", "text")), "has no <title>");
        assert!(error("<svg>").starts_with("is not XML: "));
    }
}
