//! Exercises: each start fails the checks that are named for it, in the way that is named, and passes others.
//! Each solution passes all of them.
//!
//! A check that no server fails is not yet known to check anything: the starts are evidence that checks can fail.
//!
//! The others are those that share a topic with a named one: `files/upload` is run if `files/head` is named.
//! Solutions are asked the basics, too. That keeps the run short. With `ALL_CHECKS=1` in the environment, all
//! checks of the stage are run.

mod trials;

#[path = "exercises/build.rs"]
mod build;
#[path = "exercises/rules.rs"]
mod rules;

use checks::Check;
use checks::exercise::{self, Exercise, Kind};
use libtest_mimic::Trial;
use std::env;
use std::process::ExitCode;
use trials::Executable;

/// A feature may break this topic most easily, and its checks are quick.
const BASICS: &str = "routing";

fn main() -> ExitCode {
    let trials = match exercise::all() {
        Ok(exercises) => {
            let each = exercises.iter().flat_map(trials_of);
            each.chain(rules::of_all(exercises)).collect()
        }
        Err(error) => vec![Trial::test("exercises/readable", || Err(error.into()))],
    };
    trials::run(trials)
}

/// Returns the tests of an exercise, such as `reads-once/start/cli/help`.
/// Checks that the start fails now and then have none.
fn trials_of(exercise: &'static Exercise) -> Vec<Trial> {
    let mut trials: Vec<Trial> = vec![rules::of_one(exercise)];
    for check in exercise.checks() {
        trials.extend(start(exercise, check));
        trials.extend(solution(exercise, check));
    }
    trials
}

fn start(exercise: &'static Exercise, check: &'static Check) -> Option<Trial> {
    if !is_wanted(exercise, check) || exercise.may_fail.iter().any(|id| id == check.id) {
        return None;
    }
    let name = format!("{}/start/{}", exercise.name, check.id);
    let (stage, kinds) = (exercise.stage, exercise.kinds(check.id));
    let program: Executable = Box::new(|| build::start(exercise));
    if kinds.is_empty() {
        return Some(trials::passes(name, stage, check, program));
    }
    Some(trials::fails(format!("{name} (fails)"), stage, check, kinds, program))
}

/// The solution of a hunt is the stage, which has tests of its own.
fn solution(exercise: &'static Exercise, check: &'static Check) -> Option<Trial> {
    let is_basic = check.topic() == BASICS;
    if exercise.kind == Kind::Hunt || !(is_basic || is_wanted(exercise, check)) {
        return None;
    }
    let name = format!("{}/solution/{}", exercise.name, check.id);
    Some(trials::passes(name, exercise.stage, check, Box::new(|| build::solution(exercise))))
}

/// Returns whether the check shares its topic with one that the start fails, or all checks are wanted.
fn is_wanted(exercise: &Exercise, check: &Check) -> bool {
    let mut topics = exercise.failing_ids().map(|id| id.split('/').next());
    topics.any(|topic| topic == Some(check.topic())) || env::var_os("ALL_CHECKS").is_some()
}
