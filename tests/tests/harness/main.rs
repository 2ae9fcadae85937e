//! The harness itself: what it reads, what it shows, and that it comes to an end.

mod connections;
mod reports;
mod responses;
mod servers;
mod variants;
