//! Stage 3: which answer a path gets.

use crate::Check;

/// What holds for routing.
pub const CHECKS: &[Check] = &[];
