//! Stage 7's parser: it says the same however its input arrives, and the same as the one before it.

use crate::outcome::Outcome;
use crate::{MANY, SOME, for_each_of, random};

#[test]
fn no_part_of_a_head_is_taken_for_the_whole() {
    for_each_of(SOME, |input, random| {
        if let Some(head) = Outcome::with_httparse(input).head() {
            for cut in [head.length - 1, random.usize(..head.length), random.usize(..head.length)] {
                assert_eq!(Outcome::with_httparse(&input[..cut]), Outcome::NotYet, "cut at {cut}");
            }
        }
    });
}

/// What is refused early is refused at the end as well, if perhaps with another status.
#[test]
fn nothing_is_refused_that_could_still_become_a_request() {
    for_each_of(SOME, |input, random| {
        let cut = random.usize(..=input.len());
        let early = Outcome::with_httparse(&input[..cut]);
        let whole = Outcome::with_httparse(input);
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
        let outcome = Outcome::with_httparse(input);
        if let Some(head) = outcome.head() {
            assert_eq!(Outcome::with_httparse(&input[..head.length]), outcome);
            let others = [&input[..head.length], &random::bytes(random, 100)].concat();
            assert_eq!(Outcome::with_httparse(&others), outcome);
        }
    });
}

/// Stage 7 asks for a good `Host` and takes targets of other forms. But for that, the two agree.
#[test]
fn it_says_what_the_hand_written_parser_says() {
    for_each_of(MANY, |input, _| {
        let (by_hand, with_httparse) = (Outcome::by_hand(input), Outcome::with_httparse(input));
        match (by_hand.head(), with_httparse.head()) {
            (Some(_), None) => assert_eq!(with_httparse, Outcome::Refused(400), "a bad Host"),
            (None, Some(head)) => assert!(!head.raw_path.starts_with('/'), "{head:?}"),
            (Some(before), Some(now)) => assert_eq!(before, now),
            (None, None) => {}
        }
    });
}
