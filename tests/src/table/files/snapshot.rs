//! The files on the disk around a server.

use crate::{Failure, Server, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// All files in a server's current folder and below it, which includes the folder behind `/files/`.
#[derive(Debug, PartialEq, Eq)]
pub struct Snapshot(BTreeMap<PathBuf, Vec<u8>>);

impl Snapshot {
    /// How it looks now.
    pub fn take(server: &Server) -> Result<Snapshot, Failure> {
        let mut files = BTreeMap::new();
        collect(server.home()?, &mut files)?;
        Ok(Snapshot(files))
    }

    /// No file was added, removed or changed since.
    pub fn expect_unchanged(&self, server: &Server) -> Result<(), Failure> {
        let now = Snapshot::take(server)?;
        ensure(*self == now, format!("files have changed on the disk: {}", self.difference(&now)))
    }

    /// The same within this time: a server cleans up a moment after the end of a connection.
    pub fn wait_until_restored(&self, server: &Server, limit: Duration) -> Result<(), Failure> {
        let deadline = Instant::now() + limit;
        while Instant::now() < deadline {
            // A file may vanish while we look.
            if Snapshot::take(server).is_ok_and(|now| now == *self) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(2));
        }
        self.expect_unchanged(server)
    }

    fn difference(&self, now: &Snapshot) -> String {
        let paths = self.0.keys().chain(now.0.keys());
        let different = paths.filter(|path| self.0.get(*path) != now.0.get(*path));
        let mut different: Vec<_> = different.map(|path| path.display().to_string()).collect();
        different.sort();
        different.dedup();
        different.join(", ")
    }
}

/// The bytes of files and the targets of links. Everything else is only listed: a pipe has no end.
fn collect(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() {
            collect(&path, files)?;
        } else if kind.is_symlink() {
            let target = fs::read_link(&path)?;
            files.insert(path, target.to_string_lossy().into_owned().into_bytes());
        } else if kind.is_file() {
            let bytes = fs::read(&path)?;
            files.insert(path, bytes);
        } else {
            files.insert(path, Vec::new());
        }
    }
    Ok(())
}
