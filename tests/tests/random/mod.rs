//! Random inputs: requests that are well-formed, nearly so, or not at all.
//!
//! The same seed always gives the same inputs.

mod corpus;
mod grammar;
mod mutation;

pub use corpus::REQUESTS;
pub use fastrand::Rng;

use std::env;
use std::thread;

/// Set it to the seed of a failure to meet the same inputs again.
const VARIABLE: &str = "SEED";

/// The seed of this run: another one each time, unless one is asked for.
pub fn seed() -> u64 {
    match env::var(VARIABLE) {
        Ok(seed) => seed.parse().expect("SEED is a number, as a failure prints it"),
        Err(_) => fastrand::u64(..),
    }
}

/// One input: a request, one that was spoilt, or any bytes. Rarely longer than a few hundred bytes.
pub fn input(random: &mut Rng) -> Vec<u8> {
    match random.u8(..10) {
        0 => bytes(random, 200),
        1..=3 => grammar::request(random),
        4 => spoilt(grammar::request(random), random),
        _ => spoilt(pick(random, REQUESTS).to_vec(), random),
    }
}

/// Any bytes, at most so many.
pub fn bytes(random: &mut Rng, limit: usize) -> Vec<u8> {
    let length = random.usize(..=limit);
    std::iter::repeat_with(|| random.u8(..)).take(length).collect()
}

/// One of several, each as likely as the others.
pub fn pick<T: Copy>(random: &mut Rng, choices: &[T]) -> T {
    choices[random.usize(..choices.len())]
}

/// With a few changes. One in four stays as it is.
fn spoilt(mut request: Vec<u8>, random: &mut Rng) -> Vec<u8> {
    for _ in 0..random.u8(..4) {
        mutation::mutate(&mut request, random);
    }
    request
}

/// An input that is under test. Where the test panics meanwhile, it says which one it was.
pub struct Witness<'a> {
    /// What the run began with.
    pub seed: u64,
    /// The input.
    pub input: &'a [u8],
}

impl Drop for Witness<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            let Witness { seed, input } = self;
            let input = input.escape_ascii();
            eprintln!("the input was b\"{input}\"\nto meet it again: {VARIABLE}={seed}");
        }
    }
}
