//! Tests of items in a small file.

use super::*;

const SOURCE: &str = "\
//! A file.
//! With a comment.

mod books;
mod files;

use std::io;
// Why.
use std::net::TcpStream;

/// Not more.
const LIMIT: usize = 4;

#[derive(Debug)]
struct Pool<T>(T);

impl<T> Pool<T> {
    const SIZE: usize = 1;

    // Not a doc comment.
    /// Makes one.
    fn new(
        job: T,
    ) -> Self {
        Self(job)
    }
}

impl<T> std::fmt::Display for &Pool<T> {
    fn fmt(&self) {}
}

impl<T> From<io::Error> for Pool<T> {}

// The end.
";

fn found() -> Vec<(String, usize, usize, usize)> {
    let segments = segments(SOURCE).expect("it is Rust");
    let tell =
        |segment: Segment| (segment.name, segment.lines.start, segment.lines.end, segment.opening);
    segments.into_iter().map(tell).collect()
}

#[test]
fn each_line_belongs_to_one_item() {
    let expected = [
        ("//!", 0, 2, 0),
        ("mod", 2, 5, 3),
        ("use", 5, 9, 6),
        ("LIMIT", 9, 12, 11),
        ("Pool", 12, 15, 14),
        ("impl Pool", 15, 17, 16),
        ("Pool::SIZE", 17, 18, 17),
        ("Pool::new", 18, 26, 21),
        ("impl Pool", 26, 27, 26),
        ("impl Display for Pool", 27, 29, 28),
        ("Pool::fmt", 29, 30, 29),
        ("impl Display for Pool", 30, 31, 30),
        ("impl From<io::Error> for Pool", 31, 35, 32),
    ];
    let expected = expected.map(|(name, start, end, at)| (name.to_string(), start, end, at));
    assert_eq!(found(), expected);
}

#[test]
fn an_error_names_its_line() {
    let error = segments("fn main() {}\n\nfn {").expect_err("it is not Rust");
    assert!(error.starts_with("line 3 is not Rust: "), "{error}");
    assert_eq!(segments("").map(|segments| segments.len()), Ok(1));
}

#[test]
fn a_blank_line_in_a_string_ends_no_item() {
    let source = "const TEXT: &str = \"one\n\ntwo\";\n\nfn main() {\n    a();\n\n    b();\n}\n";
    let segments = segments(source).expect("it is Rust");
    let lines: Vec<_> = segments.into_iter().map(|segment| (segment.name, segment.lines)).collect();
    assert_eq!(lines, [("TEXT".to_string(), 0..3), ("main".to_string(), 3..9)]);
}
