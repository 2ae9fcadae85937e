//! Stage 7: more than one request over a connection.

pub mod connection;
pub mod dates;
pub mod ends;
pub mod framing;
pub mod partial;
pub mod persistence;
pub mod unwanted;
pub mod writes;
