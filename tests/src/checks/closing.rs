//! How a connection ends without losing the answer.

use crate::Check;

/// What holds for the end of a connection.
pub const CHECKS: &[Check] = &[];
