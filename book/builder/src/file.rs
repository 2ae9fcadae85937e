//! `{{#file PATH ITEM…}}`: a file of the workspace as it is, or some items of it.

use crate::items::segments;
use crate::show;
use checks::stages::workspace;
use checks::suggest::suggestion;
use std::fs;

/// Returns the listing of a file, or of the items that are named after it.
pub fn file(arguments: &[String]) -> Result<String, String> {
    let (path, items) = arguments.split_first().ok_or("`file` takes a path, and items")?;
    let text = fs::read_to_string(workspace().join(path));
    let text = text.map_err(|error| format!("cannot read `{path}`: {error}"))?;
    if items.is_empty() {
        return Ok(show::listing(path, &text));
    }
    let parts: Result<Vec<_>, _> = items.iter().map(|name| item(&text, path, name)).collect();
    Ok(show::listing(path, &parts?.join("\n")))
}

fn item(text: &str, path: &str, name: &str) -> Result<String, String> {
    let segments = segments(text).map_err(|error| format!("{path}: {error}"))?;
    let names = segments.iter().map(|segment| segment.name.as_str());
    let segment = segments.iter().find(|segment| segment.name == name).ok_or_else(|| {
        format!("there is no item `{name}` in `{path}`{}", suggestion(name, names))
    })?;
    let lines: Vec<&str> = text.lines().collect();
    let shown = lines[segment.lines.clone()].join("\n");
    Ok(format!("{}\n", shown.trim_matches('\n')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_stand_as_they_are_in_the_file() {
        let shown = file(&["stage01-tcp-echo/src/main.rs", "main"].map(str::to_string))
            .expect("it is there");
        assert!(shown.contains("```rust\nfn main() -> ExitCode {\n"), "{shown}");
        assert!(!shown.contains("fn run"), "{shown}");
    }
}
