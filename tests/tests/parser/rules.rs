//! What httparse accepts and a stage refuses on purpose: the rules that httparse leaves to servers.

use super::httparse_alone::{self, Head};
use super::outcome::Outcome;
use crate::OWN_RULES;

/// A rule, and a head that breaks it and no other.
pub struct Rule {
    pub reason: &'static str,
    /// Whether this head breaks the rule.
    pub applies: fn(head: &[u8], parsed: &Head) -> bool,
    pub example: fn() -> Vec<u8>,
    /// The status that refuses the example.
    pub status: u16,
}

/// The rules of both stages.
const RULES: &[Rule] = &[
    Rule {
        reason: "a line ends in LF alone (RFC 9112 §2.2 allows both; a sender must write CR LF)",
        applies: |head, _| {
            let lines = head.split_inclusive(|&byte| byte == b'\n');
            lines.into_iter().any(|line| !line.ends_with(b"\r\n"))
        },
        example: || b"GET / HTTP/1.1\r\nHost: a\n\r\n".to_vec(),
        status: 400,
    },
    Rule {
        reason: "the target holds a fragment, which is the client's own (RFC 9110 §7.1)",
        applies: |_, parsed| parsed.target.contains('#'),
        example: || b"GET /about#top HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(),
        status: 400,
    },
    Rule {
        reason: "the target is not ASCII (RFC 3986 §2 has escapes for that)",
        applies: |_, parsed| !parsed.target.is_ascii(),
        example: || "GET /é HTTP/1.1\r\nHost: a\r\n\r\n".as_bytes().to_vec(),
        status: 400,
    },
    Rule {
        reason: "the target holds a backslash (RFC 3986 §2 does not have it; some programs read it as /)",
        applies: |_, parsed| parsed.target.contains('\\'),
        example: || b"GET /a\\b HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(),
        status: 400,
    },
    Rule {
        reason: "a percent sign in the path begins no escape (RFC 3986 §2.1)",
        applies: |_, parsed| {
            let path = parsed.target.split('?').next().unwrap_or_default();
            let is_escape = |part: &str| part.bytes().take(2).filter(u8::is_ascii_hexdigit).count();
            path.split('%').skip(1).any(|part| is_escape(part) < 2)
        },
        example: || b"GET /100%-sure HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(),
        status: 400,
    },
    Rule {
        reason: "the request line is longer than 8 KiB (RFC 9112 §3)",
        applies: |head, _| head.split(|&byte| byte == b'\r').next().unwrap_or(head).len() > 8192,
        example: || format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(9000)).into_bytes(),
        status: 414,
    },
    Rule {
        reason: "the head is longer than 16 KiB (RFC 6585 §5)",
        applies: |head, _| head.len() > 16 * 1024,
        example: || format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", "a".repeat(17_000)).into_bytes(),
        status: 431,
    },
    Rule {
        reason: "there are more than 100 headers (RFC 6585 §5)",
        applies: |_, parsed| parsed.headers.len() > 100,
        example: || {
            format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", "A: b\r\n".repeat(100)).into_bytes()
        },
        status: 431,
    },
];

fn all() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().chain(OWN_RULES)
}

/// Returns the reasons to refuse the head at the beginning of `input`.
pub fn broken_by(input: &[u8], parsed: &Head) -> Vec<&'static str> {
    let head = &input[..parsed.length];
    all().filter(|rule| (rule.applies)(head, parsed)).map(|rule| rule.reason).collect()
}

#[test]
fn it_refuses_on_purpose_what_httparse_lets_pass() {
    for Rule { reason, example, status, .. } in all() {
        let example = example();
        assert!(httparse_alone::parse(&example).is_some(), "httparse refuses it too: {reason}");
        assert_eq!(Outcome::of(&example), Outcome::Refused(*status), "{reason}");
    }
}

#[test]
fn each_example_breaks_one_rule() {
    for Rule { reason, example, .. } in all() {
        let example = example();
        let parsed = httparse_alone::parse(&example).expect("httparse accepts the examples");
        assert_eq!(broken_by(&example, &parsed), [*reason]);
    }
}
