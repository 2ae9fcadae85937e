//! Builds the book, and tests what it says.
//!
//! A [`Page`] is a chapter as its author writes it: sections with directives and fenced blocks. A [`Step`]
//! is the reader's crate before and after one section. [`crates`] builds the crates of all steps.
#![allow(clippy::missing_errors_doc, reason = "an Error says what is wrong, and where")]

mod changes;
mod chapter;
pub mod console;
mod coverage;
pub mod crates;
mod diff;
pub mod driver;
mod error;
pub mod exercises;
pub mod expand;
mod figure;
mod file;
pub mod items;
pub mod measure;
mod minutes;
mod page;
pub mod pages;
mod plot;
pub mod reader;
mod repository;
mod show;
pub mod steps;
pub mod tables;
pub mod update;

pub use chapter::Chapter;
pub use error::{Error, joined};
pub use page::{Block, Directive, Page, Section};
pub use steps::{Files, Step};

use checks::stages::workspace;
use std::path::PathBuf;

/// The folder `book` of the workspace.
#[must_use]
pub fn folder() -> PathBuf {
    workspace().join("book")
}
