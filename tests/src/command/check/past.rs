//! Checks that only a server without a past can pass: with `--url` there is no other.

use super::finding::{Finding, Found};
use checks::Check;
use std::time::Duration;

/// They count the books, or expect the first of them. Others may have stored some before.
const COUNT_BOOKS: [&str; 12] = [
    "books/list-empty",
    "books/list",
    "books/missing",
    "books/other-methods",
    "books/indented",
    "books/cut-off",
    "books/not-json",
    "books/not-quite-json",
    "books/not-text",
    "books/not-an-object",
    "books/other-type",
    "books/no-type",
];

/// What there is to say of such a check. None where a past does not matter.
pub(crate) fn skip(check: &'static Check) -> Option<Finding> {
    let reason = "needs a server that it started, without any books";
    let result = Found::Skipped(reason.to_string());
    let finding = Finding { check, result, duration: Duration::ZERO };
    COUNT_BOOKS.contains(&check.id).then_some(finding)
}
