//! How console blocks are run: on pages of this test, with stages as servers, and with worse ones.
#![cfg(unix)]

mod pages;
mod support;
mod troubles;
