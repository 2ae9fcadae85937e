//! Stage 6: a server that ends gracefully.

use crate::Check;

/// What holds for shutting down.
pub const CHECKS: &[Check] = &[];
