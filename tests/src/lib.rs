//! The check table, and all that runs it.
