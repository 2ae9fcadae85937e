//! What the parsers of stages 6 and 7 have to do alike. Each is tested in a crate of its own, which has it
//! as `crate::request`, and its own rules as `crate::OWN_RULES`.

pub mod httparse_alone;
pub mod outcome;
pub mod rules;

mod meaning;
mod pieces;

use crate::random::{self, Rng, Witness};

/// How many inputs are parsed in two ways, and how many each further property is tested with.
pub const MANY: usize = 100_000;
pub const SOME: usize = 20_000;

/// Tests a property with `count` random inputs. If it panics, the input is printed.
pub fn for_each_of(count: usize, mut test: impl FnMut(&[u8], &mut Rng)) {
    let seed = random::seed();
    let mut random = Rng::with_seed(seed);
    for _ in 0..count {
        let input = random::input(&mut random);
        let _witness = Witness { seed, input: &input };
        test(&input, &mut random);
    }
}
