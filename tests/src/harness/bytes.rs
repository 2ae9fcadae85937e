//! Bytes made readable.

use std::fmt::Write;

/// What is shown around the first difference between two runs of bytes.
const BEFORE_DIFFERENCE: usize = 20;
const AFTER_DIFFERENCE: usize = 80;

/// The bytes as one line of text: control characters and what is not UTF-8 are escaped.
///
/// Longer input is cut after `limit` bytes, and the rest is counted.
#[must_use]
pub fn readable(bytes: &[u8], limit: usize) -> String {
    let shown = &bytes[..bytes.len().min(limit)];
    let mut text = String::new();
    for chunk in shown.utf8_chunks() {
        chunk.valid().chars().for_each(|c| push_visible(&mut text, c));
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    if bytes.len() > limit {
        let _ = write!(text, " … and {} more bytes", bytes.len() - limit);
    }
    text
}

fn push_visible(text: &mut String, character: char) {
    match character {
        '\r' => text.push_str("\\r"),
        '\n' => text.push_str("\\n"),
        '\t' => text.push_str("\\t"),
        '\\' => text.push_str("\\\\"),
        c if c.is_control() => {
            let _ = write!(text, "\\x{:02x}", u32::from(c));
        }
        c => text.push(c),
    }
}

/// The bytes as lines, each ending where a line feed does, as [`readable`] shows them.
#[must_use]
pub fn readable_lines(bytes: &[u8], limit: usize) -> Vec<String> {
    let shown = &bytes[..bytes.len().min(limit)];
    let lines = shown.split_inclusive(|byte| *byte == b'\n');
    let mut lines: Vec<String> = lines.map(|line| readable(line, limit)).collect();
    if bytes.len() > limit {
        lines.push(format!("… and {} more bytes", bytes.len() - limit));
    }
    lines
}

/// Where `wanted` begins in `bytes`.
#[must_use]
pub fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// Says where two runs of bytes begin to differ, and shows both from shortly before that.
#[must_use]
pub fn find_difference(expected: &[u8], received: &[u8]) -> Option<String> {
    if expected == received {
        return None;
    }
    let same = expected.iter().zip(received).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(BEFORE_DIFFERENCE);
    let shown = |bytes: &[u8]| readable(&bytes[from..], BEFORE_DIFFERENCE + AFTER_DIFFERENCE);
    Some(format!(
        "{} bytes were expected and {} came; they differ from byte {same} on\n\
         expected: {}\nreceived: {}",
        expected.len(),
        received.len(),
        shown(expected),
        shown(received)
    ))
}
