//! Stage 6's hand-written parser: whatever it accepts, httparse accepts with the same meaning.

use crate::hand_written::Request;
use crate::httparse_alone::{self, Head};
use crate::outcome::Outcome;
use crate::refusals::is_named;
use crate::{MANY, SOME, for_each_of, random};

/// Among so many inputs there have to be enough good ones, or the properties say little.
const ENOUGH: usize = MANY / 5;

#[test]
fn what_it_accepts_httparse_accepts_with_the_same_meaning() {
    let mut accepted = 0;
    for_each_of(MANY, |input, _| {
        if let Ok(Some((request, length))) = Request::parse(input) {
            accepted += 1;
            let head = httparse_alone::parse(input).expect("httparse accepts it too");
            assert_eq!(length, head.length);
            assert_same_request_line(&request, &head);
            assert_same_headers(&request, &input[..length], &head);
        }
    });
    assert!(accepted > ENOUGH, "only {accepted} of {MANY} inputs were accepted");
}

/// A request does not show its query: nothing in stage 6 has a use for it.
fn assert_same_request_line(request: &Request, head: &Head) {
    assert_eq!(request.method, head.method);
    let path = head.target.split('?').next().unwrap_or_default();
    assert_eq!(request.raw_path(), path);
    assert_eq!(request.path, percent_decoded(path));
}

/// A request shows the first header of a name. A later one is shown where those before it are taken out.
fn assert_same_headers(request: &Request, bytes: &[u8], head: &Head) {
    let (request_line, mut rest) = split_line(bytes);
    for (index, (name, value)) in head.headers.iter().enumerate() {
        let has_same_name = |other: &(String, _)| other.0.eq_ignore_ascii_case(name);
        if head.headers[..index].iter().any(has_same_name) {
            let shorter = Request::parse(&[request_line, rest].concat()).ok().flatten();
            let (shorter, _) = shorter.expect("a head with fewer headers is good too");
            assert_eq!(shorter.header(name), Some(value.as_slice()), "header {index}, {name}");
        } else {
            assert_eq!(request.header(&name.to_ascii_uppercase()), Some(value.as_slice()));
        }
        rest = split_line(rest).1;
    }
    assert_eq!(rest, b"\r\n", "there are headers that httparse does not see");
}

fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.windows(2).position(|pair| pair == b"\r\n").expect("a head is made of lines");
    bytes.split_at(end + 2)
}

/// In another way than the stage does it: each part after a `%` begins with two digits.
fn percent_decoded(path: &str) -> Vec<u8> {
    let mut parts = path.split('%');
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
            match Outcome::by_hand(input) {
                Outcome::Complete(_) => {}
                Outcome::Refused(status) => assert!(is_named(input, &head), "{status}, but why?"),
                Outcome::NotYet => panic!("it waits for more, and the client may do the same"),
            }
        }
    });
}

#[test]
fn no_part_of_a_head_is_taken_for_the_whole() {
    for_each_of(SOME, |input, random| {
        if let Some(head) = Outcome::by_hand(input).head() {
            for cut in [head.length - 1, random.usize(..head.length), random.usize(..head.length)] {
                assert_eq!(Outcome::by_hand(&input[..cut]), Outcome::NotYet, "cut at {cut}");
            }
        }
    });
}

#[test]
fn what_follows_a_head_changes_nothing() {
    for_each_of(SOME, |input, random| {
        let outcome = Outcome::by_hand(input);
        if let Some(head) = outcome.head() {
            assert_eq!(Outcome::by_hand(&input[..head.length]), outcome);
            let others = [&input[..head.length], &random::bytes(random, 100)].concat();
            assert_eq!(Outcome::by_hand(&others), outcome);
        }
    });
}
