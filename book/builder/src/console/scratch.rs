//! The folders that commands run in, laid out as on a reader's disk. Dropping the value removes them.

use checks::reaper;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The name of the outermost folder on the page.
const SHOWN: &str = "/home/reader";

/// The folders of one chapter.
#[derive(Debug)]
pub struct Scratch {
    root: TempDir,
}

impl Scratch {
    /// Creates the folders.
    pub fn new() -> io::Result<Scratch> {
        let root = tempfile::tempdir()?;
        reaper::watch_folder(root.path());
        let scratch = Scratch { root };
        for folder in [scratch.clone_folder(), scratch.here(), scratch.settings()] {
            fs::create_dir(folder)?;
        }
        fs::create_dir_all(scratch.program().with_file_name(""))?;
        Ok(scratch)
    }

    /// The reader's crate. Its program is always that of the section.
    pub fn crate_folder(&self) -> PathBuf {
        self.root.path().join("my-server")
    }

    /// The program of the reader's crate.
    pub fn program(&self) -> PathBuf {
        self.crate_folder().join("target/debug/my-server")
    }

    /// Beside the reader's crate: a folder for the clone of the workspace.
    pub fn clone_folder(&self) -> PathBuf {
        self.root.path().join("clone")
    }

    /// An empty folder, for commands that have nothing to do with a server.
    pub fn here(&self) -> PathBuf {
        self.root.path().join("here")
    }

    /// For curl, and for programs that look at the server.
    pub fn settings(&self) -> PathBuf {
        self.root.path().join("settings")
    }

    /// Makes this program that of the reader's crate.
    pub fn set_program(&self, program: &Path) -> io::Result<()> {
        let place = self.program();
        match fs::remove_file(&place) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        fs::hard_link(program, &place).or_else(|_| fs::copy(program, &place).map(drop))
    }

    /// Tells the terminals beside a server which process it is, and that port `shown` of this machine is now `real`.
    pub fn set_server(&self, process: u32, shown: u16, real: u16) -> io::Result<()> {
        let variables = format!("SERVER={process} SHOWN_PORT={shown} REAL_PORT={real}\n");
        fs::write(self.settings().join("server"), variables)?;
        let hosts = ["localhost", "127.0.0.1"];
        let lines = hosts.map(|host| format!("connect-to = \"{host}:{shown}:{host}:{real}\"\n"));
        // Ignores the settings of the user, and shows late output in its order.
        let others = "ipv4\nsilent\nshow-error\nno-buffer\nnoproxy = \"*\"\n";
        fs::write(self.settings().join(".curlrc"), lines.concat() + others)
    }

    /// The text with the folders named as on the page.
    pub fn as_shown(&self, text: &str) -> String {
        let mut text = text.to_string();
        for folder in [self.here(), self.root.path().to_path_buf()] {
            for folder in [fs::canonicalize(&folder).unwrap_or_default(), folder] {
                if let Some(folder) = folder.to_str().filter(|folder| !folder.is_empty()) {
                    text = text.replace(folder, SHOWN);
                }
            }
        }
        text
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        reaper::release_folder(self.root.path());
    }
}
