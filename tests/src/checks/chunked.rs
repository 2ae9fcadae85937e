//! Stage 7: bodies in chunks.

use crate::Check;

/// What holds for chunked bodies.
pub const CHECKS: &[Check] = &[];
