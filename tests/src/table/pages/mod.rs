//! Stage 4: static pages from a folder.

pub mod escape;
pub mod folders;
pub mod serve;
pub mod types;
