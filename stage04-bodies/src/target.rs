//! A target: the part of the request line that says what the client wants (RFC 9112 §3.2).

/// Returns the path of a target in origin form, `/path?query`, as the client wrote it.
///
/// Returns `None` if the target has another form, or a byte that is not visible ASCII, or `#` or `\`.
pub fn find_path(target: &[u8]) -> Option<&[u8]> {
    let is_allowed = |byte: &u8| byte.is_ascii_graphic() && !b"#\\".contains(byte);
    let path = target.split(|&byte| byte == b'?').next()?;
    (path.starts_with(b"/") && target.iter().all(is_allowed)).then_some(path)
}

/// Splits a path into its segments and decodes each: `/files/a%2Fb` is `files` and `a/b`.
///
/// The order matters: a slash that is percent-encoded does not separate segments (RFC 3986 §2.4).
/// Returns `None` if a percent escape is malformed.
pub fn split_path(path: &[u8]) -> Option<Vec<Vec<u8>>> {
    path.split(|&byte| byte == b'/').skip(1).map(percent_decode).collect()
}

/// Replaces `%` and two hexadecimal digits by the byte they stand for (RFC 3986 §2.1).
fn percent_decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut parts = text.split(|&byte| byte == b'%');
    let mut decoded = parts.next()?.to_vec();
    for part in parts {
        let [high, low, rest @ ..] = part else {
            return None;
        };
        decoded.push(hex_digit(*high)? * 16 + hex_digit(*low)?);
        decoded.extend_from_slice(rest);
    }
    Some(decoded)
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
