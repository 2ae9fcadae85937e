//! The parsers of stages 6 and 7, and the decoder of chunked bodies, under random inputs.
//!
//! Stage 6 reads a head by hand. Whatever it accepts, httparse has to accept with the same meaning, and
//! what httparse accepts and stage 6 does not is a list of rules with names. Stage 7 feeds httparse piece
//! by piece, so that the pieces must make no difference.
//!
//! Each run takes other inputs. A failure says how to meet them again: `SEED=7 cargo test -p checks --test parser`.

mod random;

/// The hand-written parser. It needs no more of `response` than stage 7 has.
#[path = "../../stage06-threadpool/src/request.rs"]
#[allow(dead_code, reason = "a head is parsed here, and not answered")]
mod hand_written;

/// Stage 7's, which `chunked` looks for under this name.
#[path = "../../stage07-httparse/src/request.rs"]
#[allow(dead_code, reason = "a head is parsed here, and not answered")]
mod request;

#[path = "../../stage07-httparse/src/chunked.rs"]
mod chunked;

#[path = "../../stage07-httparse/src/response.rs"]
#[allow(dead_code, reason = "of a response, the parsers need the status alone")]
mod response;

#[path = "parser/against_httparse.rs"]
mod against_httparse;

#[path = "parser/chunks.rs"]
mod chunks;

#[path = "parser/httparse_alone.rs"]
mod httparse_alone;

#[path = "parser/incremental.rs"]
mod incremental;

#[path = "parser/outcome.rs"]
mod outcome;

#[path = "parser/refusals.rs"]
mod refusals;

use random::{Rng, Witness};

/// How many inputs are parsed in two ways, and how many each further property is held against.
const MANY: usize = 100_000;
const SOME: usize = 20_000;

/// Holds a property against so many random inputs, and names the one that it does not hold for.
fn for_each_of(count: usize, mut holds: impl FnMut(&[u8], &mut Rng)) {
    let seed = random::seed();
    let mut random = Rng::with_seed(seed);
    for _ in 0..count {
        let input = random::input(&mut random);
        let _witness = Witness { seed, input: &input };
        holds(&input, &mut random);
    }
}
