//! Noise: random bytes never crash, hang or stop a stage.
//!
//! Each stage gets its share of random inputs, most of them over a connection of their own, from clients
//! that leave in all the ways there are. Meanwhile and afterwards it answers honest requests, and in the
//! end it uses no more memory and descriptors than before.
//!
//! Each run makes other fuzz. A failure says how to hear it again: `SEED=7 cargo test -p checks --test fuzz`.

mod random;

#[path = "fuzz/usage.rs"]
mod usage;

#[path = "fuzz/visitor.rs"]
mod visitor;

use checks::{Failure, Server, Stage, Target, ensure, reaper, stages};
use std::path::Path;
use std::thread;
use usage::Usage;
use visitor::Visitor;

/// How many inputs the stages get: 100,000 in total, and fewer where they are slow to take them. On
/// other systems than Linux a client soon runs out of ports, as each rests for a while after its use.
const SHARES: [usize; 7] = if cfg!(target_os = "linux") {
    [30_000, 12_000, 11_000, 11_000, 11_000, 12_500, 12_500]
} else {
    [30_000, 1000, 1000, 1000, 1000, 1000, 1000]
};

/// The first part of its share shows a stage what it is in for, and us what it normally uses.
const WARM_UP_PART: usize = 10;

/// How many clients there are at once.
const CLIENTS: usize = 4;

#[test]
fn stage01_sends_it_back() -> Result<(), Failure> {
    withstands(1)
}

#[test]
fn stage02_withstands_it() -> Result<(), Failure> {
    withstands(2)
}

#[test]
fn stage03_withstands_it() -> Result<(), Failure> {
    withstands(3)
}

#[test]
fn stage04_withstands_it() -> Result<(), Failure> {
    withstands(4)
}

#[test]
fn stage05_withstands_it() -> Result<(), Failure> {
    withstands(5)
}

#[test]
fn stage06_withstands_it() -> Result<(), Failure> {
    withstands(6)
}

#[test]
fn stage07_withstands_it() -> Result<(), Failure> {
    withstands(7)
}

fn withstands(number: u8) -> Result<(), Failure> {
    reaper::start_once(Path::new(env!("CARGO_BIN_EXE_checks")));
    let stage = Stage::new(number).expect("there are seven stages");
    let target = Target::new(stage, stages::executable(stage).map_err(Failure::new)?);
    let server = target.start_with(options(stage))?;
    let seed = random::seed();
    let mut visitors: Vec<_> =
        (0..CLIENTS).map(|number| Visitor::new(stage, server.addr(), seed, number)).collect();
    let share = SHARES[usize::from(number) - 1] / CLIENTS;
    let warm_up = share / WARM_UP_PART;
    visit_at_once(&mut visitors, warm_up, &server)?;
    let before = Usage::of(&server)?;
    visit_at_once(&mut visitors, share - warm_up, &server)?;
    match (before, Usage::of(&server)?) {
        (Some(before), Some(after)) => after.expect_no_more_than(before),
        _ => Ok(()),
    }
}

fn options(stage: Stage) -> Vec<&'static str> {
    let options = [vec!["--quiet"], vec!["--timeout", "0.2"]];
    options.into_iter().filter(|option| stage.takes(option[0])).flatten().collect()
}

/// Each makes so many inputs. A visitor panics where the server does not do what it should.
fn visit_at_once(visitors: &mut [Visitor], inputs: usize, server: &Server) -> Result<(), Failure> {
    let are_content = thread::scope(|scope| {
        let visits = visitors.iter_mut().map(|visitor| scope.spawn(|| visitor.make_noise(inputs)));
        let visits: Vec<_> = visits.collect();
        let ends: Vec<_> = visits.into_iter().map(thread::ScopedJoinHandle::join).collect();
        ends.iter().all(Result::is_ok)
    });
    let said = server.stderr()?;
    let panic = said.find("panicked");
    let is_well = are_content && server.is_running() && panic.is_none();
    let rest: String = said[panic.unwrap_or(0)..].chars().take(500).collect();
    ensure(is_well, format!("the server did not withstand it, and said: {rest}"))
}
