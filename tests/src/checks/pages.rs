//! Stage 4: static pages.

use crate::Check;

/// What holds for static pages.
pub const CHECKS: &[Check] = &[];
