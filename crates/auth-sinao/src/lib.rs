//! Authentication to Sinao: login, 24 h bearer with 14-day refresh, API key.
//!
//! ```
//! use auth_core::{Authenticator, Grant};
//! use auth_reqwest::{Client, HttpTransport};
//! use auth_sinao::{Me, Sinao};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // The provider imitated on loopback; leave these two lines and the last two settings out for the real one.
//! let sandbox = auth_sandbox::Sandbox::start().await?;
//! let sinao = sandbox.sinao();
//!
//! let login = Sinao::login(sinao.email())
//!     .api_url(sinao.api_url())
//!     .allow_loopback_http()
//!     .build()?;
//! let transport = HttpTransport::builder().allow_loopback_http(true).build()?;
//! let authenticator = Authenticator::new(login, transport);
//!
//! // A person signs in; the password is not kept.
//! authenticator.sign_in(Grant::password(sinao.password())).await?;
//!
//! // From here on calls carry a token that is right now, renewed for 14 days.
//! let client = Client::new(authenticator)?;
//! let user = client.call(&Me).await?;
//! assert_eq!(user.email.as_deref(), Some(sinao.email()));
//! # Ok(()) }
//! ```
//!
//! # Two ways in
//!
//! | | [`Sinao::api_key`] | [`Sinao::login`] |
//! |---|---|---|
//! | stands for | one application | the account of a person |
//! | header | `Api-Key` | `Authorization: Bearer` |
//! | lives | until it is deleted | 24 h, renewed for 14 days |
//! | after that | an administrator makes another one | the person signs in, or the kept password does |
//! | choose it for | servers | what a person does in his own name |
//!
//! A connection has one of them. A call that brings either header itself is refused before it leaves, for Sinao would
//! receive two credentials. One that brings no `Accept` asks for JSON, without which Sinao may answer a page. Headers taken
//! from the authenticator directly hold the credential only: add `Accept`, or let
//! [`Provider::prepare`](auth_core::Provider::prepare) do it.
//!
//! # Environment
//!
//! [`Sinao::from_env`] reads:
//!
//! | Variable | Meaning |
//! |---|---|
//! | `SINAO_API_KEY` | the key; excludes `SINAO_EMAIL` |
//! | `SINAO_EMAIL` | the account |
//! | `SINAO_PASSWORD` | its password, kept in memory; without it a person signs in |
//! | `SINAO_API_URL` | base of the API, version included, production by default |
//! | `AUTH_ALLOW_LOOPBACK_HTTP` | `1` lets it be http on loopback, for a sandbox |
//!
//! # Who acts on what
//!
//! | What happens | [`ErrorKind`](auth_core::ErrorKind) | Who acts |
//! |---|---|---|
//! | Sinao refuses the login, by any 4xx but 408, 425 and 429 | `SignInRequired(CorrectCredentials)` | the person, on e-mail address and password |
//! | it asks for a second factor, or refuses one | `SignInRequired(SecondFactor)` | the person, see below |
//! | it renews no more | `SignInRequired(SignIn)` | the person signs in |
//! | it rejects the key | `SignInRequired(GenerateKey)` | an administrator of the company makes another one |
//! | the right is missing | `Forbidden`, the credential is kept | the developer asks for it |
//! | 408, 425, 429, 5xx, a page, no answer | `RateLimited`, `Unavailable`, `InvalidResponse` | nobody: wait |
//! | a setting cannot be used | `Configuration`, at `build` | the operator or developer |
//!
//! An unknown account, a wrong password and an account without password are one outcome: do not tell a stranger who is
//! a customer. Nothing in that error tells them apart either, the HTTP status included.
//!
//! # Second factor
//!
//! Sinao does not say how a login asks for one, so every likely signal is understood. Nothing is sent to a person unless
//! you ask for it by [`SendSecondFactor`]. Then sign in with
//! [`Grant::password_with_code`](auth_core::Grant::password_with_code).
//!
//! # Renewal
//!
//! One token plays both parts: `GET /refresh` takes the old one, also when it has expired, and most likely ends it at
//! once. So there is one renewal at a time, callers wait for it, and the old token is not used beside it. When the answer
//! is lost the renewal is tried once more, and then a person signs in. Whether the 14 days count from the login or from
//! the last renewal is not documented: the renewal is tried until Sinao refuses it, and
//! [`Status::person_needed_at`](auth_core::Status) warns by the earlier reading, so that the person can be asked in time:
//!
//! ```
//! # use auth_core::Authenticator;
//! # fn remind(authenticator: &Authenticator, now: time::OffsetDateTime) -> bool {
//! // After 13 days, while everything still works; never where the password is kept.
//! let needed_at = authenticator.status().person_needed_at;
//! needed_at.is_some_and(|needed_at| needed_at - now < time::Duration::DAY)
//! # }
//! ```
//!
//! [`log_out`] ends the token at Sinao and forgets it here, whatever Sinao answers.
//!
//!
//! # Calls
//!
//! | Call | Credential | Repeated | What it changes |
//! |---|---|---|---|
//! | [`Me`] | token or key | yes | nothing |
//! | [`SendSecondFactor`] | none | no | messages a person |
//! | [`Logout`] | token | no | ends the token |
//! | [`Register`] | none | no | makes an account |
//! | [`SendPassword`] | none | no | messages a person |
//! | [`ChangePassword`] | none | no | the password |
//! | [`ApiKeys`] | an administrator's token | yes | nothing |
//! | [`CreateApiKey`] | an administrator's token | no | makes a key |
//! | [`DeleteApiKey`] | an administrator's token | no | ends a key |
//!
//! Passwords, tokens and keys are in bodies and headers alone, never in a URL. A call without a credential is sent without
//! signing in, over any connection.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(doctest, doc = include_str!("../README.md"))]

mod calls;
mod config;
mod environment;
mod generated;
mod grant;
mod headers;
mod provider;
mod refusal;
mod response;

pub use calls::{
    ApiKeys, ApplicationKey, ChangePassword, CreateApiKey, DeleteApiKey, Logout, Me, Register,
    SendPassword, SendSecondFactor, User, log_out,
};
pub use config::{Builder, Key, Login, Sinao};
