//! Stage 7: more than one request over a connection.

use crate::Check;

/// What holds for sessions.
pub const CHECKS: &[Check] = &[];
