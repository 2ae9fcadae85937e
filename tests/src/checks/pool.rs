//! Stage 6: a bounded pool of workers.

use crate::Check;

/// What holds for the pool.
pub const CHECKS: &[Check] = &[];
