//! The end of a body: after a known length, or after the last of its chunks (RFC 9112 §6 and §7.1).
//!
//! Decoding is a pure function of bytes, like the parsing of a head.

use crate::request::{MAX_BODY, MAX_HEADERS, split_lines};
use crate::response::Status;

/// In bytes: the line with a size, and all trailers together.
const MAX_SIZE_LINE: usize = 4 * 1024;
const MAX_TRAILERS: usize = 16 * 1024;

/// How a body is framed: what its next bytes are.
#[derive(Clone, Copy)]
pub enum Framing {
    /// The rest of a body of known length, in bytes.
    Length(usize),
    /// The size of the next chunk. A chunked body begins with one.
    Size,
    /// The rest of a chunk, in bytes.
    Chunk(usize),
    /// The CR LF after the data of a chunk.
    EndOfChunk,
    /// Headers after the last chunk, and an empty line.
    Trailers,
    /// The body has ended.
    End,
}

impl Framing {
    /// Returns whether the body has ended.
    pub fn is_complete(self) -> bool {
        matches!(self, Self::Length(0) | Self::End)
    }

    /// Decodes what is complete at the beginning of `bytes`, and adds the data to `body`.
    ///
    /// Returns how many bytes are used up, or a status if the body is malformed or too large.
    pub fn decode(&mut self, bytes: &[u8], body: &mut Vec<u8>) -> Result<usize, Status> {
        let mut used = 0;
        while let Some(count) = self.decode_part(&bytes[used..], body)? {
            used += count;
        }
        Ok(used)
    }

    /// Decodes the next part of the body. Returns its length in bytes, or `None` if it is incomplete or the
    /// body has ended.
    fn decode_part(&mut self, bytes: &[u8], body: &mut Vec<u8>) -> Result<Option<usize>, Status> {
        match *self {
            Self::Length(0) | Self::End => Ok(None),
            _ if bytes.is_empty() => Ok(None),
            Self::Length(length) | Self::Chunk(length) => {
                Ok(Some(self.decode_data(bytes, length, body)))
            }
            Self::Size => self.decode_size(bytes, MAX_BODY - body.len()),
            Self::EndOfChunk => self.decode_end_of_chunk(bytes),
            Self::Trailers => self.decode_trailers(bytes),
        }
    }

    fn decode_data(&mut self, bytes: &[u8], length: usize, body: &mut Vec<u8>) -> usize {
        let count = length.min(bytes.len());
        body.extend_from_slice(&bytes[..count]);
        *self = match self {
            Self::Chunk(_) if count == length => Self::EndOfChunk,
            Self::Chunk(_) => Self::Chunk(length - count),
            _ => Self::Length(length - count),
        };
        count
    }

    /// Decodes `1a`, or `1a;name=value`: an extension, which we ignore.
    fn decode_size(&mut self, bytes: &[u8], room: usize) -> Result<Option<usize>, Status> {
        let Some(line) = first_line(bytes)? else {
            return Ok(None);
        };
        let digits = line.split(|&byte| byte == b';').next().unwrap_or_default();
        *self = match parse_size(digits).ok_or(Status::BAD_REQUEST)? {
            0 => Self::Trailers,
            size if size > room => return Err(Status::CONTENT_TOO_LARGE),
            size => Self::Chunk(size),
        };
        Ok(Some(line.len() + b"\r\n".len()))
    }

    fn decode_end_of_chunk(&mut self, bytes: &[u8]) -> Result<Option<usize>, Status> {
        if bytes.starts_with(b"\r\n") {
            *self = Self::Size;
            return Ok(Some(b"\r\n".len()));
        }
        if b"\r\n".starts_with(bytes) { Ok(None) } else { Err(Status::BAD_REQUEST) }
    }

    /// Skips the headers after the last chunk, up to an empty line.
    fn decode_trailers(&mut self, bytes: &[u8]) -> Result<Option<usize>, Status> {
        let mut slots = [httparse::EMPTY_HEADER; MAX_HEADERS];
        match httparse::parse_headers(bytes, &mut slots) {
            Ok(httparse::Status::Complete((length, _))) if length <= MAX_TRAILERS => {
                split_lines(&bytes[..length])?;
                *self = Self::End;
                Ok(Some(length))
            }
            Ok(httparse::Status::Partial) if bytes.len() <= MAX_TRAILERS => Ok(None),
            Ok(_) | Err(httparse::Error::TooManyHeaders) => Err(Status::HEADERS_TOO_LARGE),
            Err(_) => Err(Status::BAD_REQUEST),
        }
    }
}

/// Returns the first line without its CR LF, or `None` if it is incomplete.
fn first_line(bytes: &[u8]) -> Result<Option<&[u8]>, Status> {
    let is_control = |byte: &u8| byte.is_ascii_control() && *byte != b'\t';
    match bytes.iter().take(MAX_SIZE_LINE).position(|&byte| byte == b'\n') {
        None if bytes.len() < MAX_SIZE_LINE => Ok(None),
        None => Err(Status::BAD_REQUEST),
        Some(end) => match bytes[..end].strip_suffix(b"\r") {
            Some(line) if !line.iter().any(is_control) => Ok(Some(line)),
            _ => Err(Status::BAD_REQUEST),
        },
    }
}

/// Parses hexadecimal digits and nothing else: not `+5`, not `0x5`, not an empty text.
fn parse_size(digits: &[u8]) -> Option<usize> {
    let is_number = digits.iter().all(u8::is_ascii_hexdigit);
    let digits = str::from_utf8(digits).ok()?;
    if is_number { usize::from_str_radix(digits, 16).ok() } else { None }
}
