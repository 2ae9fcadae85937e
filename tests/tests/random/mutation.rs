//! Small changes that turn a good request into a doubtful one.

use super::{REQUESTS, Rng, bytes, pick};

/// What parsers stumble over.
const PIECES: &[&[u8]] = &[
    b"\r\n",
    b"\n",
    b"\r",
    b"\r\n\r\n",
    b" ",
    b"\t",
    b":",
    b"\0",
    b"%",
    b"%00",
    b"%2e%2e%2f",
    b"?",
    b"#",
    b"\xff",
    b"\xc3\xa9",
    b"-1",
    b"0",
    b"HTTP/1.1",
    b"HTTP/2.0",
    b"\r\n folded",
    b"\r\nContent-Length: 7",
    b"\r\nTransfer-Encoding: chunked",
    b"\r\nHost: elsewhere",
    b"\r\nConnection: close",
];

/// Changes one place.
pub fn mutate(request: &mut Vec<u8>, random: &mut Rng) {
    let place = random.usize(..=request.len());
    match random.u8(..8) {
        0 | 1 => flip(request, place, random),
        2 => insert(request, place, &bytes(random, 4)),
        3 => insert(request, place, pick(random, PIECES)),
        4 => delete(request, place, random),
        5 => repeat(request, place, random),
        6 => splice(request, place, random),
        _ => request.truncate(place),
    }
}

/// A bit that is another, or the byte next to it: just outside of what is allowed, maybe.
fn flip(request: &mut [u8], place: usize, random: &mut Rng) {
    if let Some(byte) = request.get_mut(place) {
        let bit = 1 << random.u8(..8);
        *byte = pick(random, &[*byte ^ bit, byte.wrapping_add(1), byte.wrapping_sub(1)]);
    }
}

fn insert(request: &mut Vec<u8>, place: usize, piece: &[u8]) {
    request.splice(place..place, piece.iter().copied());
}

fn delete(request: &mut Vec<u8>, place: usize, random: &mut Rng) {
    let end = (place + random.usize(1..=8)).min(request.len());
    request.drain(place..end);
}

/// The same bytes once more: a line that comes twice, a longer number.
fn repeat(request: &mut Vec<u8>, place: usize, random: &mut Rng) {
    let end = (place + random.usize(1..=40)).min(request.len());
    let piece = request[place..end].to_vec();
    insert(request, place, &piece);
}

/// Goes on like another request from here on.
fn splice(request: &mut Vec<u8>, place: usize, random: &mut Rng) {
    let other = pick(random, REQUESTS);
    request.truncate(place);
    request.extend_from_slice(&other[random.usize(..=other.len())..]);
}
