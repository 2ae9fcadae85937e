//! Stage 7's decoder of chunked bodies: it gives back what was encoded, in however many pieces it came.

use crate::chunked::Framing;
use crate::parser::SOME;
use crate::random::{self, Rng, Witness};

/// What a decoder made of some bytes.
#[derive(Debug, PartialEq, Eq)]
enum Decoded {
    /// The body, whether it is complete, and how many bytes it took so far.
    Body {
        bytes: Vec<u8>,
        is_complete: bool,
        used: usize,
    },
    Refused(u16),
}

#[test]
fn what_was_encoded_comes_back() {
    for_each_body(|body, encoded, random| {
        let rest = random::bytes(random, 20);
        let used = encoded.len();
        let whole = Decoded::Body { bytes: body.to_vec(), is_complete: true, used };
        assert_eq!(decode([[encoded, &rest].concat().as_slice()]), whole);
    });
}

#[test]
fn no_part_of_a_body_is_taken_for_the_whole() {
    for_each_body(|_, encoded, random| {
        let cut = random.usize(..encoded.len());
        let decoded = decode([&encoded[..cut]]);
        assert!(matches!(decoded, Decoded::Body { is_complete: false, .. }), "{decoded:?}");
    });
}

#[test]
fn pieces_make_no_difference() {
    for_each_body(|_, encoded, random| {
        let spoilt = spoil(encoded, random);
        let first = random.usize(..=spoilt.len());
        let second = random.usize(first..=spoilt.len());
        let pieces = [&spoilt[..first], &spoilt[first..second], &spoilt[second..]];
        assert_eq!(decode(pieces), decode([spoilt.as_slice()]), "cut at {first} and {second}");
        assert_eq!(decode(spoilt.chunks(1)), decode([spoilt.as_slice()]), "byte by byte");
    });
}

#[test]
fn sizes_are_strict() {
    let sizes = ["", "-1", "+1", " 1", "1 ", "0x1", "g", "1\n", "1.0", "é", "1ffffffffffffffff"];
    for size in sizes {
        let body = format!("{size}\r\na\r\n0\r\n\r\n");
        assert_eq!(decode([body.as_bytes()]), Decoded::Refused(400), "the size {size:?}");
    }
    for size in ["1", "01", "1;a", "1;a=b", "1;a=\"b;c\"", "0000000000000000000000001"] {
        let body = format!("{size}\r\na\r\n0\r\n\r\n");
        let whole = Decoded::Body { bytes: b"a".to_vec(), is_complete: true, used: body.len() };
        assert_eq!(decode([body.as_bytes()]), whole, "the size {size:?}");
    }
}

/// Decodes as a connection does: what it does not use is there again the next time.
fn decode<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Decoded {
    let mut framing = Framing::Size;
    let (mut body, mut buffer) = (Vec::new(), Vec::new());
    let mut used = 0;
    for piece in pieces {
        buffer.extend_from_slice(piece);
        match framing.decode(&buffer, &mut body) {
            Ok(count) => drop(buffer.drain(..count)),
            Err(status) => return Decoded::Refused(status.code),
        }
        used += piece.len();
    }
    Decoded::Body { bytes: body, is_complete: framing.is_complete(), used: used - buffer.len() }
}

/// Holds a property against random bodies and one random encoding of each.
fn for_each_body(holds: impl Fn(&[u8], &[u8], &mut Rng)) {
    let seed = random::seed();
    let mut random = Rng::with_seed(seed);
    for _ in 0..SOME / 2 {
        let body = random::bytes(&mut random, 60);
        let encoded = encode(&body, &mut random);
        let _witness = Witness { seed, input: &encoded };
        holds(&body, &encoded, &mut random);
    }
}

/// In chunks of any sizes, with extensions and trailers here and there.
pub fn encode(body: &[u8], random: &mut Rng) -> Vec<u8> {
    let mut encoded = Vec::new();
    let mut rest = body;
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(random.usize(1..=rest.len()));
        encoded.extend(size_line(chunk.len(), random));
        encoded.extend_from_slice(chunk);
        encoded.extend_from_slice(b"\r\n");
        rest = after;
    }
    encoded.extend(size_line(0, random));
    encoded.extend(b"Trailer: value\r\n".repeat(random.usize(..3)));
    encoded.extend_from_slice(b"\r\n");
    encoded
}

fn size_line(size: usize, random: &mut Rng) -> Vec<u8> {
    let line = match random.u8(..4) {
        0 => format!("{size:X}\r\n"),
        1 => format!("{size:04x}\r\n"),
        2 => format!("{size:x};name=\"value\"\r\n"),
        _ => format!("{size:x}\r\n"),
    };
    line.into_bytes()
}

/// With up to two bytes that are others.
fn spoil(encoded: &[u8], random: &mut Rng) -> Vec<u8> {
    let mut spoilt = encoded.to_vec();
    for _ in 0..random.u8(..3) {
        let place = random.usize(..spoilt.len());
        spoilt[place] = random::pick(random, b"\r\n0f;-\xff");
    }
    spoilt
}
