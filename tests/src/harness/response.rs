//! A response as a client sees it.

/// One response, taken apart but otherwise as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The version in the status line: `HTTP/1.1`.
    pub version: String,
    /// The status code: 200.
    pub status: u16,
    /// What follows the code: `OK`. May be empty.
    pub reason: String,
    /// Names as they came and values without the space around them, in order.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body, decoded where it came in chunks.
    pub body: Vec<u8>,
    /// The bytes of the head, with the blank line.
    pub head: Vec<u8>,
    /// The interim responses (1xx) that came before.
    pub interim: Vec<Response>,
}

impl Response {
    /// The value of the first header of this name, in any case, as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers_named(name).into_iter().next()
    }

    /// The values of all headers of this name, in any case, as text.
    #[must_use]
    pub fn headers_named(&self, name: &str) -> Vec<String> {
        let same = |header: &&(String, Vec<u8>)| header.0.eq_ignore_ascii_case(name);
        let values = self.headers.iter().filter(same);
        values.map(|header| String::from_utf8_lossy(&header.1).into_owned()).collect()
    }

    /// The members of a list such as `Allow: GET, HEAD`.
    #[must_use]
    pub fn list(&self, name: &str) -> Vec<String> {
        let values = self.headers_named(name).join(",");
        let members = values.split(',').map(|member| member.trim().to_string());
        members.filter(|member| !member.is_empty()).collect()
    }

    /// The status line and headers without `Date`, which changes from second to second.
    #[must_use]
    pub fn head_without_date(&self) -> String {
        let head = String::from_utf8_lossy(&self.head);
        let is_date = |line: &&str| line.to_ascii_lowercase().starts_with("date:");
        head.split_inclusive('\n').filter(|line| !is_date(line)).collect()
    }
}
