//! Stage 4: files in and out, and nothing outside of their folder.

use crate::Check;

/// What holds for files.
pub const CHECKS: &[Check] = &[];
