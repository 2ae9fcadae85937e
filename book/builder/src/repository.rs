//! `{{#clone}}`: how the reader gets a copy of the workspace.

use checks::stages::workspace;
use std::fs;
use toml_edit::DocumentMut;

/// Stands for the address while the manifest of the workspace names none.
const PLACEHOLDER: &str = "https://example.org/your/copy.git";

/// The commands that clone the workspace and go into the new folder.
pub fn clone() -> Result<String, String> {
    let manifest = fs::read_to_string(workspace().join("Cargo.toml"));
    commands(&manifest.map_err(|error| format!("cannot read the workspace's Cargo.toml: {error}"))?)
}

fn commands(manifest: &str) -> Result<String, String> {
    let manifest: DocumentMut =
        manifest.parse().map_err(|error| format!("the workspace's Cargo.toml: {error}"))?;
    let package = manifest.get("workspace").and_then(|workspace| workspace.get("package"));
    let address = package.and_then(|package| package.get("repository")?.as_str());
    let address = address.unwrap_or(PLACEHOLDER);
    Ok(format!("```console here\n$ git clone {address}\n$ cd {}\n```\n", folder(address)))
}

/// The folder that `git clone` creates.
fn folder(address: &str) -> &str {
    let name = address.trim_end_matches('/').trim_end_matches(".git");
    name.rsplit(['/', ':']).next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_names_the_repository() {
        let manifest =
            "[workspace.package]\nversion = \"1\"\nrepository = \"https://a.b/c/http-servers\"\n";
        let expected =
            "```console here\n$ git clone https://a.b/c/http-servers\n$ cd http-servers\n```\n";
        assert_eq!(commands(manifest), Ok(expected.to_string()));
    }

    #[test]
    fn without_a_repository_there_is_a_placeholder() {
        let expected =
            "```console here\n$ git clone https://example.org/your/copy.git\n$ cd copy\n```\n";
        assert_eq!(commands("[workspace]\nmembers = []\n"), Ok(expected.to_string()));
    }

    #[test]
    fn the_folder_is_the_last_part_of_the_address() {
        for address in ["https://a.b/c/d", "https://a.b/c/d.git/", "git@a.b:d.git"] {
            assert_eq!(folder(address), "d", "{address}");
        }
    }
}
