//! Checks of the extensions: features that learners add to a stage. The stages do not have to pass them.

mod common_log;
mod conditional;
mod cookies;
mod curl;
mod gzip;
mod https;
mod listing;
mod put_delete;
mod range;
mod rate_limit;

use crate::Check;

/// All checks of extensions, one topic after the other.
#[must_use]
pub fn all() -> Vec<&'static Check> {
    let topics = [
        cookies::CHECKS,
        gzip::CHECKS,
        conditional::CHECKS,
        range::CHECKS,
        put_delete::CHECKS,
        listing::CHECKS,
        rate_limit::CHECKS,
        https::CHECKS,
        common_log::CHECKS,
    ];
    topics.into_iter().flatten().collect()
}
