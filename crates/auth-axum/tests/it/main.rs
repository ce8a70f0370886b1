//! The example servers, driven by the sandbox's own sender, and what the extractors let in.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod dossierfacile;
mod keyclic;
mod limits;
mod myunisoft;
mod sinao;
mod support;
