//! Stage 4: files in and out, and nothing outside of their folder.

pub mod atomic;
pub mod download;
pub mod escape;
pub mod links;
pub mod partial;
pub mod shared;
pub mod upload;

mod snapshot;

use crate::bytes::find;
use crate::{Failure, FailureKind, Response, ensure};
pub(super) use snapshot::Snapshot;

/// The content of files that are hidden, or outside of the folders that the server serves. No answer may
/// contain it.
pub(super) const SECRET: &str = "this is nobody's business";

/// The first words of `/etc/passwd` and of `win.ini`.
const SYSTEM_FILES: [&str; 2] = ["root:x:0:0", "; for 16-bit"];

/// The statuses of an upload that was stored. HTTP has 201 for a new file, and 200 or 204 for a changed one.
const STORED: &[u16] = &[200, 201, 204];

/// The answer has nothing from a file that is not for clients. Its status does not matter: a server may clean a path
/// and redirect, or find something harmless there.
pub(super) fn expect_nothing_shown(response: Response) -> Result<Response, Failure> {
    let is_shown = |text: &str| find(&response.body, text.as_bytes()).is_some();
    let shown = is_shown(SECRET) || SYSTEM_FILES.into_iter().any(is_shown);
    ensure(!shown, "the answer has the content of a file that is not for clients")?;
    Ok(response)
}

/// The request is refused (4xx), redirected (3xx), or asks for what the server does not implement (501).
pub(super) fn expect_refused(response: Response) -> Result<(), Failure> {
    let response = expect_nothing_shown(response)?;
    let status = response.status;
    if (300..500).contains(&status) || status == 501 {
        return Ok(());
    }
    Err(Failure::of(FailureKind::Status, format!("expected a refusal (4xx), but got {status}")))
}

/// The path in the `Location`, which may name the server too.
pub(super) fn location(response: &Response) -> Result<String, Failure> {
    let location = response.header("Location");
    let location = location.ok_or_else(|| Failure::new("there is no header Location"))?;
    let path =
        location.strip_prefix("http://").and_then(|rest| rest.find('/').map(|at| &rest[at..]));
    Ok(path.unwrap_or(&location).to_string())
}
