//! Load: 10,000 requests from 32 clients at once, and none of them is lost.
//!
//! Among ten visitors there is one that is slow, leaves in the middle, or sends nonsense. The others
//! must not notice: each well-formed request gets its own right answer, without a second try.

#[path = "load/visitor.rs"]
mod visitor;

use checks::{Failure, Stage, Target, ensure, in_parallel, reaper, stages};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use visitor::{Habit, Visitor};

/// How many well-formed requests there are; those of odd visitors come on top.
const REQUESTS: usize = 10_000;

/// How many clients there are at once. Fewer than the places in any queue, so that nobody is sent away.
const CLIENTS: usize = 32;

/// After so many requests, a visitor that is odd.
const WELL_BEHAVED: usize = 9;

#[test]
fn stage05_loses_no_request() -> Result<(), Failure> {
    loses_no_request(5, Habit::NewConnections)
}

#[test]
fn stage06_loses_no_request() -> Result<(), Failure> {
    loses_no_request(6, Habit::NewConnections)
}

#[test]
fn stage07_loses_no_request() -> Result<(), Failure> {
    loses_no_request(7, Habit::NewConnections)
}

#[test]
fn stage07_loses_no_request_of_a_session() -> Result<(), Failure> {
    loses_no_request(7, Habit::Sessions)
}

fn loses_no_request(number: u8, habit: Habit) -> Result<(), Failure> {
    reaper::start_once(Path::new(env!("CARGO_BIN_EXE_checks")));
    let stage = Stage::new(number).expect("there are seven stages");
    let target = Target::new(stage, stages::executable(stage).map_err(Failure::new)?);
    let server = target.start_with(["--quiet"])?;
    let next = AtomicUsize::new(0);
    in_parallel(CLIENTS, |_| {
        let mut visitor = Visitor::new(&server, habit);
        let numbers = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        numbers.take_while(|number| *number < REQUESTS).try_for_each(|number| {
            visitor.ask(number).map_err(|failure| said_of(number, &failure))?;
            let is_odd = number % WELL_BEHAVED == 0;
            if is_odd { visitor.misbehave(number / WELL_BEHAVED) } else { Ok(()) }
        })
    })?;
    server.expect_running()?;
    ensure(!server.stderr()?.contains("panicked"), "a thread of the server panicked")
}

fn said_of(number: usize, failure: &Failure) -> Failure {
    Failure::new(format!("request {number}: {failure}"))
}
