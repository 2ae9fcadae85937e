//! Errors of the book, each with its place.

use checks::stages::workspace;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// One error and its place: `book/src/stage01.md:12: …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    file: PathBuf,
    line: Option<usize>,
    message: String,
}

impl Error {
    /// An error of a file as a whole.
    pub fn in_file(file: &Path, message: impl fmt::Display) -> Error {
        Error { file: file.to_path_buf(), line: None, message: message.to_string() }
    }

    /// An error in this line of a file, counted from 1.
    pub fn at(file: &Path, line: usize, message: impl fmt::Display) -> Error {
        Error { line: Some(line), ..Error::in_file(file, message) }
    }
}

/// Several errors, each on lines of its own.
pub fn joined(errors: &[Error]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The text of a file.
pub fn read(file: &Path) -> Result<String, Error> {
    fs::read_to_string(file)
        .map_err(|error| Error::in_file(file, format!("cannot be read: {error}")))
}

/// Paths start at the root of the workspace.
impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.strip_prefix(workspace()).unwrap_or(&self.file);
        write!(formatter, "{}:", file.display())?;
        if let Some(line) = self.line {
            write!(formatter, "{line}:")?;
        }
        write!(formatter, " {}", self.message)
    }
}

impl std::error::Error for Error {}
