//! What httparse makes of a head by itself: the judge of both parsers.

/// More than any stage takes.
const MAX_HEADERS: usize = 200;

/// A head that httparse accepts.
#[derive(Debug)]
pub struct Head {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, Vec<u8>)>,
    pub length: usize,
}

/// The head at the beginning of the bytes, where there is one.
pub fn parse(bytes: &[u8]) -> Option<Head> {
    let bytes = with_known_version(bytes);
    let mut slots = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut request = httparse::Request::new(&mut slots);
    let Ok(httparse::Status::Complete(length)) = request.parse(&bytes) else { return None };
    let headers = request.headers.iter();
    Some(Head {
        method: request.method?.to_string(),
        target: request.path?.to_string(),
        headers: headers.map(|header| (header.name.to_string(), header.value.to_vec())).collect(),
        length,
    })
}

/// httparse knows HTTP/1.0 and 1.1 alone, and a server reads any later 1.x as 1.1 (RFC 9110 §6.2).
fn with_known_version(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let line_end = bytes.windows(2).position(|pair| pair == b"\r\n").unwrap_or(0);
    if let [.., b' ', b'H', b'T', b'T', b'P', b'/', b'1', b'.', minor @ b'2'..=b'9'] =
        &mut bytes[..line_end]
    {
        *minor = b'1';
    }
    bytes
}
