//! One dependency for all the providers: each crate is a module, each module a feature.
//!
#![cfg_attr(all(feature = "reqwest", feature = "sinao"), doc = "```")]
#![cfg_attr(not(all(feature = "reqwest", feature = "sinao")), doc = "```text")]
//! use auth_all::{
//!     core::Authenticator,
//!     reqwest::{Client, HttpTransport},
//!     sinao::{Me, Sinao},
//! };
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // The provider imitated on loopback; the real one needs neither an address nor loopback http.
//! let sandbox = auth_sandbox::Sandbox::start().await?;
//! let sinao = Sinao::api_key(sandbox.sinao().api_key())
//!     .api_url(sandbox.sinao().api_url())
//!     .allow_loopback_http()
//!     .build()?;
//!
//! let transport = HttpTransport::builder().allow_loopback_http(true).build()?;
//! let client = Client::new(Authenticator::new(sinao, transport))?;
//! let user = client.call(&Me).await?;
//! assert_eq!(user.email.as_deref(), Some(sandbox.sinao().email()));
//! # Ok(()) }
//! ```
//!
//! # Which feature, which crate
//!
//! All the features but `axum` and the stores are on by default; `default-features = false` leaves the core alone.
//!
//! <!-- codegen:table -->
//! | Feature | Module | Crate | What it is |
//! |---|---|---|---|
//! | always | `core` | `auth-core` | tokens that are right now, secret types, errors |
//! | `reqwest` | `reqwest` | `auth-reqwest` | sends token requests and calls |
//! | `axum` | `axum` | `auth-axum` | verified webhooks and callbacks of DossierFacile, Keyclic and MyUnisoft |
//! | `store-file`, `store-sqlite`, `store-postgres`, `store-redis`, `store-keyring` | `store` | `auth-store` | tokens kept encrypted, and shared by the processes of a fleet |
//! | `dossierfacile` | `dossierfacile` | `auth-dossierfacile` | rental files: client credentials (service), authorization code with PKCE (user) |
//! | `keyclic` | `keyclic` | `auth-keyclic` | citizens' feedback: login, ID token of another identity provider |
//! | `myunisoft` | `myunisoft` | `auth-myunisoft` | accounting: partner key and secret, firm login (legacy), user login (legacy) |
//! | `sinao` | `sinao` | `auth-sinao` | invoicing: API key, login |
//! <!-- codegen:end -->
//!
//! Nothing is defined here. Whoever moves to the crate of one provider changes `auth_all::sinao` to `auth_sinao` and has
//! the same items.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(all(doctest, feature = "reqwest", feature = "sinao"), doc = include_str!("../README.md"))]

#[cfg(feature = "axum")]
pub use auth_axum as axum;
pub use auth_core as core;
#[cfg(feature = "reqwest")]
pub use auth_reqwest as reqwest;
#[cfg(feature = "store")]
pub use auth_store as store;
// codegen:uses (from crates/auth-*/provider.toml)
#[cfg(feature = "dossierfacile")]
pub use auth_dossierfacile as dossierfacile;
#[cfg(feature = "keyclic")]
pub use auth_keyclic as keyclic;
#[cfg(feature = "myunisoft")]
pub use auth_myunisoft as myunisoft;
#[cfg(feature = "sinao")]
pub use auth_sinao as sinao;
// codegen:end
