//! Webhooks and callbacks of the auth providers in axum: extractors that let in only what was verified.
//!
//! ```
//! use std::future::IntoFuture;
//!
//! use auth_axum::{dossierfacile, keyclic, myunisoft};
//! use axum::{Router, extract::FromRef, http::StatusCode, routing::post};
//!
//! /// One verifier for each provider: without it, its extractor does not compile.
//! #[derive(Clone)]
//! struct App {
//!     myunisoft: auth_myunisoft::WebhookVerifier,
//!     dossierfacile: auth_dossierfacile::WebhookVerifier,
//!     keyclic: auth_keyclic::WebhookSegment,
//! }
//!
//! impl FromRef<App> for auth_myunisoft::WebhookVerifier {
//!     fn from_ref(app: &App) -> Self {
//!         app.myunisoft.clone()
//!     }
//! }
//!
//! impl FromRef<App> for auth_dossierfacile::WebhookVerifier {
//!     fn from_ref(app: &App) -> Self {
//!         app.dossierfacile.clone()
//!     }
//! }
//!
//! impl FromRef<App> for auth_keyclic::WebhookSegment {
//!     fn from_ref(app: &App) -> Self {
//!         app.keyclic.clone()
//!     }
//! }
//!
//! async fn folders(myunisoft::Webhook(events): myunisoft::Webhook) -> StatusCode {
//!     assert_eq!(events.len(), 1); // signed, and not long ago
//!     StatusCode::NO_CONTENT
//! }
//!
//! async fn files(dossierfacile::Webhook(event): dossierfacile::Webhook) -> StatusCode {
//!     assert_eq!(event.on_tenant_id, 70_001); // by somebody who has the partner's key
//!     StatusCode::NO_CONTENT
//! }
//!
//! async fn reports(keyclic::UnprovenHint(event): keyclic::UnprovenHint) -> StatusCode {
//!     assert_eq!(event.event_type, auth_keyclic::EventType::ReportCreated); // they say
//!     StatusCode::NO_CONTENT
//! }
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // The providers, imitated on loopback.
//! let sandbox = auth_sandbox::Sandbox::start().await?;
//! let (myunisoft, dossierfacile, keyclic) = (sandbox.myunisoft(), sandbox.dossierfacile(), sandbox.keyclic());
//! let app = Router::new()
//!     .route("/myunisoft", post(folders))
//!     .route("/dossierfacile", post(files))
//!     .route("/keyclic/{segment}", post(reports))
//!     .with_state(App {
//!         myunisoft: auth_myunisoft::WebhookVerifier::new(myunisoft.partner_secret())?,
//!         dossierfacile: auth_dossierfacile::WebhookVerifier::new(dossierfacile.webhook_key())?,
//!         keyclic: auth_keyclic::WebhookSegment::new("Q2pRSmxhd0tXb1R4dHhYbA-x")?,
//!     });
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! let here = format!("http://{}", listener.local_addr()?);
//! tokio::spawn(axum::serve(listener, app).into_future());
//!
//! let sent = myunisoft.webhook(&myunisoft.events()).send(&format!("{here}/myunisoft")).await?;
//! assert_eq!(sent.status, 204);
//! let sent = dossierfacile.webhook(&dossierfacile.event("VERIFIED_ACCOUNT"));
//! assert_eq!(sent.send(&format!("{here}/dossierfacile")).await?.status, 204);
//! let sent = keyclic.webhook(&keyclic.event("reportCreated"));
//! assert_eq!(sent.send(&format!("{here}/keyclic/Q2pRSmxhd0tXb1R4dHhYbA-x")).await?.status, 204);
//! // Nobody else gets in.
//! assert_eq!(sent.send(&format!("{here}/dossierfacile")).await?.status, 401);
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! | Feature | What it brings |
//! |---|---|
//! | `myunisoft` | [`myunisoft::Webhook`]: signed by HMAC over the body as it came, and fresh |
//! | `dossierfacile` | [`dossierfacile::Webhook`]: carries the partner's key; [`dossierfacile::Callback`]: of a sign-in that this browser began |
//! | `keyclic` | [`keyclic::UnprovenHint`]: came to a place that nobody can guess, and proves nothing |
//!
//! None is on by default. Sinao documents no webhook that could be verified.
//!
//! # What the sender is told
//!
//! | What came | MyUnisoft | DossierFacile | Keyclic |
//! |---|---|---|---|
//! | an event, of a known type or not | the handler's answer | the handler's answer | the handler's answer |
//! | no proof, a wrong one, one of another day | 401 | 401 | 404 |
//! | authentic, and not readable | 204 | 204 | 400: nothing is authentic |
//! | more than [`BODY_LIMIT`] bytes | 413 | 413 | 413 |
//!
//! A [`Rejection`] has no body, and its reason is logged through `tracing` as a warning, without anything of the request.
//! No provider documents that it sends again what was not accepted; so answer quickly, 204 for instance, and work
//! afterwards. How long a body may take to arrive is for a timeout layer of the application.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(any(feature = "dossierfacile", feature = "keyclic", feature = "myunisoft"))]
mod body;
#[cfg(feature = "dossierfacile")]
pub mod dossierfacile;
#[cfg(feature = "keyclic")]
pub mod keyclic;
#[cfg(feature = "myunisoft")]
pub mod myunisoft;
#[cfg(any(feature = "dossierfacile", feature = "keyclic", feature = "myunisoft"))]
mod rejection;

#[cfg(any(feature = "dossierfacile", feature = "keyclic", feature = "myunisoft"))]
pub use body::BODY_LIMIT;
#[cfg(any(feature = "dossierfacile", feature = "keyclic", feature = "myunisoft"))]
pub use rejection::Rejection;

#[cfg(all(
    doctest,
    feature = "dossierfacile",
    feature = "keyclic",
    feature = "myunisoft"
))]
#[doc = include_str!("../README.md")]
struct Readme;
