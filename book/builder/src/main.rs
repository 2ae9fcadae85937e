//! `cargo run -p book`: builds the book.

fn main() {}
