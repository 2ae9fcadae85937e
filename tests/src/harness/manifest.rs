//! Edits manifests of cargo. Comments and order stay.

use std::io;
use toml_edit::{Array, DocumentMut, Item, Table, value};

/// The manifest of a package, with the values that it inherits from the workspace written out.
///
/// It keeps neither its lints nor its licence: the author of the copy chooses those.
pub fn standing_alone(own: &str, workspace: &str) -> Result<DocumentMut, String> {
    let (mut own, workspace) = (parse(own)?, parse(workspace)?);
    own.remove("lints");
    if let Some(package) = own.get_mut("package").and_then(Item::as_table_mut) {
        package.remove("license");
    }
    write_out(&mut own, "", &workspace["workspace"])?;
    Ok(own)
}

/// The dependencies of a package as they stand in its manifest, with the versions of the workspace.
pub fn dependencies(own: &str, workspace: &str) -> Result<String, String> {
    let own = standing_alone(own, workspace)?;
    Ok(own.get("dependencies").and_then(Item::as_table).map(Table::to_string).unwrap_or_default())
}

/// The manifest of a package under another name.
pub fn with_name(manifest: &str, name: &str) -> io::Result<String> {
    let mut manifest = parse(manifest).map_err(io::Error::other)?;
    manifest["package"]["name"] = value(name);
    Ok(manifest.to_string())
}

/// The manifest of a workspace with other members.
pub fn with_members<'a>(
    manifest: &str,
    members: impl IntoIterator<Item = &'a str>,
) -> io::Result<String> {
    let mut manifest = parse(manifest).map_err(io::Error::other)?;
    manifest["workspace"]["members"] = value(Array::from_iter(members));
    Ok(manifest.to_string())
}

fn parse(manifest: &str) -> Result<DocumentMut, String> {
    manifest.parse().map_err(|error| format!("cannot read the manifest: {error}"))
}

/// Replaces each `KEY.workspace = true` in this table and in those below it.
fn write_out(table: &mut Table, name: &str, workspace: &Item) -> Result<(), String> {
    let section = if name.ends_with("dependencies") { "dependencies" } else { name };
    for (mut key, item) in table.iter_mut() {
        let inherits = item.as_table_like().is_some_and(|table| table.contains_key("workspace"));
        if inherits {
            // The comment above `KEY.workspace` belongs to its last part.
            if let Some(last) = item.as_table().and_then(|table| table.key("workspace")) {
                *key.leaf_decor_mut() = last.leaf_decor().clone();
            }
            *item = inherited(item, section, &key, workspace)?;
        } else if let Some(table) = item.as_table_mut() {
            write_out(table, &key, workspace)?;
        }
    }
    Ok(())
}

fn inherited(item: &Item, section: &str, key: &str, workspace: &Item) -> Result<Item, String> {
    if item.as_table_like().is_none_or(|table| table.len() > 1) {
        return Err(format!("cannot write out {key}: it adds something to the workspace's value"));
    }
    let shared = workspace.get(section).and_then(|section| section.get(key)).cloned();
    shared.ok_or_else(|| format!("the workspace has no {key} in [workspace.{section}]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKSPACE: &str = "[workspace]\nmembers = [\n    \"a\",\n]\n\n[workspace.package]\n\
                             edition = \"2024\"\nlicense = \"MIT\"\n\n\
                             [workspace.dependencies]\nanyhow = \"1\"\nmio = { version = \"1\" }\n";

    #[test]
    fn inherited_values_are_written_out() {
        let own = "[package]\nname = \"stage\"\nedition.workspace = true\nlicense.workspace = true\n\n\
                   [dependencies]\n# Errors.\nanyhow.workspace = true\n\n[lints]\nworkspace = true\n\n\
                   [target.'cfg(unix)'.dependencies]\nmio = { workspace = true }\n";
        let manifest = standing_alone(own, WORKSPACE).expect("nothing is missing").to_string();
        let expected = "[package]\nname = \"stage\"\nedition = \"2024\"\n\n\
                        [dependencies]\n# Errors.\nanyhow = \"1\"\n\n\
                        [target.'cfg(unix)'.dependencies]\nmio = { version = \"1\" }\n";
        assert_eq!(manifest, expected);
        assert_eq!(dependencies(own, WORKSPACE).as_deref(), Ok("# Errors.\nanyhow = \"1\"\n"));
    }

    #[test]
    fn other_values_of_the_workspace_are_errors() {
        for line in ["other.workspace = true", "anyhow = { workspace = true, features = [] }"] {
            assert!(standing_alone(&format!("[dependencies]\n{line}\n"), WORKSPACE).is_err());
        }
    }

    #[test]
    fn names_and_members_can_be_others() {
        let package = with_name("[package]\nname = \"a\" # Ours.\nversion = \"1.0.0\"\n", "b");
        assert!(package.expect("a manifest").starts_with("[package]\nname = \"b\""));
        let workspace = with_members(WORKSPACE, ["b", "c"]).expect("a manifest");
        assert!(workspace.starts_with("[workspace]\nmembers = [\"b\", \"c\"]\n"), "{workspace}");
    }
}
