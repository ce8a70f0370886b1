//! MyUnisoft, DossierFacile Connect, Sinao and Keyclic imitated on loopback, strict and with faults,
//! for tests without a network.
//!
//! ```
//! use std::time::Duration;
//!
//! use auth_sandbox::{Fault, FaultKind, Sandbox, When};
//! use reqwest::multipart::Form;
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! #   rustls::crypto::ring::default_provider().install_default().ok();
//!     let sandbox = Sandbox::start().await?;
//!     let sinao = sandbox.sinao();
//!     let http = reqwest::Client::new();
//!
//!     // Sign in as the real server wants it.
//!     let form = Form::new()
//!         .text("email", sinao.email().to_owned())
//!         .text("password", sinao.password().to_owned());
//!     let login = http.post(format!("{}/login", sinao.api_url())).multipart(form);
//!     let login = login.header("Accept", "application/json").send().await?;
//!     let login: serde_json::Value = login.json().await?;
//!     let token = login["access_token"].as_str().ok_or("no token")?;
//!
//!     // A day later the token is refreshed, and the answer is lost on the way.
//!     sandbox.clock().advance(Duration::from_secs(25 * 3600));
//!     let lost = Fault::new(FaultKind::DropAnswer).when(When::AfterStateChange);
//!     sinao.fault(lost.on("GET", "/v1/refresh"));
//!     let refresh = || {
//!         let refresh = http.get(format!("{}/refresh", sinao.api_url())).bearer_auth(token);
//!         refresh.header("Accept", "application/json").send()
//!     };
//!     assert!(refresh().await.is_err());
//!
//!     // Who tries again learns that the old token was black-listed all the same.
//!     assert_eq!(refresh().await?.status(), 401);
//!     assert_eq!((sinao.issued(), sinao.count("GET", "/v1/refresh")), (2, 2));
//!     Ok(())
//! }
//! ```
//!
//! # What it is
//!
//! [`Sandbox::start`] listens on six random ports of 127.0.0.1, one per origin: MyUnisoft's API and
//! its authentication service, DossierFacile's single sign-on and its API, Sinao, Keyclic. Over plain
//! HTTP they answer as the real ones do, and refuse what the real ones refuse: made-up tokens, wrong
//! field names, missing headers, a second use of what works once. Where the providers' documents
//! leave something open, a switch on the provider's handle turns it each way.
//!
//! - [`Clock`]: one for all four; lifetimes, limits and `Date` headers follow it.
//! - [`Fault`]: what goes wrong with an answer, before or after the provider has done its work.
//! - [`Webhook`]: what each provider sends to a receiver on this machine, sound or with a [`Flaw`], in any order.
//! - [`Gate`]: holds requests until the test knows what is under way.
//! - [`Seen`] and the counters of each handle: what arrived, and how often a token was accepted.
//! - [`Described`]: any other provider, from what its description says, with the same clock, faults
//!   and counters.
//! - [`tells_apart`]: shows that a test of a rule can fail.
//! - A seed, from which all secrets, ids and codes follow; tokens also hold the time of their issue,
//!   so [freeze](Clock::freeze) the clock for equal ones.
//!
//! # What it is not
//!
//! It shares no code with any client, and nothing of it is meant to face a network: the signing keys
//! are published with the source, the passwords are handed out by accessors, there is no TLS.

mod answer;
mod call;
mod clock;
mod control;
mod described;
mod description;
mod dossierfacile;
mod fault;
mod front;
mod gate;
mod generated;
mod imitation;
mod jwt;
mod keyclic;
mod mount;
mod myunisoft;
mod rule;
mod sandbox;
mod seed;
mod seen;
mod sender;
mod server;
mod sinao;
mod spoil;
mod tally;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use clock::Clock;
pub use described::Described;
pub use dossierfacile::{DossierFacile, Forgery, IpCheck, OutgoingWebhook, Spend};
pub use fault::{Fault, FaultKind, When};
pub use gate::Gate;
pub use keyclic::{ErrorFormat, Generation, Keyclic, TokenForm};
pub use myunisoft::{ErrorShape, ExpiresIn, MyUnisoft, RateHeaders};
pub use rule::tells_apart;
pub use sandbox::{Origin, Sandbox, SandboxBuilder};
pub use seen::Seen;
pub use sender::{Delivered, Flaw, Webhook};
pub use sinao::{RefreshWindow, SecondFactor, Sinao};

/// Every lock in this crate is held for a moment and never over a panic that matters.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
