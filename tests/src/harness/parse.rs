//! Takes responses apart: a pure function of bytes with three outcomes, as in a server.
//!
//! It is strict, as a careful client is: what RFC 9112 does not allow is an error, not a guess.

use crate::Response;
use crate::bytes::{find, readable};

/// A head that parsed, and the number of bytes it takes.
pub type Head = (Response, usize);

/// How the end of a body is told (RFC 9112 §6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// There is none, whatever the headers say.
    None,
    /// So many bytes.
    Length(usize),
    /// Chunks, up to one of length 0.
    Chunked,
    /// All that comes until the server closes.
    UntilClose,
}

/// No server has so much to say before a body.
const LONGEST_HEAD: usize = 256 * 1024;

/// Parses a head. Gives `Ok(None)` where more bytes are needed.
pub fn head(bytes: &[u8]) -> Result<Option<Head>, String> {
    let Some(end) = find(bytes, b"\r\n\r\n") else {
        return unfinished(bytes).map(|()| None);
    };
    let mut lines = bytes[..end].split(|byte| *byte == b'\n');
    let mut response = status_line(lines.next().unwrap_or_default())?;
    for line in lines {
        response.headers.push(header(line)?);
    }
    response.head = bytes[..end + 4].to_vec();
    Ok(Some((response, end + 4)))
}

/// What can never become a head need not be waited for.
fn unfinished(bytes: &[u8]) -> Result<(), String> {
    if bytes.len() > LONGEST_HEAD {
        return Err(format!("the head of the response has not ended after {LONGEST_HEAD} bytes"));
    }
    match find(bytes, b"\n") {
        Some(end) => status_line(&bytes[..end]).map(drop),
        None => Ok(()),
    }
}

/// `HTTP/1.1 200 OK`: the reason may be empty, but not the space before it (RFC 9112 §4).
fn status_line(line: &[u8]) -> Result<Response, String> {
    let wrong = || format!("this is no status line: {}", readable(line, 100));
    let text = std::str::from_utf8(without_return(line)).map_err(|_| wrong())?;
    let mut parts = text.splitn(3, ' ');
    let (Some(version), Some(status), Some(reason)) = (parts.next(), parts.next(), parts.next())
    else {
        return Err(wrong());
    };
    let digits = status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit());
    if !version.starts_with("HTTP/1.") || !digits {
        return Err(wrong());
    }
    Ok(Response {
        version: version.to_string(),
        status: status.parse().map_err(|_| wrong())?,
        reason: reason.to_string(),
        ..Response::default()
    })
}

fn header(line: &[u8]) -> Result<(String, Vec<u8>), String> {
    let line = without_return(line);
    let wrong = || format!("this is no header: {}", readable(line, 100));
    let colon = find(line, b":").ok_or_else(wrong)?;
    let (name, value) = (&line[..colon], &line[colon + 1..]);
    let control = |byte: &u8| byte.is_ascii_control() && *byte != b'\t';
    if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) || value.iter().any(control) {
        return Err(wrong());
    }
    let name = String::from_utf8_lossy(name).into_owned();
    Ok((name, value.trim_ascii().to_vec()))
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// How the body of this response ends. `to_head` says that the request was a `HEAD`.
pub fn framing(response: &Response, to_head: bool) -> Result<Framing, String> {
    if to_head || response.status < 200 || [204, 304].contains(&response.status) {
        return Ok(Framing::None);
    }
    let codings = response.list("Transfer-Encoding");
    let lengths = response.headers_named("Content-Length");
    match (codings.as_slice(), lengths.as_slice()) {
        ([], []) => Ok(Framing::UntilClose),
        ([], [length]) => content_length(length),
        ([.., last], []) if last.eq_ignore_ascii_case("chunked") => Ok(Framing::Chunked),
        _ => Err(format!(
            "the length of the body is not clear: Content-Length {lengths:?}, Transfer-Encoding {codings:?}"
        )),
    }
}

fn content_length(value: &str) -> Result<Framing, String> {
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    let length = if digits { value.parse().ok() } else { None };
    let length = length.ok_or_else(|| format!("this is no Content-Length: {value:?}"))?;
    Ok(Framing::Length(length))
}

/// Decodes chunks up to the last one and the trailers. Gives the body and the number of bytes it took.
pub fn chunks(bytes: &[u8]) -> Result<Option<(Vec<u8>, usize)>, String> {
    let (mut body, mut at) = (Vec::new(), 0);
    while let Some(line) = find(&bytes[at..], b"\r\n") {
        let size = chunk_size(&bytes[at..at + line])?;
        at += line + 2;
        if size == 0 {
            return Ok(end_of_trailers(&bytes[at..]).map(|length| (body, at + length)));
        }
        let Some(data) = bytes.get(at..at + size + 2) else {
            return Ok(None);
        };
        let Some(data) = data.strip_suffix(b"\r\n") else {
            return Err("a chunk is not followed by \\r\\n".to_string());
        };
        body.extend_from_slice(data);
        at += size + 2;
    }
    Ok(None)
}

fn chunk_size(line: &[u8]) -> Result<usize, String> {
    let digits = line.split(|byte| *byte == b';').next().unwrap_or_default();
    let text = String::from_utf8_lossy(digits);
    let size = usize::from_str_radix(text.trim_end(), 16).ok();
    let size = size.filter(|size| *size < usize::MAX / 2);
    size.ok_or_else(|| format!("this is no chunk size: {}", readable(line, 100)))
}

/// Trailers are lines up to an empty one.
fn end_of_trailers(bytes: &[u8]) -> Option<usize> {
    if bytes.starts_with(b"\r\n") {
        return Some(2);
    }
    find(bytes, b"\r\n\r\n").map(|end| end + 4)
}
