//! What the parser says of some bytes, in a form that can be compared and printed.

use crate::request::Request;

/// The three outcomes of parsing a head.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    Complete(Head),
    NotYet,
    Refused(u16),
}

/// What a request shows.
#[derive(Debug, PartialEq, Eq)]
pub struct Head {
    pub method: String,
    /// The segments of the path, decoded.
    pub path: Vec<Vec<u8>>,
    /// The number of bytes of the head.
    pub length: usize,
}

impl Outcome {
    /// Parses these bytes.
    pub fn of(bytes: &[u8]) -> Outcome {
        match Request::parse(bytes) {
            Ok(Some((request, length))) => Outcome::Complete(Head::of(&request, length)),
            Ok(None) => Outcome::NotYet,
            Err(status) => Outcome::Refused(status.code),
        }
    }

    /// Returns the head, or `None` if there is no complete one.
    pub fn head(&self) -> Option<&Head> {
        match self {
            Outcome::Complete(head) => Some(head),
            _ => None,
        }
    }
}

impl Head {
    /// Takes from a request what can be compared.
    pub fn of(request: &Request, length: usize) -> Head {
        Head { method: request.method.clone(), path: request.path.clone(), length }
    }
}
