//! Stage 2: one answer to every request.

pub mod answer;
pub mod head;
