//! Stage 4: bodies of requests, and where they end.

pub mod arrival;
pub mod codings;
pub mod echo;
pub mod expectation;
pub mod large;
pub mod length;
pub mod slow;

use crate::{Client, Failure, FailureKind, ensure};

/// The answer to a request that cannot be served: an error of any kind or no answer at all, and then the end
/// of the connection.
pub(super) fn expect_refused_or_silence(client: &mut Client) -> Result<(), Failure> {
    match client.read_response() {
        Ok(response) => {
            let status = response.status;
            ensure(status >= 400, format!("expected an error or no answer, but got {status}"))?;
            client.expect_gone()
        }
        Err(failure) if failure.kind == FailureKind::Closed => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// Each possible byte once, in order. As text, this is not UTF-8.
pub(super) fn every_byte() -> Vec<u8> {
    (0..=u8::MAX).collect()
}
