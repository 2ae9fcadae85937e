//! Stage 7's parser, its decoder of chunked bodies and its sessions under random inputs.
//!
//! The parser is httparse and some rules with names. It gets its input piece by piece, and the pieces must
//! make no difference.
//!
//! Each stage has a crate of its own, as its sources name each other by `crate::`.
//!
//! Each run takes other inputs. A failure says how to meet them again:
//! `SEED=7 cargo test -p checks --test parser_stage07`.

mod parser;
mod random;

#[path = "../../stage07-httparse/src/chunked.rs"]
mod chunked;

#[path = "../../stage07-httparse/src/session.rs"]
#[allow(dead_code, reason = "a request is read here, and not answered")]
mod session;

#[path = "../../stage07-httparse/src/target.rs"]
mod target;

#[path = "../../stage07-httparse/src/request.rs"]
#[allow(dead_code, reason = "a head is parsed here, and not answered")]
mod request;

#[path = "../../stage07-httparse/src/response.rs"]
#[allow(dead_code, reason = "of a response, the parser needs the status alone")]
mod response;

#[path = "parser/chunks.rs"]
mod chunks;

#[path = "parser/sessions.rs"]
mod sessions;

use parser::httparse_alone::Head;
use parser::rules::Rule;

/// The rules that stage 6 does not have.
const OWN_RULES: &[Rule] = &[
    Rule {
        reason: "an HTTP/1.1 request names no host (RFC 9112 §3.2)",
        applies: |head, parsed| !is_http_1_0(head) && hosts(parsed).next().is_none(),
        example: || b"GET / HTTP/1.1\r\n\r\n".to_vec(),
        status: 400,
    },
    Rule {
        reason: "a request names more than one host (RFC 9112 §3.2)",
        applies: |_, parsed| hosts(parsed).count() > 1,
        example: || b"GET / HTTP/1.0\r\nHost: a\r\nhost: a\r\n\r\n".to_vec(),
        status: 400,
    },
];

fn is_http_1_0(head: &[u8]) -> bool {
    let head = from_request_line(head);
    head.split(|&byte| byte == b'\r').next().is_some_and(|line| line.ends_with(b" HTTP/1.0"))
}

fn hosts(parsed: &Head) -> impl Iterator<Item = &[u8]> {
    let hosts = parsed.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("Host"));
    hosts.map(|(_, value)| value.as_slice())
}

/// Returns whether rules that are not listed decide: about the host if it is not a simple name, about the target if it is not a
/// path, and about CONNECT, which has no path. The check table has those.
fn is_doubtful(parsed: &Head) -> bool {
    let is_simple = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
    let is_name = |host: &[u8]| !host.is_empty() && host.iter().all(is_simple);
    parsed.method == "CONNECT" || !parsed.target.starts_with('/') || !hosts(parsed).all(is_name)
}

/// Returns the input from the request line on. httparse skips empty lines before it, in both forms.
fn from_request_line(input: &[u8]) -> &[u8] {
    let start = input.iter().position(|byte| !b"\r\n".contains(byte));
    &input[start.unwrap_or(input.len())..]
}
