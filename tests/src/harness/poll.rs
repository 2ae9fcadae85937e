//! Waits for something that nothing announces, by asking again and again.

use std::thread;
use std::time::{Duration, Instant};

/// Between two attempts: at first, and after a long wait, when a longer pause makes no difference.
const SHORT_PAUSE: Duration = Duration::from_millis(2);
const LONG_PAUSE: Duration = Duration::from_millis(20);

/// Repeats the attempt until it returns something. Returns `None` if the limit passes first. There is at least
/// one attempt, and one at the end.
pub fn poll<T>(limit: Duration, mut attempt: impl FnMut() -> Option<T>) -> Option<T> {
    let begin = Instant::now();
    loop {
        let is_last = begin.elapsed() >= limit;
        if let Some(found) = attempt() {
            return Some(found);
        }
        if is_last {
            return None;
        }
        thread::sleep((begin.elapsed() / 4).clamp(SHORT_PAUSE, LONG_PAUSE));
    }
}
