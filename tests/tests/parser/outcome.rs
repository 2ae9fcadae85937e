//! What a parser says of some bytes, in a form that can be compared and printed.

use crate::response::Status;
use crate::{hand_written, request};

/// The three outcomes of parsing a head.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    Complete(Head),
    NotYet,
    Refused(u16),
}

/// What both parsers show of a request that they accept.
#[derive(Debug, PartialEq, Eq)]
pub struct Head {
    pub method: String,
    /// The path as the client wrote it, and decoded.
    pub raw_path: String,
    pub path: Vec<u8>,
    /// The number of bytes of the head.
    pub length: usize,
}

impl Outcome {
    /// Of stage 6's parser.
    pub fn by_hand(bytes: &[u8]) -> Outcome {
        Outcome::new(hand_written::Request::parse(bytes), |request| Head {
            method: request.method.clone(),
            raw_path: request.raw_path().to_string(),
            path: request.path.clone(),
            length: 0,
        })
    }

    /// Of stage 7's parser.
    pub fn with_httparse(bytes: &[u8]) -> Outcome {
        Outcome::new(request::Request::parse(bytes), |request| Head {
            method: request.method.clone(),
            raw_path: request.raw_path().to_string(),
            path: request.path.clone(),
            length: 0,
        })
    }

    fn new<Request>(
        result: Result<Option<(Request, usize)>, Status>,
        head: impl Fn(&Request) -> Head,
    ) -> Outcome {
        match result {
            Ok(Some((request, length))) => Outcome::Complete(Head { length, ..head(&request) }),
            Ok(None) => Outcome::NotYet,
            Err(status) => Outcome::Refused(status.code),
        }
    }

    /// The head, where it is complete.
    pub fn head(&self) -> Option<&Head> {
        match self {
            Outcome::Complete(head) => Some(head),
            _ => None,
        }
    }
}
