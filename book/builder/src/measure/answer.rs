//! Reads one answer to its last byte.

use std::io;

/// More header lines than any of the servers sends.
const MAX_HEADERS: usize = 32;

/// The bytes of an answer that have arrived.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    bytes: Vec<u8>,
    head: Option<Head>,
}

#[derive(Clone, Copy, Debug)]
struct Head {
    status: u16,
    /// The length of head and body together.
    length: usize,
}

impl Answer {
    /// Adds bytes, and returns the status once the whole body is there. Returns an error if the head is
    /// malformed, has no `Content-Length`, or is followed by more bytes than that.
    pub(super) fn push(&mut self, bytes: &[u8]) -> io::Result<Option<u16>> {
        self.bytes.extend_from_slice(bytes);
        if self.head.is_none() {
            self.head = parse(&self.bytes)?;
        }
        match self.head {
            Some(head) if self.bytes.len() > head.length => Err(invalid("bytes after the answer")),
            Some(head) if self.bytes.len() == head.length => Ok(Some(head.status)),
            _ => Ok(None),
        }
    }
}

/// The head, or `None` if it is incomplete.
fn parse(bytes: &[u8]) -> io::Result<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let parsed = response.parse(bytes).map_err(|error| invalid(&error.to_string()))?;
    let httparse::Status::Complete(end) = parsed else { return Ok(None) };
    let status = response.code.unwrap_or_default();
    let is_length =
        |header: &&httparse::Header<'_>| header.name.eq_ignore_ascii_case("Content-Length");
    let length = response.headers.iter().find(is_length);
    let length = length.and_then(|header| str::from_utf8(header.value).ok()?.parse::<usize>().ok());
    let body = length.ok_or_else(|| invalid("an answer without Content-Length"))?;
    Ok(Some(Head { status, length: end + body }))
}

fn invalid(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYTES: &[u8] = b"HTTP/1.1 404 Not Found\r\ncontent-length: 5\r\n\r\nhello";

    #[test]
    fn an_answer_ends_with_its_last_byte() {
        let mut answer = Answer::default();
        let (last, others) = BYTES.split_last().expect("there are bytes");
        for byte in others {
            assert_eq!(answer.push(&[*byte]).expect("it is valid"), None);
        }
        assert_eq!(answer.push(&[*last]).expect("it is valid"), Some(404));
    }

    #[test]
    fn an_answer_of_unknown_length_is_an_error() {
        for bytes in ["HTTP/1.1 200 OK\r\n\r\n", "SSH-2.0-x\r\n\r\n"] {
            assert!(Answer::default().push(bytes.as_bytes()).is_err(), "{bytes}");
        }
        let mut answer = Answer::default();
        assert!(answer.push(&[BYTES, b"!"].concat()).is_err());
    }
}
