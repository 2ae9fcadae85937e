//! A head means the same however it arrives, and whatever follows it.

use super::outcome::Outcome;
use super::{SOME, for_each_of};
use crate::{from_request_line, random};

#[test]
fn no_part_of_a_head_is_taken_for_the_whole() {
    for_each_of(SOME, |input, random| {
        if let Some(head) = Outcome::of(input).head() {
            for cut in [head.length - 1, random.usize(..head.length), random.usize(..head.length)] {
                assert_eq!(Outcome::of(&input[..cut]), Outcome::NotYet, "cut at {cut}");
            }
        }
    });
}

/// What is refused early is refused at the end as well, perhaps with another status.
#[test]
fn nothing_is_refused_that_could_still_become_a_request() {
    for_each_of(SOME, |input, random| {
        let early = Outcome::of(&input[..random.usize(..=input.len())]);
        let whole = Outcome::of(input);
        match early {
            Outcome::NotYet => {}
            Outcome::Refused(_) => assert!(matches!(whole, Outcome::Refused(_)), "{whole:?}"),
            Outcome::Complete(_) => assert_eq!(early, whole),
        }
    });
}

#[test]
fn what_follows_a_head_changes_nothing() {
    for_each_of(SOME, |input, random| {
        let outcome = Outcome::of(input);
        if let Some(head) = outcome.head() {
            assert_eq!(Outcome::of(&input[..head.length]), outcome);
            let others = [&input[..head.length], &random::bytes(random, 100)].concat();
            assert_eq!(Outcome::of(&others), outcome);
        }
    });
}

/// After the empty line at the end, in either form, a client may wait for the answer.
#[test]
fn no_head_that_has_ended_is_waited_for() {
    for_each_of(SOME, |input, _| {
        let head = from_request_line(input);
        let has_ended = head.windows(2).any(|bytes| bytes == b"\n\n")
            || head.windows(3).any(|bytes| bytes == b"\n\r\n");
        if has_ended {
            assert_ne!(Outcome::of(input), Outcome::NotYet);
        }
    });
}
