//! Fixtures in, values out: what leaves, and how each documented answer is read.

#![allow(clippy::unwrap_used, reason = "what only tests call")]

mod answer;
mod call;
mod file;
mod refusal;
mod request;
#[path = "../support/mod.rs"]
mod support;
