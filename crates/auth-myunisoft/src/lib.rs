//! Authentication to MyUnisoft: partner key and secret, legacy firm login, legacy user login.
//!
//! ```
//! use auth_myunisoft::{Access, Enrolment, MyUnisoft, SocietyId};
//! use auth_reqwest::Client;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // The provider imitated on loopback; leave these two lines and the two settings out for the real one.
//! let sandbox = auth_sandbox::Sandbox::start().await?;
//! let myunisoft = sandbox.myunisoft();
//!
//! // A key that a firm generated for you, with your own partner secret.
//! let key = MyUnisoft::key(myunisoft.partner_secret(), myunisoft.cabinet_key())
//!     .api_url(myunisoft.api_url())
//!     .allow_loopback_http()
//!     .build()?;
//! let client = Client::connect(key)?;
//!
//! // Once, when the key is entered: this call activates it. Keep the firm's number, events name it.
//! let enrolled = Enrolment::new().access(Access::Firm).enrol(&client).await?;
//! assert_eq!(enrolled.schema_id, myunisoft.firm_id());
//!
//! // A firm's calls are about one of its folders: a view names it.
//! let folder = client.with(SocietyId::new(myunisoft.society_id())?);
//! let accounts = folder.get("/accounts").send().await?;
//! assert!(accounts.status().is_success());
//! # Ok(()) }
//! ```
//!
//! # Three ways in
//!
//! | | [`MyUnisoft::key`] | [`MyUnisoft::firm_login`] | [`MyUnisoft::user_login`] |
//! |---|---|---|---|
//! | stands for | one folder ("accès société") or a firm ("accès cabinet") | a firm with the "offre API cabinet" | a person |
//! | comes from | a person, who generates and copies it in MyUnisoft | mail and password of an API account | mail and password |
//! | lives | until somebody disconnects it | 4 h, then the login is made again | as long as it says, then the login is made again |
//! | choose it for | everything new | what cannot move to a key yet | [`CreateKey`], in development |
//!
//! Each puts `Authorization: Bearer` and `X-Third-Party-Secret` on each call. The partner secret is yours, the same for all
//! customers; it goes to the API's origin only. The password goes to the authentication service's origin only.
//!
//! A running connection moves from the firm login to a key by one call, without a failed one: see the guide
//! `docs/guides/myunisoft-from-login-to-key.md` of the repository, and `Client::switch` of `auth-reqwest`.
//!
//! # Choosing a firm
//!
//! A login of an account that reaches several firms is answered with them, in
//! [`PersonTask::ChooseFirm`](auth_core::PersonTask::ChooseFirm). The same connection goes on with the chosen one; the password
//! is for this exchange and not kept, the choice is, for the logins that follow:
//!
//! ```
//! # use auth_core::{Authenticator, Error, Grant, Password, PersonTask};
//! # async fn choose(authenticator: &Authenticator, typed: Password) -> Result<(), Error> {
//! let Err(error) = authenticator.sign_in(Grant::password(typed.clone())).await else { return Ok(()) };
//! let Some(PersonTask::ChooseFirm(firms)) = error.person_task() else { return Err(error) };
//! let chosen = &firms[0]; // what the person points at, by its label
//! authenticator.sign_in(Grant::password_choosing(typed, chosen)).await?;
//! # Ok(()) }
//! ```
//!
//! # Limits
//!
//! MyUnisoft takes 20 calls in 10 s of one token, and 10 at once. All clients of one token in this process keep to that
//! together: a call waits for its turn, and is repeated after the pause that a refusal names. `X-Rate-Limit-Total` is believed.
//!
//! # Folders
//!
//! With access to a firm, a call about one folder carries [`SocietyId`]; it is refused here, before it leaves, when the
//! header is missing or is no number. Only `/society`, `/users_v2`, `/pers_physique`, `/key`, `/webhook` and what lies
//! below them need none; [`KeyBuilder::without_society_id`] exempts further routes. The key of a folder needs none at all.
//! The kind of a key is read from its claims; [`KeyBuilder::access`] overrides them.
//!
//! # Activation
//!
//! A key waits for its connection until it is first used. [`ActivateKey`] activates it and tells what it opens; because it
//! changes something at MyUnisoft it is never made unasked, and never repeated. [`Enrolment`] makes it and compares the key with
//! what it is wanted for: kind, partner, routes. [`KeyState`] says how a key stands, by its details or by the error of a call.
//! [`KeyInfo`] lists the key's routes.
//!
//! # Webhooks
//!
//! [`WebhookVerifier`] tells MyUnisoft's events from forged, altered and old ones, by the partner secret; it takes the body
//! as it came. [`Scope::schema_id`] says whose event it is: the number that [`ActivateKey`] told. A firm with the "offre API
//! cabinet" has no webhooks. [`Webhooks`], [`CreateWebhook`], [`ChangeWebhook`] and [`DeleteWebhook`] administer a tenant's.
//!
//! # Environment
//!
//! [`MyUnisoft::from_env`] reads:
//!
//! | Variable | Meaning |
//! |---|---|
//! | `MYUNISOFT_PARTNER_SECRET` | your partner secret |
//! | `MYUNISOFT_KEY` | the key; excludes `MYUNISOFT_MAIL` |
//! | `MYUNISOFT_MAIL` | the API account of a firm login |
//! | `MYUNISOFT_PASSWORD` | its password, kept in memory; without it a person signs in |
//! | `MYUNISOFT_FIRM_ID` or `MYUNISOFT_FIRM_NAME` | which of the account's firms, when it reaches several |
//! | `MYUNISOFT_API_URL` | base of the API, version included, production by default |
//! | `MYUNISOFT_AUTH_URL` | origin of the firm login, production by default |
//! | `AUTH_ALLOW_LOOPBACK_HTTP` | `1` lets both be http on loopback, for a sandbox |
//!
//! # Who acts on what
//!
//! | What happens | [`ErrorKind`](auth_core::ErrorKind) | Who acts |
//! |---|---|---|
//! | the key is unknown, disconnected or revoked | `SignInRequired(GenerateKey)` | a person generates a new one in MyUnisoft |
//! | the key is of another environment | the same | check `MYUNISOFT_API_URL` first |
//! | the login is refused, by whatever code | `SignInRequired(CorrectCredentials)` | the person; it is not tried again before |
//! | it is answered with a status not known here | `SignInRequired(SignIn)` | the person, in MyUnisoft |
//! | the account reaches several firms | `SignInRequired(ChooseFirm)` | sign in with one of the choices, or set [`LoginBuilder::firm`] |
//! | it asks for a second factor, terms or a new password | `SignInRequired(..)` | the person, in MyUnisoft |
//! | the partner secret is missing, wrong or not set up | `Configuration` | the operator, for all customers; keys are kept |
//! | a call lacks `society-id`, or MyUnisoft refuses it | `Configuration` | the developer |
//! | the API is under maintenance | `Unavailable`, the credential is kept | nobody: wait |
//! | the right is missing | `Forbidden`, the credential is kept | the firm grants it |
//! | the call takes another kind of token | the same | the developer makes it by the other connection |
//! | MyUnisoft has cut the integration off | `Suspended` | the operator calls MyUnisoft |
//! | a webhook is forged, altered or old, or the secret or the clock is wrong | `Configuration` | answer 401; the operator if MyUnisoft sent it |
//! | one that is signed and not readable | `InvalidResponse` | answer 204, it would not come again; the authors of this crate |
//! | too many calls, for longer than the client's patience | `RateLimited` | nobody: wait as long as the error says |
//!
//! MyUnisoft says what happened in `error.code`, not in the status: an expired token may come with 400 and a business
//! refusal with 401. [`ApiError`] reads the answers that the client hands on as the caller's business.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod access;
mod api_error;
mod calls;
mod config;
mod enrolment;
mod environment;
mod generated;
mod grant;
mod headers;
mod key_state;
mod limit;
mod login;
mod provider;
mod response;
mod society_id;
mod webhook;

pub use access::Access;
pub use api_error::{ApiError, ErrorClass};
pub use calls::{
    ActivateKey, ChangeWebhook, CreateKey, CreateWebhook, CreatedKey, DeleteWebhook, KeyDetails,
    KeyInfo, Route, Target, Version, Webhook, Webhooks,
};
pub use config::{Firm, KeyBuilder, LoginBuilder};
pub use enrolment::{Enrolled, Enrolment, EnrolmentError, Problem, Unfit};
pub use generated::{Operation, PartnerEvent as EventType};
pub use key_state::KeyState;
pub use provider::MyUnisoft;
pub use society_id::SocietyId;
pub use webhook::{Event, Payload, Scope, WebhookVerifier};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/guides/myunisoft-from-login-to-key.md")]
struct FromLoginToKey;
