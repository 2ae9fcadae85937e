//! Stage 5: deadlines.

use crate::Check;

/// What holds for deadlines.
pub const CHECKS: &[Check] = &[];
