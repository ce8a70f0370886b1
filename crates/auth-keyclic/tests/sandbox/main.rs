//! Over real sockets, against the imitation; tests are named after the cases it reproduces.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod account;
mod calls;
mod connect;
mod hostile;
mod login;
