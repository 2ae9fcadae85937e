//! What a check can expect of a response. Each expectation gives the response on, so that they chain.

use crate::bytes::{find, readable};
use crate::{Failure, Response, ensure};

/// Of a body, this much is shown in a message.
const SHOWN: usize = 200;

impl Response {
    /// The status code is this one.
    ///
    /// # Errors
    ///
    /// Where it is another.
    pub fn expect_status(self, status: u16) -> Result<Response, Failure> {
        let came = format!("{} {}", self.status, self.reason);
        ensure(self.status == status, format!("expected status {status}, but got {came}"))?;
        Ok(self)
    }

    /// The status code is one of these.
    ///
    /// # Errors
    ///
    /// Where it is another.
    pub fn expect_status_among(self, statuses: &[u16]) -> Result<Response, Failure> {
        let came = format!("{} {}", self.status, self.reason);
        ensure(
            statuses.contains(&self.status),
            format!("expected one of the statuses {statuses:?}, but got {came}"),
        )?;
        Ok(self)
    }

    /// There is exactly one header of this name, and this is its value.
    ///
    /// # Errors
    ///
    /// Where there is none, another value, or more than one.
    pub fn expect_header(self, name: &str, value: &str) -> Result<Response, Failure> {
        let came = self.headers_named(name);
        ensure(came == [value], format!("expected one header {name}: {value}, but got {came:?}"))?;
        Ok(self)
    }

    /// There is a header of this name, whatever its value.
    ///
    /// # Errors
    ///
    /// Where there is none.
    pub fn expect_some_header(self, name: &str) -> Result<Response, Failure> {
        ensure(
            self.header(name).is_some(),
            format!("expected a header {name}, but there is none"),
        )?;
        Ok(self)
    }

    /// There is no header of this name.
    ///
    /// # Errors
    ///
    /// Where there is one.
    pub fn expect_no_header(self, name: &str) -> Result<Response, Failure> {
        let came = self.headers_named(name);
        ensure(came.is_empty(), format!("expected no header {name}, but got {came:?}"))?;
        Ok(self)
    }

    /// The list in this header has these members; it may have more: `expect_listed("Allow", &["GET", "HEAD"])`.
    ///
    /// # Errors
    ///
    /// Where one of them is missing.
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
    ///
    /// # Errors
    ///
    /// Where it is another.
    pub fn expect_body(self, body: impl AsRef<[u8]>) -> Result<Response, Failure> {
        let wanted = body.as_ref();
        ensure(self.body == wanted, different_body(wanted, &self.body))?;
        Ok(self)
    }

    /// These bytes are somewhere in the body.
    ///
    /// # Errors
    ///
    /// Where they are not.
    pub fn expect_body_containing(self, wanted: impl AsRef<[u8]>) -> Result<Response, Failure> {
        let (wanted, came) = (wanted.as_ref(), readable(&self.body, SHOWN));
        ensure(
            find(&self.body, wanted).is_some(),
            format!("expected a body with {:?} in it, but got {came}", readable(wanted, SHOWN)),
        )?;
        Ok(self)
    }

    /// The answer is an HTML page that says the status: `<!DOCTYPE html>…404 Not Found…`.
    ///
    /// # Errors
    ///
    /// Where it is anything else.
    pub fn expect_error_page(self, status: u16) -> Result<Response, Failure> {
        let response = self
            .expect_status(status)?
            .expect_header("Content-Type", "text/html; charset=utf-8")?
            .expect_body_containing("<!DOCTYPE html>")?;
        let title = format!("{status} {}", response.reason);
        response.expect_body_containing(title)
    }

    /// The body, parsed as JSON.
    ///
    /// # Errors
    ///
    /// Where it is not JSON.
    pub fn json(&self) -> Result<serde_json::Value, Failure> {
        serde_json::from_slice(&self.body)
            .map_err(|error| Failure::new(format!("expected JSON in the body, but {error}")))
    }
}

/// Says where two bodies begin to differ. Long ones are equal for a long while.
fn different_body(wanted: &[u8], came: &[u8]) -> String {
    let same = wanted.iter().zip(came).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(40);
    format!(
        "expected a body of {} bytes, but got {} bytes; they differ from byte {same} on\n  \
         expected: …{}\n  received: …{}",
        wanted.len(),
        came.len(),
        readable(&wanted[from..], SHOWN),
        readable(&came[from..], SHOWN)
    )
}
