//! `{{#clone}}`: how to get a copy of the repository.

use checks::stages::workspace;
use std::fs;

/// Stands on the page until the root manifest names the repository.
const PLACEHOLDER: &str = "https://example.org/the-repository-of-this-book.git";

/// The commands, with the `repository` of the root manifest. Returns an error if that cannot be read.
pub fn commands() -> Result<String, String> {
    let path = workspace().join("Cargo.toml");
    let manifest = fs::read_to_string(&path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    Ok(commands_for(repository(&manifest).unwrap_or(PLACEHOLDER)))
}

fn repository(manifest: &str) -> Option<&str> {
    let value = manifest.lines().find_map(|line| line.strip_prefix("repository = "))?;
    Some(value.trim().trim_matches('"'))
}

fn commands_for(url: &str) -> String {
    let folder = url.trim_end_matches('/').rsplit('/').next().unwrap_or(url);
    let folder = folder.strip_suffix(".git").unwrap_or(folder);
    format!("```sh\ngit clone {url}\ncd {folder}\n```\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_names_the_repository() {
        let manifest = "[workspace.package]\nrepository = \"https://example.net/a/servers\"\n";
        let commands = repository(manifest).map(commands_for).unwrap_or_default();
        assert_eq!(commands, "```sh\ngit clone https://example.net/a/servers\ncd servers\n```\n");
        assert_eq!(repository("[workspace]\n"), None);
        assert!(commands_for(PLACEHOLDER).ends_with("\ncd the-repository-of-this-book\n```\n"));
    }
}
