//! The check table, and all that runs it.
//!
//! A [`Check`] says what a server has to do, which stages do it, and why it matters. A [`Target`] is the
//! program under test. Checks start a [`Server`] from the target, talk to it through a [`Client`], and
//! state what they expect of each [`Response`]. The first expectation that is not met is a [`Failure`],
//! and ends the check.
#![allow(
    clippy::missing_errors_doc,
    reason = "an error is a Failure, and says itself what is wrong"
)]

pub mod check;
pub mod harness;
pub mod table;

pub use check::{Basis, Check};
pub use harness::*;
pub use table::extensions;
