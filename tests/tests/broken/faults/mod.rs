//! The faults: each is a diff in `tests/faults`, and breaks the checks that are listed with it.

mod bodies;
mod heads;
mod sessions;
mod threads;

use checks::fault::Fault;

/// Returns all faults, by the stage that they are put into.
pub fn all() -> impl Iterator<Item = &'static Fault> {
    [heads::FAULTS, bodies::FAULTS, threads::FAULTS, sessions::FAULTS].into_iter().flatten()
}
