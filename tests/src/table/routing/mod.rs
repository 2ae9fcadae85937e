//! Stage 3: which answer a path and a method get.

pub mod methods;
pub mod paths;
pub mod slashes;
