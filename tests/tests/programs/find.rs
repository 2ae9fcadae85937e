//! Looks for programs that may not be installed.

use std::env;
use std::path::PathBuf;

/// The first of these programs that is on the `PATH`.
pub fn find(names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<_> = env::split_paths(&env::var_os("PATH")?).collect();
    let files = names.iter().map(|name| format!("{name}{}", env::consts::EXE_SUFFIX));
    files
        .flat_map(|file| folders.iter().map(move |folder| folder.join(&file)))
        .find(|path| path.is_file())
}
