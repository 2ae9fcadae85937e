//! The check table: one file a topic.

mod bodies;
mod books;
mod chunked;
mod cli;
mod closing;
mod echo;
mod files;
mod hardcoded;
mod pages;
mod parser;
mod pool;
mod requests;
mod routing;
mod sessions;
mod shutdown;
mod threads;
mod timeouts;

use crate::Check;

/// All checks, in the order in which the book meets their topics.
#[must_use]
pub fn all() -> Vec<&'static Check> {
    let topics = [
        cli::address::CHECKS,
        cli::log::CHECKS,
        cli::options::CHECKS,
        cli::values::CHECKS,
        echo::CHECKS,
        hardcoded::CHECKS,
        routing::CHECKS,
        requests::CHECKS,
        closing::CHECKS,
        bodies::CHECKS,
        files::CHECKS,
        pages::CHECKS,
        books::CHECKS,
        threads::slow::CHECKS,
        threads::handlers::CHECKS,
        threads::limits::CHECKS,
        timeouts::head::CHECKS,
        timeouts::body::CHECKS,
        timeouts::answer::CHECKS,
        pool::workers::CHECKS,
        pool::overload::CHECKS,
        pool::panics::CHECKS,
        pool::sessions::CHECKS,
        pool::patience::CHECKS,
        shutdown::signals::CHECKS,
        shutdown::requests::CHECKS,
        shutdown::sessions::CHECKS,
        sessions::CHECKS,
        chunked::CHECKS,
        parser::CHECKS,
    ];
    topics.into_iter().flatten().collect()
}
