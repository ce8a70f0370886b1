//! HTTP over reqwest for the auth crates: the transport of token requests, and a client that attaches credentials to calls.
//!
//! ```
//! use auth_core::{Error, Provider};
//! use auth_reqwest::Client;
//! use serde::Deserialize;
//!
//! #[derive(Deserialize)]
//! struct Me {
//!     email: String,
//! }
//!
//! async fn me(provider: impl Provider) -> Result<String, Box<dyn std::error::Error>> {
//!     let client = Client::connect(provider)?;
//!     let me: Me = client.get("/me").send().await?.error_for_status()?.json().await?;
//!     Ok(me.email)
//! }
//! ```
//!
//! # What a call goes through
//!
//! 1. A path is appended to the provider's API base; an absolute URL is taken as it is. The provider checks and completes
//!    the call.
//! 2. The authenticator hands out headers. They are put on the request only if its URL, in the form that is sent, is at an
//!    origin that may receive them.
//! 3. An answer below 400 is the caller's at once. Of any other, the provider is shown the first 64 KiB and says what it
//!    means for the credential.
//! 4. A *rejected* credential is reported, and the call repeated once with another one: if its method is idempotent or it
//!    was [declared repeatable](RequestBuilder::repeatable), and its body is at hand.
//! 5. What only a person, an operator or time can cure is an [`Error`](auth_core::Error). The rest, a 404 or a 500, is the
//!    caller's, body and all.
//!
//! # Where a provider takes so many calls and no more
//!
//! What its [`Facts`](auth_core::Facts) say of a [limit](auth_core::RateLimit) is kept to before it is exceeded: no window of
//! that length has more calls than are allowed, whichever way the server counts, and no more are under way at once. Calls
//! take turns, those of all clients of one credential in this process together; answers that tell of fewer calls left, or of
//! another total, are believed. A refusal for the number of calls was not processed: it is waited out, as long as it says or
//! a growing while, and the call repeated, a `POST` too, but not a body that streams.
//!
//! A call waits for as long as the client's [patience](ClientBuilder::patience), then it is
//! [`RateLimited`](auth_core::ErrorKind::RateLimited) and says how long to wait. The call's timeout counts from when it
//! leaves. A deadline around the call ends the waiting at once, and takes no room with it. Token requests, calls without a
//! credential and providers without a limit wait for nothing.
//!
//! # From one credential to another
//!
//! [`Client::switch`] puts another authenticator in the place of the one that runs, for all clones and views, with a new key
//! of the same provider or another scheme of it. Each call has headers, base, limits and verdict from one of the two.
//!
//! # What is never done
//!
//! - A redirect is never followed: its answer is handed over. A reqwest client of yours that may follow one is refused
//!   when it is given, for reqwest would take the header of an API key and its like along to any host.
//! - Nothing is sent by http, but to loopback where the provider's configuration allows it; that passes no proxy, and
//!   `localhost` is this machine whatever a name server says.
//! - No cookie is kept, no body decompressed, none read beyond its limit, no request repeated that may have arrived.
//! - No error, log line or `Debug` text holds a header, a body or a query.
//!
//! # What is known of a request that failed
//!
//! | What happened | [`Delivery`](auth_core::Delivery) |
//! |---|---|
//! | no name, no connection, no trusted TLS; refused before it was sent | *not delivered* |
//! | sent, and then no answer, a broken one, or none in time | *uncertain* |
//! | a success whose body was cut or too long | *uncertain* |
//! | a 4xx whose body was cut or too long | *answered* |
//! | 429 or 503 | *not delivered*: it was not processed |
//!
//! The transport of token requests opens a connection for each of them. A renewal comes once in minutes, so that costs
//! little; and one that must not be sent twice never meets a connection that the server closed meanwhile, nor one that
//! ends with the runtime of the caller who opened it.
//!
//! # TLS
//!
//! rustls with ring and the machine's root certificates, read once per process; HTTP/1.1. Nothing is installed for the
//! whole process. For another crypto provider, HTTP/2, a company's own roots or a proxy with settings of its own, give a
//! client of yours: [`HttpTransport::with_client`], [`ClientBuilder::client`].

mod bounded;
mod builder;
mod client;
mod connection;
mod encode;
mod exchange;
mod fault;
mod limit;
mod outgoing;
mod patience;
mod refusal;
mod request;
mod target;
mod timeouts;
mod tls;
mod transport;
mod wire;

pub use builder::ClientBuilder;
pub use client::Client;
pub use request::RequestBuilder;
pub use transport::{HttpTransport, HttpTransportBuilder};

pub use reqwest;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
