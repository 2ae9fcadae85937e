//! What httparse accepts and stage 6 refuses on purpose: the rules that httparse leaves to servers.

use crate::httparse_alone::{self, Head};
use crate::outcome::Outcome;

/// A rule, and a head that breaks it and no other.
struct Refusal {
    reason: &'static str,
    applies: fn(head: &[u8], parsed: &Head) -> bool,
    example: fn() -> Vec<u8>,
    status: u16,
}

const REFUSALS: &[Refusal] = &[
    Refusal {
        reason: "a line ends in LF alone (RFC 9112 §2.2 allows both; a sender must write CR LF)",
        applies: |head, _| {
            let lines = head.split_inclusive(|&byte| byte == b'\n');
            lines.into_iter().any(|line| !line.ends_with(b"\r\n"))
        },
        example: || b"GET / HTTP/1.1\r\nHost: a\n\r\n".to_vec(),
        status: 400,
    },
    Refusal {
        reason: "empty lines come before the request line (RFC 9112 §2.2; stage 7 ignores them)",
        applies: |head, _| head.starts_with(b"\r\n") || head.starts_with(b"\n"),
        example: || b"\r\nGET / HTTP/1.1\r\n\r\n".to_vec(),
        status: 400,
    },
    Refusal {
        reason: "the target holds a fragment, which is the client's own (RFC 9110 §7.1)",
        applies: |_, parsed| parsed.target.contains('#'),
        example: || b"GET /about#top HTTP/1.1\r\n\r\n".to_vec(),
        status: 400,
    },
    Refusal {
        reason: "the target is not ASCII (RFC 3986 §2 has escapes for that)",
        applies: |_, parsed| !parsed.target.is_ascii(),
        example: || "GET /é HTTP/1.1\r\n\r\n".as_bytes().to_vec(),
        status: 400,
    },
    Refusal {
        reason: "the target is no path (RFC 9112 §3.2.1; the other forms come in stage 7)",
        applies: |_, parsed| !parsed.target.starts_with('/'),
        example: || b"GET http://localhost/ HTTP/1.1\r\n\r\n".to_vec(),
        status: 400,
    },
    Refusal {
        reason: "a percent sign in the path begins no escape (RFC 3986 §2.1)",
        applies: |_, parsed| {
            let path = parsed.target.split('?').next().unwrap_or_default();
            let is_escape = |part: &str| part.bytes().take(2).filter(u8::is_ascii_hexdigit).count();
            path.split('%').skip(1).any(|part| is_escape(part) < 2)
        },
        example: || b"GET /100%-sure HTTP/1.1\r\n\r\n".to_vec(),
        status: 400,
    },
    Refusal {
        reason: "the request line is longer than 8 KiB (RFC 9112 §3)",
        applies: |head, _| head.split(|&byte| byte == b'\r').next().unwrap_or(head).len() > 8192,
        example: || format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(9000)).into_bytes(),
        status: 414,
    },
    Refusal {
        reason: "the head is longer than 16 KiB (RFC 6585 §5)",
        applies: |head, _| head.len() > 16 * 1024,
        example: || format!("GET / HTTP/1.1\r\nA: {}\r\n\r\n", "a".repeat(17_000)).into_bytes(),
        status: 431,
    },
    Refusal {
        reason: "there are more than 100 headers (RFC 6585 §5)",
        applies: |_, parsed| parsed.headers.len() > 100,
        example: || format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(101)).into_bytes(),
        status: 431,
    },
];

/// Whether one of these rules is broken.
pub fn is_named(input: &[u8], parsed: &Head) -> bool {
    let head = &input[..parsed.length];
    REFUSALS.iter().any(|refusal| (refusal.applies)(head, parsed))
}

#[test]
fn it_refuses_on_purpose_what_httparse_lets_pass() {
    for Refusal { reason, example, status, .. } in REFUSALS {
        let example = example();
        assert!(httparse_alone::parse(&example).is_some(), "httparse refuses it too: {reason}");
        assert_eq!(Outcome::by_hand(&example), Outcome::Refused(*status), "{reason}");
    }
}

#[test]
fn each_example_breaks_one_rule() {
    for Refusal { reason, example, .. } in REFUSALS {
        let example = example();
        let parsed = httparse_alone::parse(&example).expect("httparse accepts the examples");
        let broken = REFUSALS.iter().filter(|other| (other.applies)(&example, &parsed));
        let broken: Vec<_> = broken.map(|refusal| refusal.reason).collect();
        assert_eq!(broken, [*reason]);
    }
}
