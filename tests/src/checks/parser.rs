//! Stage 7: what a careful parser accepts and refuses.

use crate::Check;

/// What holds for the parser.
pub const CHECKS: &[Check] = &[];
