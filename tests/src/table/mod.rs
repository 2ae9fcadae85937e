//! The check table: one folder a topic.
#![allow(
    clippy::needless_update,
    reason = "each row ends in `..Check::DEFAULT`, even if it names every field"
)]

mod bodies;
mod books;
mod chunked;
mod cli;
mod closing;
mod echo;
mod eventloop;
pub mod extensions;
mod files;
mod hardcoded;
mod pages;
mod parser;
mod pool;
mod quick;
mod requests;
mod routing;
mod sessions;
mod shutdown;
mod threads;
mod timeouts;

use crate::{Check, Failure, Stage};

/// How often a check tries to be quick enough. A busy machine may delay it.
const ATTEMPTS: usize = 20;

/// All checks. Within a stage, this is the order of learning: `/` comes before the log.
#[must_use]
pub fn all() -> Vec<&'static Check> {
    let topics = [
        echo::CHECKS,
        hardcoded::answer::CHECKS,
        hardcoded::head::CHECKS,
        routing::paths::CHECKS,
        routing::slashes::CHECKS,
        routing::methods::CHECKS,
        requests::line::CHECKS,
        requests::target::CHECKS,
        requests::version::CHECKS,
        requests::headers::CHECKS,
        requests::values::CHECKS,
        requests::limits::CHECKS,
        closing::CHECKS,
        closing::suspended::CHECKS,
        cli::address::CHECKS,
        cli::log::CHECKS,
        cli::options::CHECKS,
        cli::values::CHECKS,
        bodies::echo::CHECKS,
        bodies::length::CHECKS,
        bodies::codings::CHECKS,
        bodies::large::CHECKS,
        bodies::expectation::CHECKS,
        bodies::arrival::CHECKS,
        bodies::slow::CHECKS,
        files::download::CHECKS,
        files::upload::CHECKS,
        files::partial::CHECKS,
        files::atomic::CHECKS,
        files::shared::CHECKS,
        files::escape::CHECKS,
        files::links::CHECKS,
        pages::serve::CHECKS,
        pages::folders::CHECKS,
        pages::types::CHECKS,
        pages::escape::CHECKS,
        books::store::CHECKS,
        books::content::CHECKS,
        books::refuse::CHECKS,
        books::limits::CHECKS,
        threads::slow::CHECKS,
        threads::handlers::CHECKS,
        threads::limits::CHECKS,
        threads::crowd::CHECKS,
        timeouts::head::CHECKS,
        timeouts::body::CHECKS,
        timeouts::answer::CHECKS,
        timeouts::downloads::CHECKS,
        pool::workers::CHECKS,
        pool::overload::CHECKS,
        pool::panics::CHECKS,
        pool::sessions::CHECKS,
        pool::idle::CHECKS,
        pool::latency::CHECKS,
        pool::memory::CHECKS,
        shutdown::signals::CHECKS,
        shutdown::requests::CHECKS,
        shutdown::sessions::CHECKS,
        shutdown::refused::CHECKS,
        shutdown::log::CHECKS,
        sessions::framing::CHECKS,
        sessions::persistence::CHECKS,
        sessions::connection::CHECKS,
        sessions::unwanted::CHECKS,
        sessions::partial::CHECKS,
        sessions::ends::CHECKS,
        sessions::writes::CHECKS,
        sessions::dates::CHECKS,
        chunked::decoding::CHECKS,
        chunked::pieces::CHECKS,
        chunked::uploads::CHECKS,
        chunked::sizes::CHECKS,
        chunked::ends::CHECKS,
        chunked::codings::CHECKS,
        chunked::limits::CHECKS,
        parser::host::CHECKS,
        parser::targets::CHECKS,
        parser::methods::CHECKS,
        parser::options::CHECKS,
        parser::versions::CHECKS,
        parser::line_ends::CHECKS,
        parser::bytes::CHECKS,
        parser::empty_lines::CHECKS,
        eventloop::idle::CHECKS,
        eventloop::slow::CHECKS,
        eventloop::connections::CHECKS,
        eventloop::bodies::CHECKS,
        eventloop::handlers::CHECKS,
    ];
    topics.into_iter().flatten().collect()
}

/// The checks of a stage in the order of learning: those of early stages first.
#[must_use]
pub fn of_stage(stage: Stage) -> Vec<&'static Check> {
    let mut checks = all();
    checks.retain(|check| check.stages.contains(stage));
    checks.sort_by_key(|check| check.chapter());
    checks
}

/// Repeats an attempt until it returns `true`. `false` means that this machine was too slow, so the attempt says
/// nothing about the server. Skips the check if that is so each time.
fn in_some_attempt(
    wanted: &str,
    attempt: impl Fn() -> Result<bool, Failure>,
) -> Result<(), Failure> {
    for _ in 0..ATTEMPTS {
        if attempt()? {
            return Ok(());
        }
    }
    Err(Failure::skipped(format!("this machine is too busy {wanted}")))
}
