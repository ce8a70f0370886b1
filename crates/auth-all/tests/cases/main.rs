//! What can go wrong with any provider, at all four: each case is gone through by a client as it is often written by hand,
//! and by ours, and ends in a rule that tells the two apart.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod careless;
mod connection;
mod killed;
mod lifetime;
mod ways;
