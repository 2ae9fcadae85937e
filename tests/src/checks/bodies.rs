//! Stage 4: bodies of requests, and how their end is told.

use crate::Check;

/// What holds for bodies.
pub const CHECKS: &[Check] = &[];
