//! Authentication to Keyclic: login or ID token, application header, expiry read from the JWT.
//!
//! ```
//! use auth_keyclic::{AppKey, Feedbacks, Keyclic};
//! use auth_reqwest::Client;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // The provider imitated on loopback; leave these two lines and the last two settings out for the real one.
//! let sandbox = auth_sandbox::Sandbox::start().await?;
//! let keyclic = sandbox.keyclic();
//!
//! let login = Keyclic::login(keyclic.login())
//!     .password(keyclic.password())
//!     .api_url(keyclic.api_url())
//!     .allow_loopback_http()
//!     .build()?;
//! let client = Client::connect(login)?;
//!
//! // The first call logs in; the token is renewed by another login before it ends.
//! let reported = client.call(&Feedbacks).await?;
//! assert_eq!(reported.total, Some(1));
//!
//! // The same token opens another application's data: a view names it.
//! let city = client.with(AppKey::city());
//! assert_ne!(city.call(&Feedbacks).await?, reported);
//! assert_eq!(keyclic.issued(), 1);
//! # Ok(()) }
//! ```
//!
//! # Two ways in
//!
//! | | [`Keyclic::login`] | [`Keyclic::external`] |
//! |---|---|---|
//! | signs in by | login and password | an ID token of another identity provider |
//! | at the end of a token | the login is made again | a person brings another ID token |
//! | until then | nobody, if the password is at hand | [`Status::person_needed_at`](auth_core::Status) says when |
//!
//! `POST /security/login` with login and password yields a JWT. Keyclic has no refresh and no logout: when the token ends,
//! or a call is rejected, the login is made again. A refused login is not tried twice, lest the account be locked; it
//! waits for [`sign_in`](auth_core::Authenticator::sign_in) with another password.
//!
//! | Password | Logins |
//! |---|---|
//! | [`Builder::password`] | by themselves; it stays in memory |
//! | [`Builder::ask_password`] | by themselves; it is asked for each time and forgotten |
//! | neither | by a person, through `sign_in`; until then calls say `SignInRequired(SignIn)` |
//!
//! The end of a token is read from its `exp` alone, corrected by the server's `Date`; a token without one is used until it
//! is rejected, for no lifetime is documented: set [`Builder::renew_unknown_after`] when you know one. A token names the
//! caller's address: expect a rejection before its end where addresses change.
//!
//! ## By another identity provider
//!
//! An ID token is traded for a token like any other, by the person who has just signed in there. It is used once and not
//! kept: when the token ends or is rejected, calls say `SignInRequired(SignIn)` until the next one comes. What holds an
//! ID token that Keyclic itself answers is not read: it opens nothing.
//!
//! ```
//! use auth_core::{Authenticator, Grant};
//! use auth_keyclic::{Feedbacks, Keyclic};
//! use auth_reqwest::{Client, HttpTransport};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = auth_sandbox::Sandbox::start().await?;
//! # let keyclic = sandbox.keyclic();
//! # let (api_url, id_token) = (keyclic.api_url(), keyclic.external_token());
//! let external = Keyclic::external().api_url(api_url).allow_loopback_http().build()?;
//! let transport = HttpTransport::builder().allow_loopback_http(true).build()?;
//! let authenticator = Authenticator::new(external, transport);
//! let client = Client::new(authenticator.clone())?;
//!
//! // Each time a person comes back from the other identity provider.
//! authenticator.sign_in(Grant::assertion(id_token)).await?;
//! assert_eq!(client.call(&Feedbacks).await?.total, Some(1));
//! # Ok(()) }
//! ```
//!
//! # Context of a call
//!
//! Every request names an application, the login included. Calls take the connection's, [`Builder::app`], unless they name
//! one themselves; other headers are for the call or for a view: [`AppKey`], [`OrganizationId`], [`Language`],
//! [`Platform`], [`AppVersion`], [`CallerTime`]. Headers taken from the authenticator directly hold the token only: add
//! [`AppKey::header`], or let [`Provider::prepare`](auth_core::Provider::prepare) do it.
//!
//! # Environment
//!
//! [`Keyclic::from_env`] reads:
//!
//! | Variable | Meaning |
//! |---|---|
//! | `KEYCLIC_LOGIN` | the account |
//! | `KEYCLIC_PASSWORD` | its password, kept in memory; without it a person signs in |
//! | `KEYCLIC_APP` | the application, `com.keyclic.app` by default |
//! | `KEYCLIC_API_URL` | base of the API, production by default |
//! | `AUTH_ALLOW_LOOPBACK_HTTP` | `1` lets it be http on loopback, for a sandbox |
//!
//! # Who acts on what
//!
//! | What happens | [`ErrorKind`](auth_core::ErrorKind) | Who acts |
//! |---|---|---|
//! | the login is refused, by any 4xx but 408, 425 and 429 | `SignInRequired(CorrectCredentials)` | the person, on login and password; but for 400 and 401 perhaps the operator, on `KEYCLIC_APP` or `KEYCLIC_API_URL` |
//! | no password is at hand, or the ID token is not taken | `SignInRequired(SignIn)` | the person signs in |
//! | a call lacks a right, or `X-Organization-Id`, 403 | `Forbidden`, the token is kept | the developer |
//! | the sign-in gives no token, 204 included | `InvalidResponse` | nobody: wait; then ask Keyclic |
//! | 408, 425, 429, 5xx, a page, no answer | `RateLimited`, `Unavailable`, `InvalidResponse` | nobody: wait |
//!
//! Keyclic words errors in two formats, in the language of the request, or not at all: the status alone is read.
//!
//! # Calls
//!
//! | Call | Credential | Repeated | What it changes |
//! |---|---|---|---|
//! | [`Feedbacks`] | token | yes | nothing |
//! | [`Register`] | none, or the token where Keyclic wants one | no | makes an account |
//! | [`Profile`] | none | yes | nothing |
//! | [`RequestPasswordChange`] | none | no | messages a person |
//! | [`ChangePassword`] | none | no | the password |
//! | [`ChangePerson`] | token | no | the person |
//! | [`Application`] | none | yes | nothing |
//!
//! A call without a credential is sent without logging in. What Keyclic refuses of it is an error that names the fields
//! where the older error format does.
//!
//! # Webhooks
//!
//! Keyclic sends [`Event`]s to an address that it is told, and nothing proves that it was Keyclic: [`WebhookSegment`] is what
//! nobody can guess in that address, and an event a hint to read again through the API.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod calls;
mod config;
mod context;
mod environment;
mod generated;
mod grant;
mod headers;
mod provider;
mod response;
mod webhook;

pub use calls::{
    Agreement, ApiGeneration, Application, ChangePassword, ChangePerson, Feedback, FeedbackPage,
    Feedbacks, LoginProfile, Person, Profile, Register, RequestPasswordChange,
};
pub use config::{Builder, External, Login};
pub use context::{AppKey, AppVersion, CallerTime, Language, OrganizationId, Platform};
pub use generated::{LoginType, OperationsEvent as EventType};
pub use provider::Keyclic;
pub use webhook::{Event, WebhookSegment};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
