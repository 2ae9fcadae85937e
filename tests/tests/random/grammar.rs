//! Requests made by the rules of RFC 9112, mostly well-formed.

use super::{Rng, bytes, pick};

const METHODS: &[&str] = &["GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "brew"];

const ROUTES: &[&str] =
    &["/", "/about", "/echo/", "/echo/x", "/user-agent", "/books", "/books/1", "/files/fuzz"];

const NAMES: &[&str] = &[
    "Host",
    "Accept",
    "accept",
    "User-Agent",
    "Connection",
    "Cookie",
    "X-Forwarded-For",
    "Content-Type",
    "~!#$%&'*+-.^_`|",
];

/// The signs of RFC 3986 that may stand in a path, and some that may not but often do.
const SIGNS: &[u8] = b"-._~!$&'()*+,;=:@/abcXYZ019\"<>[\\]^`{|}";

const ESCAPES: &[&str] = &["%20", "%41", "%2f", "%2E", "%5c", "%00", "%ff", "%c3%A9", "%25"];

/// A head and its body.
pub fn request(random: &mut Rng) -> Vec<u8> {
    let body = if random.bool() { bytes(random, 40) } else { Vec::new() };
    let mut request = request_line(random);
    if random.u8(..8) > 0 {
        request.extend_from_slice(b"Host: localhost\r\n");
    }
    for _ in 0..header_count(random) {
        request.extend(header(random));
    }
    if !body.is_empty() {
        request.extend(format!("Content-Length: {}\r\n", body.len()).into_bytes());
    }
    request.extend_from_slice(b"\r\n");
    request.extend(body);
    request
}

fn request_line(random: &mut Rng) -> Vec<u8> {
    let method = pick(random, METHODS);
    let minor_version = if random.bool() { 1 } else { random.u8(..10) };
    format!("{method} {} HTTP/1.{minor_version}\r\n", target(random)).into_bytes()
}

fn target(random: &mut Rng) -> String {
    let mut target = pick(random, ROUTES).to_string();
    for _ in 0..random.u8(..12) {
        match random.u8(..6) {
            0 => target.push_str(pick(random, ESCAPES)),
            1 => target.push('?'),
            _ => target.push(char::from(pick(random, SIGNS))),
        }
    }
    target
}

/// Mostly a few, and now and then about as many as a server puts up with.
fn header_count(random: &mut Rng) -> usize {
    if random.u16(..500) == 0 { random.usize(95..=105) } else { random.usize(..6) }
}

fn header(random: &mut Rng) -> Vec<u8> {
    let mut line = pick(random, NAMES).as_bytes().to_vec();
    line.push(b':');
    line.extend_from_slice(pick(random, &[b" ".as_slice(), b"", b"\t", b" \t "]));
    let length = random.usize(..20);
    line.extend(std::iter::repeat_with(|| value_byte(random)).take(length));
    line.extend_from_slice(pick(random, &[b"\r\n".as_slice(), b" \r\n", b"\t\r\n"]));
    line
}

/// Visible, a space or a tab, or beyond ASCII (RFC 9110 §5.5).
fn value_byte(random: &mut Rng) -> u8 {
    match random.u8(..10) {
        0 => pick(random, b" \t"),
        1 => random.u8(0x80..),
        _ => random.u8(0x21..0x7f),
    }
}
