//! Over real sockets, against an imitation that refuses what the real one refuses; tests are named after the cases that it
//! reproduces. What ends in `tells_apart` was done by a client as integrators write it, too, and went wrong there.

#![allow(clippy::unwrap_used, reason = "what only tests call")]

mod callback;
mod careless;
mod connected;
mod connection;
mod ended;
mod exchange;
mod id_token;
mod lifetime;
mod list;
mod receiver;
mod refused;
mod renewal;
mod service_token;
mod settings;
mod sign_in;
