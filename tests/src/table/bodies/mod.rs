//! Stage 4: bodies of requests, and how their end is told.

pub mod arrival;
pub mod echo;
pub mod expectation;
pub mod large;
pub mod length;
pub mod slow;

use crate::{Client, Failure, ensure};

/// What a client gets that closes its side before its request is complete: 400, or nothing but the close.
pub(super) fn expect_refused_or_silence(client: &mut Client) -> Result<(), Failure> {
    let answer = client.read_to_end()?;
    ensure(answer.is_empty() || answer.starts_with(b"HTTP/1.1 400 "), "expected 400 or silence")
}

/// Each byte there is, the forbidden and the invisible ones among them. As text, it would not be UTF-8.
pub(super) fn every_byte() -> Vec<u8> {
    (0..=u8::MAX).collect()
}
