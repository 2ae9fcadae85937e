//! Chunked bodies: a body in pieces, each with its length before it (RFC 9112 §7.1).
//!
//! Decoding is a pure function of bytes, like the parsing of a head.

use crate::request::{MAX_BODY, MAX_HEADERS, split_lines};
use crate::response::Status;

/// In bytes: a size with its extensions, and the trailer as a whole.
const MAX_LINE: usize = 4 * 1024;
const MAX_TRAILER: usize = 16 * 1024;

#[derive(Default)]
pub struct ChunkedBody {
    pub bytes: Vec<u8>,
    next: Part,
}

/// What the next bytes are.
#[derive(Clone, Copy, Default)]
enum Part {
    #[default]
    Size,
    Data(usize),
    EndOfData,
    Trailer,
    Nothing,
}

impl ChunkedBody {
    pub fn is_complete(&self) -> bool {
        matches!(self.next, Part::Nothing)
    }

    /// Decodes what is complete at the beginning of `bytes`, and says how many of them that was.
    pub fn decode(&mut self, bytes: &[u8]) -> Result<usize, Status> {
        let mut used = 0;
        while let Some(count) = self.decode_part(&bytes[used..])? {
            used += count;
        }
        Ok(used)
    }

    fn decode_part(&mut self, bytes: &[u8]) -> Result<Option<usize>, Status> {
        match self.next {
            Part::Size => self.decode_size(bytes),
            Part::Data(_) if bytes.is_empty() => Ok(None),
            Part::Data(length) => Ok(Some(self.decode_data(bytes, length))),
            Part::EndOfData => self.decode_end_of_data(bytes),
            Part::Trailer => self.decode_trailer(bytes),
            Part::Nothing => Ok(None),
        }
    }

    /// `1a`, or `1a;name=value` with an extension: we know none, but it has to look like one.
    fn decode_size(&mut self, bytes: &[u8]) -> Result<Option<usize>, Status> {
        let Some(line) = first_line(bytes)? else {
            return Ok(None);
        };
        let mut parts = line.splitn(2, |&byte| byte == b';');
        let size = parts.next().and_then(parse_size);
        let is_valid = parts.next().is_none_or(has_name);
        self.next = match size.filter(|_| is_valid).ok_or(Status::BAD_REQUEST)? {
            0 => Part::Trailer,
            size if size > MAX_BODY - self.bytes.len() => return Err(Status::CONTENT_TOO_LARGE),
            size => Part::Data(size),
        };
        Ok(Some(line.len() + b"\r\n".len()))
    }

    fn decode_data(&mut self, bytes: &[u8], length: usize) -> usize {
        let count = length.min(bytes.len());
        self.bytes.extend_from_slice(&bytes[..count]);
        self.next = if count == length { Part::EndOfData } else { Part::Data(length - count) };
        count
    }

    fn decode_end_of_data(&mut self, bytes: &[u8]) -> Result<Option<usize>, Status> {
        match bytes {
            [] | [b'\r'] => Ok(None),
            [b'\r', b'\n', ..] => {
                self.next = Part::Size;
                Ok(Some(b"\r\n".len()))
            }
            _ => Err(Status::BAD_REQUEST),
        }
    }

    /// Headers that come after the body, up to an empty line. We have no use for them.
    fn decode_trailer(&mut self, bytes: &[u8]) -> Result<Option<usize>, Status> {
        let mut slots = [httparse::EMPTY_HEADER; MAX_HEADERS];
        match httparse::parse_headers(bytes, &mut slots) {
            Ok(httparse::Status::Complete((length, _))) => {
                split_lines(&bytes[..length])?;
                self.next = Part::Nothing;
                Ok(Some(length))
            }
            Ok(httparse::Status::Partial) if bytes.len() < MAX_TRAILER => Ok(None),
            Ok(_) | Err(httparse::Error::TooManyHeaders) => Err(Status::HEADERS_TOO_LARGE),
            Err(_) => Err(Status::BAD_REQUEST),
        }
    }
}

/// The first line without its CR LF; `None` where it has not ended yet.
fn first_line(bytes: &[u8]) -> Result<Option<&[u8]>, Status> {
    let Some(end) = bytes.iter().take(MAX_LINE).position(|&byte| byte == b'\n') else {
        return if bytes.len() < MAX_LINE { Ok(None) } else { Err(Status::BAD_REQUEST) };
    };
    let line = bytes[..end].strip_suffix(b"\r").ok_or(Status::BAD_REQUEST)?;
    if line.iter().any(|&byte| byte.is_ascii_control() && byte != b'\t') {
        return Err(Status::BAD_REQUEST);
    }
    Ok(Some(line))
}

/// Whether an extension begins with a name (RFC 9112 §7.1.1).
fn has_name(extension: &[u8]) -> bool {
    let name = extension.split(|byte| b"=;".contains(byte)).next().unwrap_or_default().trim_ascii();
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    !name.is_empty() && name.iter().all(is_token)
}

/// Hexadecimal digits and nothing else.
fn parse_size(digits: &[u8]) -> Option<usize> {
    let is_number = digits.iter().all(u8::is_ascii_hexdigit);
    let digits = str::from_utf8(digits).ok().filter(|_| is_number)?;
    usize::from_str_radix(digits, 16).ok()
}
