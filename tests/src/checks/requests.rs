//! Stage 3: requests that are malformed or too large.

use crate::Check;

/// What holds for requests.
pub const CHECKS: &[Check] = &[];
