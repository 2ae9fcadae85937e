//! The check table, and all that runs it.
//!
//! A [`Check`] says what a server has to do, for which stages that holds, and why it matters. A
//! [`Subject`] is a program that is held against it. Checks start a [`Server`] from the subject, talk
//! to it through a [`Client`], and state what they expect of each [`Response`]. Whatever does not go as a
//! check expects is a [`Failure`], and ends the check.
#![allow(
    clippy::missing_errors_doc,
    reason = "an error is a Failure, and says itself what is wrong"
)]

pub mod bytes;
pub mod cargo;
pub mod check;
pub mod checks;
pub mod client;
pub mod expect;
pub mod failure;
pub mod fault;
pub mod foreign;
pub mod guard;
pub mod journal;
pub mod launch;
pub mod output;
pub mod parallel;
pub mod parse;
pub mod pipeline;
pub mod ports;
pub mod reading;
pub mod report;
pub mod requests;
pub mod resources;
pub mod response;
pub mod runner;
pub mod server;
pub mod servers;
pub mod signals;
pub mod sources;
pub mod stage;
pub mod stages;
pub mod subject;
pub mod suggest;
pub mod variants;

mod fitting;
mod process;
mod ready;
mod shell;
mod slow;
mod spawn;
mod strays;

pub use check::Check;
pub use client::Client;
pub use failure::{Failure, ensure};
pub use launch::Launch;
pub use parallel::in_parallel;
pub use response::Response;
pub use server::Server;
pub use servers::Stages;
pub use stage::Stage;
pub use subject::{Subject, Target};
