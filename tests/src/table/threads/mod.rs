//! Stage 5: clients that do not wait for each other.

pub mod crowd;
pub mod handlers;
pub mod limits;
pub mod slow;

use crate::{Failure, Server, Target};

/// The checks need this many connections at once. A pool has to be told.
const AT_ONCE: usize = 8;

fn start(target: &Target) -> Result<Server, Failure> {
    target.launch().where_taken("--workers", &AT_ONCE.to_string()).start()
}
