//! Ctrl-C: the first one ends the run of the checks, and the tally is printed.

use checks::signals;
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether checks are running.
static RUNNING: AtomicBool = AtomicBool::new(false);
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Without a run of checks, and at the second Ctrl-C, the command ends at once.
pub(crate) fn listen() {
    // Without a handler, Ctrl-C ends the command without a tally.
    let _ = ctrlc::set_handler(|| {
        if !RUNNING.load(Ordering::SeqCst) || INTERRUPTED.swap(true, Ordering::SeqCst) {
            process::exit(signals::INTERRUPTED.into());
        }
    });
}

/// Checks begin or end.
pub(crate) fn set_running(running: bool) {
    RUNNING.store(running, Ordering::SeqCst);
}

/// Whether Ctrl-C was pressed during this run.
pub(crate) fn is_requested() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}
