//! Builds variants of the stages: each a package of its own, none a member of our workspace.
//!
//! They make up a second workspace under the target folder, with the settings and the locked versions of
//! ours, so that cargo takes the dependencies that it has built already.

use crate::cargo::{self, Executables};
use crate::manifest;
use crate::sources::{self, Sources};
use crate::stages::workspace;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Our lock file, as it was when cargo last began with it.
const OUR_LOCK: &str = "Cargo.lock.ours";

/// A changed stage and the name that its package and its executable get.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The new name, which no other variant has.
    pub name: String,
    /// Its files, with the stage's own manifest.
    pub sources: Sources,
}

/// Builds all variants at once. `group` names the folder that they are put into.
pub fn build(group: &str, variants: &[Variant]) -> Result<Executables, String> {
    cargo::run(prepare(group, variants)?)
}

/// Writes all variants, and gives the command that builds them. `group` names the folder that they are put into.
pub fn prepare(group: &str, variants: &[Variant]) -> Result<Command, String> {
    let folder = folder(group)?;
    write(&folder, variants)
        .map_err(|error| format!("cannot write to {}: {error}", folder.display()))?;
    let mut command = cargo::build();
    command.args(["--bins", "--workspace"]).current_dir(folder);
    Ok(command)
}

/// The folder of a group.
pub fn folder(group: &str) -> Result<PathBuf, String> {
    let target = cargo::target_folder().ok_or("this program is in no target folder of cargo")?;
    Ok(target.join("tmp").join(group))
}

fn write(folder: &Path, variants: &[Variant]) -> io::Result<()> {
    let mut all = Sources::new();
    let names = variants.iter().map(|variant| variant.name.as_str());
    let workspace = fs::read_to_string(workspace().join("Cargo.toml"))?;
    all.insert("Cargo.toml".to_string(), manifest::with_members(&workspace, names)?.into_bytes());
    add_lock(&mut all, folder)?;
    for variant in variants {
        add_variant(&mut all, variant)?;
    }
    sources::write(&all, folder)
}

/// Cargo adds the variants to the lock file. While ours stays the same, so does what cargo has made of it.
fn add_lock(all: &mut Sources, folder: &Path) -> io::Result<()> {
    let ours = fs::read(workspace().join("Cargo.lock"))?;
    let unchanged = fs::read(folder.join(OUR_LOCK)).is_ok_and(|before| before == ours);
    let theirs = fs::read(folder.join("Cargo.lock")).ok().filter(|_| unchanged);
    all.insert("Cargo.lock".to_string(), theirs.unwrap_or_else(|| ours.clone()));
    all.insert(OUR_LOCK.to_string(), ours);
    Ok(())
}

fn add_variant(all: &mut Sources, variant: &Variant) -> io::Result<()> {
    for (path, bytes) in &variant.sources {
        let bytes = match path.as_str() {
            "Cargo.toml" => {
                let manifest = String::from_utf8_lossy(bytes);
                manifest::with_name(&manifest, &variant.name)?.into_bytes()
            }
            _ => bytes.clone(),
        };
        all.insert(format!("{}/{path}", variant.name), bytes);
    }
    Ok(())
}
