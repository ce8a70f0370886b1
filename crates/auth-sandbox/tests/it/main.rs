//! The imitations over real sockets: each case, and the naive clients that fail it.
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of these tests are tests too"
)]

mod control;
mod dossierfacile;
mod faults;
mod keyclic;
mod myunisoft;
mod sandbox;
mod sender;
mod sinao;
mod support;
