//! The `Cargo.toml` of a crate that stands alone.

use anyhow::{Context, Error, Result};
use checks::{manifest, stages};
use std::fs;
use toml_edit::{Table, value};

/// The manifest of a stage with a new name, and with the values that it has from the workspace.
pub(super) fn of_crate(own: &str, name: &str) -> Result<String> {
    let path = stages::workspace().join("Cargo.toml");
    let shared =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut manifest = manifest::standing_alone(own, &shared).map_err(Error::msg)?;
    manifest["package"]["name"] = value(name);
    // Without this, cargo looks for a workspace in the folders around.
    let mut workspace = Table::new();
    workspace.decor_mut().set_prefix("\n# This crate is a workspace of its own.\n");
    manifest.insert("workspace", workspace.into());
    Ok(manifest.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use checks::Stage;

    #[test]
    fn each_stage_can_stand_alone() {
        for stage in Stage::SERVERS {
            let sources = stages::sources(stage).expect("each stage can be read");
            let own = String::from_utf8_lossy(&sources["Cargo.toml"]);
            let manifest = of_crate(&own, "mine").expect("each stage has a manifest");
            assert!(!manifest.contains("workspace = true"), "{manifest}");
            assert!(manifest.starts_with("[package]\nname = \"mine\"\n"), "{manifest}");
            assert!(manifest.contains("\nedition = \""), "{manifest}");
            assert!(
                manifest.ends_with("\n\n# This crate is a workspace of its own.\n[workspace]\n")
            );
        }
    }
}
