//! Stage 4: files in and out, and nothing outside of their folder.

pub mod download;
pub mod escape;
pub mod links;
pub mod partial;
pub mod shared;
pub mod upload;

mod snapshot;

use crate::{Failure, Response, ensure};
pub(super) use snapshot::Snapshot;

/// What no request may bring to light: it lies outside of the folders that the server serves.
pub(super) const SECRET: &str = "this is nobody's business";

/// The answer to a request for what the client has no right to.
pub(super) fn expect_refused(response: Response) -> Result<(), Failure> {
    let response = response.expect_status_among(&[400, 403, 404])?;
    let told = crate::bytes::find(&response.body, SECRET.as_bytes());
    ensure(told.is_none(), "the answer has the content of a file from outside of the folder")
}
