//! A target: the part of the request line that says what the client wants (RFC 9112 §3.2).

use std::net::Ipv6Addr;

/// Returns the path of a target as the client wrote it.
///
/// A target is `/path?query`, or `http://host/path?query` if a proxy could be in between. `OPTIONS *` and
/// `CONNECT host:port` have an empty path. Returns `None` if the target has another form, or a byte that
/// is not visible ASCII, or `#` or `\`.
pub fn find_path<'a>(target: &'a str, method: &str) -> Option<&'a str> {
    let is_allowed = |byte: u8| byte.is_ascii_graphic() && !b"#\\".contains(&byte);
    if !target.bytes().all(is_allowed) {
        return None;
    }
    let path = match method {
        "CONNECT" => "",
        "OPTIONS" if target == "*" => "",
        _ if target.starts_with('/') => target,
        _ => path_of_url(target)?,
    };
    path.split('?').next()
}

/// Returns what follows the host in `http://host/path`. An empty path means `/`.
fn path_of_url(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let is_http = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let path = if path.starts_with('/') { path } else { "/" };
    (is_http && is_host(host)).then_some(path)
}

/// Returns whether the text is a host and maybe a port: `example.org`, `127.0.0.1:80`, `[::1]:80` (RFC
/// 3986 §3.2.2).
pub fn is_host(text: &str) -> bool {
    // The last colon may be one of an IPv6 address, inside its brackets.
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => (text, ""),
    };
    let has_valid_port = port.bytes().all(|byte| byte.is_ascii_digit());
    match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => has_valid_port && address.parse::<Ipv6Addr>().is_ok(),
        None => has_valid_port && is_name(host),
    }
}

/// Returns whether the text is a registered name. An IPv4 address has that form, too.
fn is_name(host: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=%".contains(&byte);
    !host.is_empty() && host.bytes().all(is_allowed) && percent_decode(host.as_bytes()).is_some()
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
