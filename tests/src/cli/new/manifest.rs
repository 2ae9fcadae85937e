//! The `Cargo.toml` of a crate that stands alone.

use anyhow::{Context, Result, bail};
use checks::{Stage, stages};
use std::fs;
use std::path::Path;

/// The end of a key whose value is that of the workspace.
const INHERITED: &str = ".workspace = true";

/// The manifest of the stage, with a new name, and with all that it takes from the workspace written out.
pub(super) fn of_crate(stage: Stage, name: &str) -> Result<String> {
    let root = stages::workspace();
    let own = read(&root.join(stage.folder()).join("Cargo.toml"))?;
    let shared = read(&root.join("Cargo.toml"))?;
    standing_alone(&own, &shared, name)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// An empty `[workspace]` keeps cargo from looking for one in the folders around.
fn standing_alone(own: &str, shared: &str, name: &str) -> Result<String> {
    let mut section = "";
    let mut manifest = String::new();
    for line in own.lines() {
        if let Some(heading) = line.strip_prefix('[') {
            section = heading.trim_end_matches(']');
        }
        if let Some(line) = line_alone(line, section, shared, name)? {
            manifest.push_str(&line);
            manifest.push('\n');
        }
    }
    Ok(manifest.trim_end().to_string()
        + "\n\n# Belongs to no workspace but its own.\n[workspace]\n")
}

/// The line for a crate that stands alone. `None` if it has no place there.
fn line_alone(line: &str, section: &str, shared: &str, name: &str) -> Result<Option<String>> {
    let inherited = line.strip_suffix(INHERITED);
    Ok(match (section, inherited) {
        // How strict to be with it, and under which licence, is for its author to say.
        ("lints", _) | ("package", Some("license")) => None,
        ("package", _) if line.starts_with("name = ") => Some(format!("name = \"{name}\"")),
        ("package", Some(key)) => Some(written_out(key, "workspace.package", shared)?),
        (_, Some(key)) => Some(written_out(key, &format!("workspace.{section}"), shared)?),
        _ if line.contains("workspace = true") => bail!("cannot write out the line `{line}`"),
        _ => Some(line.to_string()),
    })
}

/// The line with this key in a section of the shared manifest.
fn written_out(key: &str, section: &str, shared: &str) -> Result<String> {
    let heading = format!("[{section}]");
    let lines = shared.lines().skip_while(|line| *line != heading).skip(1);
    let mut lines = lines.take_while(|line| !line.starts_with('['));
    let line = lines.find(|line| line.split(" = ").next() == Some(key));
    line.map(str::to_string).with_context(|| format!("the workspace has no {key} in [{section}]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHARED: &str = "[workspace.package]\nedition = \"2024\"\nlicense = \"MIT\"\n\n\
                          [workspace.dependencies]\nanyhow = \"1\"\n";

    #[test]
    fn what_is_inherited_is_written_out() {
        let own = "[package]\nname = \"stage\"\nedition.workspace = true\nlicense.workspace = true\n\n\
                   [dependencies]\n# Errors.\nanyhow.workspace = true\n\n[lints]\nworkspace = true\n";
        let manifest = standing_alone(own, SHARED, "mine").expect("nothing is missing");
        let expected = "[package]\nname = \"mine\"\nedition = \"2024\"\n\n\
                        [dependencies]\n# Errors.\nanyhow = \"1\"\n\n\
                        # Belongs to no workspace but its own.\n[workspace]\n";
        assert_eq!(manifest, expected);
    }

    #[test]
    fn what_cannot_be_written_out_is_told() {
        let unknown = standing_alone("[dependencies]\nother.workspace = true\n", SHARED, "mine");
        assert!(unknown.is_err());
        let odd = "[dependencies]\nanyhow = { workspace = true }\n";
        assert!(standing_alone(odd, SHARED, "mine").is_err());
    }

    #[test]
    fn each_stage_can_stand_alone() {
        for stage in Stage::SERVERS {
            let manifest = of_crate(stage, "mine").expect("each stage has a manifest");
            assert!(!manifest.contains("workspace = true"), "{manifest}");
            assert!(manifest.contains("\nedition = \""), "{manifest}");
        }
    }
}
