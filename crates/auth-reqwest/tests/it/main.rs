//! The transport and the client over real sockets, against servers that are scripted byte by byte.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod client;
mod connection;
mod limit;
mod own_client;
mod provider;
mod proxy;
mod secrecy;
mod server;
mod switch;
mod tls;
mod transport;
mod typed;
mod verdict;
