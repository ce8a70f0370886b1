//! Over real sockets, against the imitation; tests are named after the cases it reproduces. What ends in `tells_apart` was
//! done by a client as integrators write it, too, and went wrong there.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod account;
mod calls;
mod careless;
mod connect;
mod external;
mod hostile;
mod lifetime;
mod login;
mod secrecy;
