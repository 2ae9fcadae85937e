//! Builds the book, and proves what it says.
//!
//! A [`Page`] is a chapter as its author writes it: sections with directives and fenced blocks. A [`Step`]
//! is the reader's crate before and after one section. [`crates`] builds the crates of all steps.

pub mod changes;
pub mod chapter;
pub mod compare;
pub mod console;
pub mod coverage;
pub mod crates;
pub mod diff;
pub mod driver;
pub mod error;
pub mod expand;
pub mod figure;
pub mod file;
pub mod items;
pub mod measure;
pub mod page;
pub mod pages;
pub mod plot;
pub mod reader;
pub mod show;
pub mod steps;
pub mod tables;
pub mod update;

pub use chapter::Chapter;
pub use error::Error;
pub use page::{Block, Directive, Page, Part, Section};
pub use steps::{Files, Step};

use checks::stages::workspace;
use std::path::PathBuf;

/// The folder `book` of the workspace.
#[must_use]
pub fn folder() -> PathBuf {
    workspace().join("book")
}
