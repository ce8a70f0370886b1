//! Over real sockets, against the imitation; tests are named after the cases it reproduces. What ends in `tells_apart` was
//! done by a client as integrators write it, too, and went wrong there.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod careless;
mod connect;
mod errors;
mod events;
mod folders;
mod hostile;
mod key;
mod key_life;
mod limits;
mod login;
mod migration;
mod outcomes;
mod partner;
