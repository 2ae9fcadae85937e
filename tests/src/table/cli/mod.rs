//! The command line: where a server listens, what it can be told, and what it prints.

pub mod address;
pub mod log;
pub mod options;
pub mod values;
