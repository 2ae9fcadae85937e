//! What a check can expect of a response. Each expectation gives the response on, so that they chain.

use crate::bytes::{find, find_difference, readable};
use crate::{Failure, FailureKind, Response, ensure};

/// Of a body, this much is shown in a message.
const SHOWN: usize = 200;

impl Response {
    /// The status code is this one.
    pub fn expect_status(self, status: u16) -> Result<Response, Failure> {
        let wanted = format!("status {status}");
        self.has_status_among(&[status], &wanted)
    }

    /// The status code is one of these.
    pub fn expect_status_among(self, statuses: &[u16]) -> Result<Response, Failure> {
        let wanted = format!("one of the statuses {statuses:?}");
        self.has_status_among(statuses, &wanted)
    }

    fn has_status_among(self, statuses: &[u16], wanted: &str) -> Result<Response, Failure> {
        let came = format!("{} {}", self.status, self.reason);
        if statuses.contains(&self.status) {
            return Ok(self);
        }
        Err(Failure::of(FailureKind::Status, format!("expected {wanted}, but got {came}")))
    }

    /// There is exactly one header of this name, and this is its value.
    pub fn expect_header(self, name: &str, value: &str) -> Result<Response, Failure> {
        let came = self.headers_named(name);
        ensure(came == [value], format!("expected one header {name}: {value}, but got {came:?}"))?;
        Ok(self)
    }

    /// There is one `Content-Type`, and it means this media type: letter case, spaces around `;` and quotes
    /// do not matter (RFC 9110 §8.3.1). A charset is compared if one is expected.
    pub fn expect_type(self, wanted: &str) -> Result<Response, Failure> {
        let came = self.headers_named("Content-Type");
        let parts = |text: &str| -> Vec<String> {
            let parts = text.split(';').map(|part| part.trim().replace('"', ""));
            parts.map(|part| part.to_ascii_lowercase()).collect()
        };
        let is_meant = |came: &str| {
            let (wanted, came) = (parts(wanted), parts(came));
            wanted[0] == came[0] && wanted.iter().all(|part| came.contains(part))
        };
        ensure(
            matches!(came.as_slice(), [one] if is_meant(one)),
            format!("expected the type {wanted}, but got {came:?}"),
        )?;
        Ok(self)
    }

    /// `Connection` has this option, in any letter case: `close`.
    pub fn expect_connection(self, option: &str) -> Result<Response, Failure> {
        self.expect_listed("Connection", &[option])
    }

    /// There is a header of this name, whatever its value.
    pub fn expect_some_header(self, name: &str) -> Result<Response, Failure> {
        ensure(
            self.header(name).is_some(),
            format!("expected a header {name}, but there is none"),
        )?;
        Ok(self)
    }

    /// This answer to `HEAD` means the same as that answer to `GET`: the status, and the headers about the
    /// content that both send. RFC 9110 §9.3.2 lets `HEAD` omit some headers.
    pub fn expect_head_of(self, get: &Response) -> Result<Response, Failure> {
        let response = self.expect_status(get.status)?;
        for name in ["Content-Type", "Content-Length", "ETag", "Location"] {
            let (of_head, of_get) = (response.header(name), get.header(name));
            let is_other = of_head.is_some() && of_get.is_some() && of_head != of_get;
            ensure(!is_other, format!("{name} is {of_get:?} for GET, but {of_head:?} for HEAD"))?;
        }
        Ok(response)
    }

    /// There is no header of this name.
    pub fn expect_no_header(self, name: &str) -> Result<Response, Failure> {
        let came = self.headers_named(name);
        ensure(came.is_empty(), format!("expected no header {name}, but got {came:?}"))?;
        Ok(self)
    }

    /// The list in this header has these members; it may have more: `expect_listed("Allow", &["GET", "HEAD"])`.
    pub fn expect_listed(self, name: &str, members: &[&str]) -> Result<Response, Failure> {
        let came = self.list(name);
        let listed = |member: &&str| came.iter().any(|c| c.eq_ignore_ascii_case(member));
        ensure(
            members.iter().all(listed),
            format!("expected {members:?} in {name}, but got {came:?}"),
        )?;
        Ok(self)
    }

    /// The body is made of exactly these bytes.
    pub fn expect_body(self, body: impl AsRef<[u8]>) -> Result<Response, Failure> {
        match find_difference(body.as_ref(), &self.body) {
            None => Ok(self),
            Some(difference) => Err(Failure::new(format!("expected another body: {difference}"))),
        }
    }

    /// These bytes are somewhere in the body.
    pub fn expect_body_containing(self, wanted: impl AsRef<[u8]>) -> Result<Response, Failure> {
        let (wanted, came) = (wanted.as_ref(), readable(&self.body, SHOWN));
        ensure(
            find(&self.body, wanted).is_some(),
            format!("expected a body with {:?} in it, but got {came}", readable(wanted, SHOWN)),
        )?;
        Ok(self)
    }

    /// The answer is an HTML page that says the status: `<!DOCTYPE html>…404 Not Found…`.
    pub fn expect_error_page(self, status: u16) -> Result<Response, Failure> {
        let response = self
            .expect_status(status)?
            .expect_type("text/html; charset=utf-8")?
            .expect_body_containing("<!DOCTYPE html>")?;
        let title = format!("{status} {}", response.reason);
        response.expect_body_containing(title)
    }

    /// The body, parsed as JSON.
    pub fn json(&self) -> Result<serde_json::Value, Failure> {
        serde_json::from_slice(&self.body)
            .map_err(|error| Failure::new(format!("expected JSON in the body, but {error}")))
    }
}
