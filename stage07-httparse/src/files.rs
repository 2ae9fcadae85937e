//! Files: a folder that no request gets out of.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

pub struct Folder {
    /// Absolute, and free of symbolic links.
    root: PathBuf,
    /// How many uploads there were, so that each gets a name of its own until it is complete.
    uploads: AtomicU64,
}

impl Folder {
    pub fn open(path: &Path) -> io::Result<Self> {
        let root = path.canonicalize()?;
        Ok(Self { root, uploads: AtomicU64::new(0) })
    }

    /// The path of the file with this name.
    pub fn find(&self, name: &[u8]) -> Option<PathBuf> {
        self.file(&self.root.join(file_name(name)?))
    }

    /// The path of a page: `/about` is the file `about` or `about.html`, and a folder is the
    /// `index.html` in it.
    pub fn find_page(&self, path: &[u8]) -> Option<PathBuf> {
        let mut page = self.root.clone();
        for name in path.split(|&byte| byte == b'/').filter(|name| !name.is_empty()) {
            page.push(file_name(name)?);
        }
        let mut html = page.clone().into_os_string();
        html.push(".html");
        let candidates = [page.join("index.html"), html.into(), page];
        candidates.iter().find_map(|path| self.file(path))
    }

    /// The path without symbolic links, where it is that of a file and still in this folder.
    fn file(&self, path: &Path) -> Option<PathBuf> {
        let path = path.canonicalize().ok()?;
        (path.starts_with(&self.root) && path.is_file()).then_some(path)
    }

    /// Stores a file, in the place of one that has the name already.
    ///
    /// The bytes go to a name that nobody can ask for, and the file is renamed once it is complete:
    /// who reads meanwhile gets the old file or the new one, and never a half.
    pub fn store(&self, name: &[u8], bytes: &[u8]) -> io::Result<()> {
        let path = self.root.join(file_name(name).ok_or(io::ErrorKind::InvalidFilename)?);
        let number = self.uploads.fetch_add(1, Ordering::Relaxed);
        let unfinished = self.root.join(format!(".upload-{}-{number}", process::id()));
        let stored = fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, path));
        if stored.is_err() {
            let _ = fs::remove_file(&unfinished);
        }
        stored
    }
}

/// The name, if it is one that a file directly in a folder can have.
///
/// What begins with a dot is hidden, for us too: `..`, unfinished uploads, a stray `.git`.
fn file_name(name: &[u8]) -> Option<&str> {
    let name = str::from_utf8(name).ok()?;
    let leads_elsewhere = name.contains(['/', '\\', '\0']) || (cfg!(windows) && name.contains(':'));
    (!name.is_empty() && !name.starts_with('.') && !leads_elsewhere).then_some(name)
}

/// What a browser is told of a page, by the extension of its file (RFC 9110 §8.3).
pub fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("webp") => "image/webp",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("wasm") => "application/wasm",
        Some("pdf") => "application/pdf",
        _ => "application/octet-stream",
    }
}
