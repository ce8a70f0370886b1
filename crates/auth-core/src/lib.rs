//! Credentials that are right now: traits, token lifecycle and secret types, without an HTTP client or a provider.
//!
//! ```
//! use std::time::Duration;
//!
//! use auth_core::{
//!     AccessToken, ApiKey, Authenticator, Error, Expiry, Facts, Grant, HeaderMap, HeaderSet, OriginPolicy,
//!     Provider, RefreshPolicy, Renewal, Request, Response, SecretKind, SharedAuthenticator, SignIn, TokenSet, Verdict,
//!     http::HeaderName, testing::ScriptedTransport,
//! };
//!
//! /// A provider whose calls carry a static key.
//! struct Weather {
//!     facts: Facts,
//!     key: ApiKey,
//! }
//!
//! impl Weather {
//!     fn new(key: ApiKey) -> Result<Self, Error> {
//!         let api = auth_core::Uri::from_static("https://api.weather.example/v1");
//!         let origins = OriginPolicy::new().allow(&api, &[SecretKind::ApiKey])?;
//!         let tokens = TokenSet::new(AccessToken::new("unused"), Expiry::Never);
//!         let policy = RefreshPolicy::new(Renewal::None);
//!         let sign_in = SignIn::Static(Box::new(tokens));
//!         Ok(Self { facts: Facts::new("weather", "api_key", api, origins, policy, sign_in), key })
//!     }
//! }
//!
//! impl Provider for Weather {
//!     fn facts(&self) -> &Facts {
//!         &self.facts
//!     }
//!     fn token_request(&self, _: &Grant) -> Result<Request, Error> {
//!         Err(Error::configuration("grant", "a static key is not obtained"))
//!     }
//!     fn token_response(&self, _: &Grant, response: &Response) -> Result<TokenSet, Error> {
//!         Err(response.unexpected())
//!     }
//!     fn headers(&self, _: &TokenSet) -> Result<HeaderSet, Error> {
//!         HeaderSet::new().secret(HeaderName::from_static("x-api-key"), &self.key)
//!     }
//!     fn verdict(&self, response: &Response) -> Verdict {
//!         if response.status() == 401 { Verdict::Rejected } else { Verdict::Unknown }
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! let provider = Weather::new(ApiKey::new("k-123"))?;
//! let connection = Authenticator::new(provider, ScriptedTransport::new());
//! let weather: SharedAuthenticator = connection.clone().into();
//!
//! let headers = weather.headers().await?;
//! let mut call = HeaderMap::new();
//! headers.apply(&"https://api.weather.example/v1/today".parse().unwrap(), &mut call)?;
//! assert_eq!(call["x-api-key"], "k-123");
//!
//! // The key goes nowhere else.
//! assert!(headers.apply(&"https://weather.example/".parse().unwrap(), &mut call).is_err());
//!
//! // Before the process ends: what is under way comes home, and everything is saved.
//! connection.drain(Duration::from_secs(25)).await?;
//! # Ok(()) }
//! ```
//!
//! # The parts
//!
//! | Part | What it is |
//! |---|---|
//! | [`Provider`] | pure: facts, token request, reading of the answer, headers, verdict on an API answer |
//! | [`Lifecycle`] | pure: what to do at a moment, what an event changes |
//! | [`Authenticator`] | where clock, lock, task, transport and store meet; hands out [`AuthHeaders`] |
//! | [`Authenticate`], [`SharedAuthenticator`] | what callers hold, without type parameters |
//! | [`Call`], [`Execute`] | one API call as a value, and who sends it |
//! | [`RateLimit`] | how many calls a provider takes, as data; a client waits for its turn |
//! | [`Transport`], [`TokenStore`], [`Clock`] | what can be exchanged |
//! | [`OriginPolicy`] | which origin may receive which kind of secret |
//! | [`Error`] | what happened, to what, who acts |
//!
//! # How long a token is served
//!
//! Of a token that lives for L, the last tenth (10 s at most) is never served, and before that it is renewed in the
//! background within a window of a fifth of L (one hour at most), shifted by a share that is stable per instance.
//! A token of 300 s is renewed from about 220 s on and not served after 290 s; one of 2 s from 1.3 s and after 1.8 s.
//! Without overlap ([`RefreshPolicy::overlap`]) nobody is served inside the window: callers wait for the new token.
//!
//! Lifetimes count from the moment the request left, on a wall clock and on a clock that counts through suspend; a
//! token is dead as soon as either says so. A hit reads the second one; the wall clock is looked at twice a minute.
//!
//! # Threads
//!
//! Exchanges run on one thread per process, named `auth-flight`, started at the first exchange: no caller's runtime can
//! take an exchange down with it. Callers may run on any executor. [`AuthenticatorBuilder::runtime`] chooses another
//! runtime.
//!
//! # When the process ends
//!
//! An exchange that is cut off may have spent its refresh token, and tokens that a store could not take yet are in memory only.
//! Stop making calls, then [drain](Authenticator::drain) every connection, as above.
//!
//! # Several processes
//!
//! Over a shared [`TokenStore`] each renewal is a [`transaction`]: several processes spend a refresh token once, and a killed
//! one loses nothing outside a window that is reported. `docs/renewal.md` of the repository says what is promised, how, and
//! what an operator sees; `auth-store` has stores.
//!
//! # Features
//!
//! `testing`: [`testing`], for tests of providers and clients.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod authenticate;
mod authenticator;
mod call;
mod clock;
pub mod config;
mod engine;
mod error;
pub mod expiry;
mod grant;
mod headers;
pub mod jwt;
mod lifecycle;
mod limit;
mod origin;
mod path;
mod policy;
mod provider;
mod request;
mod response;
mod secret;
pub mod store;
#[cfg(feature = "testing")]
#[cfg_attr(docsrs, doc(cfg(feature = "testing")))]
pub mod testing;
mod token;
pub mod transaction;
mod transport;
mod verdict;

pub use authenticate::{Authenticate, DrainFuture, HeadersFuture, SharedAuthenticator};
pub use authenticator::{Authenticator, AuthenticatorBuilder};
pub use call::{Call, Execute};
pub use clock::{Clock, Moment, SystemClock};
pub use engine::Status;
#[cfg(shuttle)]
pub use engine::model;
pub use error::{Actor, Choice, Delivery, Error, ErrorKind, PersonTask};
pub use expiry::{ExpiresIn, Expiry};
pub use grant::{
    AskPassword, AskPasswordFn, AuthorizationCodeGrant, Grant, PasswordGrant, PasswordSource,
    SignIn,
};
pub use headers::{AuthHeaders, Generation, HeaderSet};
pub use lifecycle::{Decision, Exchange, Granted, Lifecycle, RefreshTerm, Refusal};
pub use limit::{RateLimit, RateLimitHeaders, RateLimitTold};
pub use origin::{Origin, OriginPolicy};
pub use path::Path;
pub use policy::{Backoff, Jitter, RefreshPolicy, Renewal, Replay};
pub use provider::{Facts, Provider};
pub use request::{Body, Encoding, Field, FieldValue, Request};
pub use response::Response;
pub use secret::{
    AccessToken, ApiKey, Assertion, AuthorizationCode, ClientSecret, CodeVerifier, ExposeSecret,
    OneTimeCode, PartnerSecret, Password, RefreshToken, Secret, SecretKind,
};
pub use store::{ConnectionId, MemoryStore, TokenStore};
pub use token::TokenSet;
pub use transaction::Transaction;
pub use transport::Transport;
pub use verdict::Verdict;

pub use http::{self, HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
