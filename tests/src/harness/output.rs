//! What a server prints, collected while it runs.

use std::io::{self, Read};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// Of a server that prints without end, this much is kept. The rest is read, so that it never blocks.
const KEPT: usize = 1024 * 1024;

/// One stream of a running program. Clones show the same text.
#[derive(Clone, Debug, Default)]
pub struct Output(Arc<(Mutex<Text>, Condvar)>);

#[derive(Debug, Default)]
struct Text {
    bytes: Vec<u8>,
    ended: bool,
}

impl Output {
    /// Reads the stream to its end on a thread of its own.
    pub fn collect(stream: impl Read + Send + 'static) -> Output {
        let output = Output::default();
        let writer = output.clone();
        thread::spawn(move || writer.drain(stream));
        output
    }

    /// A stream that nobody reads: it has no text, and it has ended.
    #[must_use]
    pub fn of_nothing() -> Output {
        Output::collect(io::empty())
    }

    /// What was printed so far.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.lock().bytes).into_owned()
    }

    /// Waits until the text meets the condition. Returns `None` if the stream ends or the limit passes first.
    pub fn wait_until(&self, limit: Duration, met: impl Fn(&str) -> bool) -> Option<String> {
        let waiting = |text: &mut Text| !text.ended && !met(&String::from_utf8_lossy(&text.bytes));
        let result = self.0.1.wait_timeout_while(self.lock(), limit, waiting);
        let (text, _) = result.unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&text.bytes).into_owned();
        met(&text).then_some(text)
    }

    /// Whether the program has closed the stream.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.lock().ended
    }

    /// Waits until the program has closed the stream, which it does at its end at the latest.
    pub fn wait_for_end(&self, limit: Duration) {
        let waiting = |text: &mut Text| !text.ended;
        let _ = self.0.1.wait_timeout_while(self.lock(), limit, waiting);
    }

    fn drain(&self, mut stream: impl Read) {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = stream.read(&mut buffer) {
            self.append(&buffer[..count]);
        }
        self.lock().ended = true;
        self.0.1.notify_all();
    }

    fn append(&self, bytes: &[u8]) {
        let mut text = self.lock();
        let room = KEPT.saturating_sub(text.bytes.len());
        text.bytes.extend_from_slice(&bytes[..bytes.len().min(room)]);
        self.0.1.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Text> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
