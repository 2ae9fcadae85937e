//! What the parser accepts means the same to httparse; what it refuses breaks a rule with a name.

use super::httparse_alone::{self, Head};
use super::outcome::{self, Outcome};
use super::{MANY, SOME, for_each_of, rules};
use crate::request::Request;
use crate::{from_request_line, is_doubtful};

/// Among the inputs there must be this many good ones, or the properties say little.
const ENOUGH: usize = MANY / 5;

#[test]
fn what_it_accepts_httparse_accepts_with_the_same_meaning() {
    let mut accepted = 0;
    for_each_of(MANY, |input, _| {
        if let Ok(Some((request, length))) = Request::parse(input) {
            accepted += 1;
            let head = httparse_alone::parse(input).expect("httparse accepts it too");
            let broken = rules::broken_by(input, &head);
            assert!(broken.is_empty() || is_doubtful(&head), "it breaks a rule: {broken:?}");
            assert_same_request_line(&outcome::Head::of(&request, length), &head);
            assert_same_headers(&request, &input[..length], &head);
        }
    });
    assert!(accepted > ENOUGH, "only {accepted} of {MANY} inputs were accepted");
}

/// The path of a target in another form is not compared, as httparse does not look for one. CONNECT has none.
fn assert_same_request_line(ours: &outcome::Head, head: &Head) {
    assert_eq!((ours.length, &ours.method), (head.length, &head.method));
    if head.target.starts_with('/') && head.method != "CONNECT" {
        let path = head.target.split('?').next().unwrap_or_default();
        let segments: Vec<_> = path.split('/').skip(1).map(percent_decoded).collect();
        assert_eq!(ours.path, segments);
    }
}

/// A request shows the first header of a name. A later one is shown if those before it are taken out.
fn assert_same_headers(request: &Request, bytes: &[u8], head: &Head) {
    let bytes = from_request_line(bytes);
    let lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
    assert_eq!(lines.len(), 1 + head.headers.len() + 1, "some headers are not seen by httparse");
    for (index, (name, value)) in head.headers.iter().enumerate() {
        let is_same = |other: &(String, _)| other.0.eq_ignore_ascii_case(name);
        if !head.headers[..index].iter().any(is_same) {
            assert_eq!(request.header(&name.to_ascii_uppercase()), Some(value.as_slice()));
            continue;
        }
        let before =
            lines[1..=index].iter().zip(&head.headers).filter(|(_, other)| !is_same(other));
        let before: Vec<u8> = before.flat_map(|(line, _)| line.to_vec()).collect();
        let shorter = [lines[0], &before, &lines[index + 1..].concat()].concat();
        let shorter = Request::parse(&shorter).ok().flatten();
        let (shorter, _) = shorter.expect("a head with fewer headers is good too");
        assert_eq!(shorter.header(name), Some(value.as_slice()), "header {index}, {name}");
    }
}

/// In another way than the stage does it: each part after a `%` begins with two digits.
fn percent_decoded(segment: &str) -> Vec<u8> {
    let mut parts = segment.split('%');
    let mut decoded = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        decoded.push(u8::from_str_radix(&part[..2], 16).expect("the stage took it for digits"));
        decoded.extend_from_slice(&part.as_bytes()[2..]);
    }
    decoded
}

#[test]
fn what_httparse_accepts_it_refuses_only_for_a_reason_with_a_name() {
    for_each_of(SOME, |input, _| {
        if let Some(head) = httparse_alone::parse(input) {
            match Outcome::of(input) {
                Outcome::Complete(_) => {}
                Outcome::NotYet => panic!("it waits for more, and the client may do the same"),
                Outcome::Refused(status) => assert!(
                    !rules::broken_by(input, &head).is_empty() || is_doubtful(&head),
                    "{status}, but why?"
                ),
            }
        }
    });
}
