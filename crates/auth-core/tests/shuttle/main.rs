//! The engine under a model checker: shuttle chooses who locks, loads, lands and waits first, thousands of times over.
//!
//! `RUSTFLAGS="--cfg shuttle" cargo test -p auth-core --test shuttle`, or `cargo xtask ci --only models`. A failure prints its
//! schedule; `SHUTTLE_REPLAY=… cargo test … NAME` goes through that one again. `SHUTTLE_ITERATIONS` makes a longer run.

#![cfg(shuttle)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

#[path = "../common/mod.rs"]
mod common;

mod check;
mod mistakes;
mod one_process;
mod two_processes;
mod world;
