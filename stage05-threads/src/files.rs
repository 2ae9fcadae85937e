//! Files: a folder that no request can leave.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A folder on disk, and nothing outside it.
pub struct Folder {
    /// Absolute, and free of symbolic links.
    root: PathBuf,
}

impl Folder {
    /// Opens the folder. Returns an error if it does not exist, is no folder, or cannot be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        let root = path.canonicalize()?;
        // Only to see whether this is a folder that we may read.
        fs::read_dir(&root)?;
        Ok(Self { root })
    }

    /// Returns the path of the file with this name, or `None` if there is none that a client may have.
    pub fn find(&self, name: &[u8]) -> Option<PathBuf> {
        self.resolve(&self.root.join(file_name(name)?))
    }

    /// Returns the file of a page, or `None` if there is none. `/about` is the first of
    /// `about/index.html`, `about.html` and `about` that exists, and `/docs/` is `docs/index.html`.
    pub fn find_page(&self, segments: &[&[u8]]) -> Option<PathBuf> {
        let (last, others) = segments.split_last()?;
        let mut folder = self.root.clone();
        for segment in others {
            folder.push(file_name(segment)?);
        }
        if last.is_empty() {
            return self.resolve(&folder.join("index.html"));
        }
        let name = file_name(last)?;
        let candidates = [format!("{name}/index.html"), format!("{name}.html"), name.into()];
        candidates.iter().find_map(|candidate| self.resolve(&folder.join(candidate)))
    }

    /// Follows symbolic links. Returns `None` if the path leads to no file, or out of this folder.
    fn resolve(&self, path: &Path) -> Option<PathBuf> {
        let path = path.canonicalize().ok()?;
        (path.starts_with(&self.root) && path.is_file()).then_some(path)
    }

    /// Stores a file, and replaces one that has the same name. A name that no client may use is the error
    /// `InvalidFilename`.
    ///
    /// The bytes go to a temporary file that no request can name. It is renamed when it is complete, so
    /// a reader gets the old file or the new one, never half of it.
    pub fn store(&self, name: &[u8], bytes: &[u8]) -> io::Result<()> {
        let path = self.root.join(file_name(name).ok_or(io::ErrorKind::InvalidFilename)?);
        let mut upload = tempfile::Builder::new().prefix(".upload-").tempfile_in(&self.root)?;
        upload.write_all(bytes)?;
        upload.persist(path)?;
        Ok(())
    }
}

/// Returns the name as text, or `None` if no client may use it.
///
/// Names that begin with a dot are hidden from clients: `..`, temporary files, a stray `.git`.
fn file_name(name: &[u8]) -> Option<&str> {
    let name = str::from_utf8(name).ok()?;
    let leads_elsewhere = name.contains(['/', '\\', '\0']) || (cfg!(windows) && name.contains(':'));
    (!name.is_empty() && !name.starts_with('.') && !leads_elsewhere).then_some(name)
}

/// Returns the media type that tells a browser how to show the file (RFC 9110 §8.3).
pub fn content_type(path: &Path) -> String {
    let media_type = mime_guess::from_path(path).first_or_octet_stream();
    let charset = if media_type.type_() == "text" { "; charset=utf-8" } else { "" };
    format!("{media_type}{charset}")
}
