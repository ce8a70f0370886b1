//! Over real sockets, against the imitation; tests are named after the cases it reproduces. What ends in `tells_apart` was
//! done by a client as integrators write it, too, and went wrong there.

#![allow(clippy::expect_used, reason = "what only tests call")]

mod accounts;
mod answers;
mod careless;
mod connect;
mod key;
mod login;
mod renewal;
mod session;
mod urls;
