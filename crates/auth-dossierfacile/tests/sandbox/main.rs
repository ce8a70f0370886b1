//! Over real sockets, against an imitation that refuses what the real one refuses.

#![allow(clippy::unwrap_used, reason = "what only tests call")]

mod connection;
mod id_token;
mod renewal;
mod service_token;
mod sign_in;
