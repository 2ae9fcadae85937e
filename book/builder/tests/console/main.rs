//! The runner of console blocks, on pages of this test, with stages and worse programs as servers.
#![cfg(unix)]

mod pages;
mod support;
mod troubles;
