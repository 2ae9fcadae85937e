//! Stage 6's hand-written parser under random inputs: it agrees with httparse, but for rules with names.
//!
//! Each stage has a crate of its own, as its sources name each other by `crate::`.
//!
//! Each run takes other inputs. A failure says how to meet them again:
//! `SEED=7 cargo test -p checks --test parser_stage06`.

mod parser;
mod random;

#[path = "../../stage06-threadpool/src/request.rs"]
#[allow(dead_code, reason = "a head is parsed here, and not answered")]
mod request;

#[path = "../../stage06-threadpool/src/response.rs"]
#[allow(dead_code, reason = "of a response, the parser needs the status alone")]
mod response;

#[path = "../../stage06-threadpool/src/target.rs"]
mod target;

use parser::httparse_alone::Head;
use parser::rules::Rule;

/// The rules that stage 7 does not have.
const OWN_RULES: &[Rule] = &[
    Rule {
        reason: "the target is not a path (RFC 9112 §3.2.1; the other forms come in stage 7)",
        applies: |_, parsed| !parsed.target.starts_with('/'),
        example: || b"GET http://localhost/ HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(),
        status: 400,
    },
    Rule {
        reason: "empty lines come before the request line (RFC 9112 §2.2; stage 7 skips them)",
        applies: |head, _| head.starts_with(b"\r\n") || head.starts_with(b"\n"),
        example: || b"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(),
        status: 400,
    },
];

/// Returns whether rules that are not listed decide about a head. There are none.
fn is_doubtful(_: &Head) -> bool {
    false
}

/// Returns the input from the request line on: that is all of it.
fn from_request_line(input: &[u8]) -> &[u8] {
    input
}
