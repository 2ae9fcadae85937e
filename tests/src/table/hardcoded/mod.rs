//! Stage 2: one answer to every request.

pub mod answer;
pub mod head;

use crate::FailureKind::{Closed, Timeout};
use crate::{Client, Failure, ensure};

/// Half a request is not served. The client gets an error, or no answer at all.
///
/// RFC 9112 §8: a server "MAY send an error response prior to closing". It may also wait for the rest.
pub(super) fn expect_not_served(client: &mut Client) -> Result<(), Failure> {
    let status = match client.read_response() {
        Ok(response) => response.status,
        Err(failure) if [Closed, Timeout].contains(&failure.kind) => return Ok(()),
        Err(failure) => return Err(failure),
    };
    ensure(status >= 400, format!("expected an error or no answer, but got status {status}"))
}
