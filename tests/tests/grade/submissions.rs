//! Folders of submissions.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const MANIFEST: &str =
    "[package]\nname = \"server\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n";

/// The folder that is graded, with others beside it.
pub struct Submissions(TempDir);

impl Submissions {
    pub fn new() -> Submissions {
        let folder = tempfile::tempdir().expect("a folder can be made");
        fs::create_dir(folder.path().join("submissions")).expect("a folder can be made");
        Submissions(folder)
    }

    pub fn path(&self) -> PathBuf {
        self.0.path().join("submissions")
    }

    /// A file that is no submission.
    pub fn beside(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        fs::write(&path, text).expect("a file can be written");
        path.display().to_string()
    }

    pub fn folder(&self, name: &str) {
        fs::create_dir_all(self.path().join(name)).expect("a folder can be made");
    }

    pub fn file(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in a folder"))
            .expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    /// Stage 1 itself, as a crate of its own.
    pub fn stage(&self, name: &str) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_checks"));
        command.args(["new", name, "--from", "1"]).current_dir(self.path());
        let output = command.output().expect("the command can be run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    pub fn broken_crate(&self, name: &str) {
        self.file(&format!("{name}/Cargo.toml"), MANIFEST);
        self.file(&format!("{name}/src/main.rs"), "fn main() { serve() }\n");
    }

    pub fn crate_that_never_builds(&self, name: &str) {
        self.file(&format!("{name}/Cargo.toml"), MANIFEST);
        self.file(&format!("{name}/src/main.rs"), "fn main() {}\n");
        let sleeps = "fn main() { std::thread::sleep(std::time::Duration::from_secs(600)) }\n";
        self.file(&format!("{name}/build.rs"), sleeps);
    }

    /// A server in Python that behaves in this way.
    pub fn python(&self, name: &str, way: &str) {
        self.file(&format!("{name}/server.py"), include_str!("server.py"));
        let start = format!("command = \"python3 -I -S server.py {way}\"\n");
        self.file(&format!("{name}/stage.toml"), &start);
    }

    /// All files, with their bytes.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        collect(&self.path(), &mut files);
        files.sort();
        files
    }
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for path in super::paths(folder) {
        if path.is_dir() {
            collect(&path, files);
        } else {
            let bytes = fs::read(&path).expect("a file can be read");
            files.push((path, bytes));
        }
    }
}
