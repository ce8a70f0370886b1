//! Headers for DossierFacile Connect that are right now: a service token by client credentials, a person's by
//! authorization code with PKCE, renewed without losing a login.
//!
//! ```
//! use auth_dossierfacile::{AuthorizationRequest, DossierFacile, Profile, Settings};
//! use auth_core::Authenticator;
//! use auth_reqwest::{Client, HttpTransport};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = auth_sandbox::Sandbox::start().await?;
//! # let realm = sandbox.dossierfacile();
//! # let (id, secret, redirect_uri) = (realm.client_id(), realm.client_secret(), realm.redirect_uri());
//! // The partner itself: one token for the whole partner API.
//! let service = DossierFacile::service(id, secret)
//!     .issuer(realm.issuer()) // or .preproduction()
//!     .api_url(realm.api_url())
//!     .allow_loopback_http() // for the sandbox only
//!     .build()?;
//! let settings = Client::connect(service)?.call(&Settings).await?;
//! assert_eq!(settings.name, id);
//!
//! // A person: redirect the browser to `url`, keep `pending` in the person's session.
//! let user = DossierFacile::user(id, secret, redirect_uri)
//!     .issuer(realm.issuer())
//!     .api_url(realm.api_url())
//!     .allow_loopback_http()
//!     .build()?;
//! let AuthorizationRequest { url, pending, .. } = user.authorize().build()?;
//! # let callback_url = realm.answer_consent(&url).await?;
//!
//! // The browser is back: each person has an authenticator of their own.
//! let transport = HttpTransport::builder().allow_loopback_http(true).build()?;
//! let person = Authenticator::new(user, transport);
//! person.sign_in(pending.finish(&callback_url)?).await?;
//! let profile = Client::new(person)?.call(&Profile).await?; // this is what shares the file
//! assert_eq!(profile.connected_tenant_id, realm.connected_tenant_id());
//! # Ok(())
//! # }
//! ```
//!
//! # Two schemes
//!
//! | | [`DossierFacile::service`] | [`DossierFacile::user`] |
//! |---|---|---|
//! | For | `/dfc/api/**` | `/dfc/tenant/**` |
//! | Obtained by | client credentials | authorization code, PKCE, state and nonce |
//! | Renewed by | asking again | the refresh token, one use at a time |
//! | Ends | never; DossierFacile opens and closes it | with the person's session, ten hours at most in the published realm |
//!
//! A person's token is no long-term access: what goes on for days is read by the service scheme. A call of the other half is
//! refused before it is sent.
//!
//! A person counts as connected once [`Profile`] has succeeded: signing in alone creates no link, so there is no webhook and
//! no entry in the partner's list. For the same reason nothing here calls it on its own.
//!
//! # Webhooks
//!
//! [`WebhookVerifier`] lets in what carries the partner's key and nothing else; it cannot be built without one. An [`Event`]
//! tells by [`Event::effect`] whether tokens must end at once, and by [`Event::key`] whether it came before. What it says of
//! a file is a hint: read it through the service scheme.
//!
//! # Settings
//!
//! | Builder | Environment variable | |
//! |---|---|---|
//! | `client_id` | `DOSSIERFACILE_CLIENT_ID` | the partner's name at DossierFacile |
//! | `client_secret` | `DOSSIERFACILE_CLIENT_SECRET` | goes to the issuer's origin only |
//! | `redirect_uri` | `DOSSIERFACILE_REDIRECT_URI` | user scheme; exactly as registered |
//! | [`Builder::preproduction`] | `DOSSIERFACILE_ENVIRONMENT` | `preproduction` is the only one whose addresses are published |
//! | [`Builder::issuer`] | `DOSSIERFACILE_ISSUER` | elsewhere: as DossierFacile gave it; [`discover`] checks it |
//! | [`Builder::api_url`] | `DOSSIERFACILE_API_URL` | elsewhere |
//! | [`Builder::allow_loopback_http`] | `AUTH_ALLOW_LOOPBACK_HTTP` | `1`, for a sandbox |
//!
//! # Who acts on what
//!
//! | What happened | Error | Who |
//! |---|---|---|
//! | consent withdrawn, or refused on the way | `SignInRequired(Consent)` | the person |
//! | session over, account disabled, code spent, callback of another sign-in | `SignInRequired(SignIn)` | the person |
//! | the answer to a refresh was lost | `SignInRequired(SignInAfterLostAnswer)` | the person; see [`Builder::refresh_tokens_rotate`] |
//! | wrong client secret, address not allowed, service access not open, no scope `dfc`, wrong issuer or no token endpoint below it | `Configuration` | the operator; tokens are kept |
//! | a webhook without the partner's key | `Configuration` | answer 401; the operator if DossierFacile sent it |
//! | 429, 5xx, a maintenance page | `RateLimited`, `Unavailable`, `InvalidResponse` | nobody: wait |
//!
//! Sources: DossierFacile Connect integration guide, the published sources of its backend and realm, Keycloak, RFC 6749,
//! RFC 7636, RFC 9207, OpenID Connect Core and Discovery.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod authorize;
mod callback;
mod calls;
mod config;
mod discovery;
mod environment;
mod file;
mod generated;
mod grant;
mod headers;
mod id_token;
mod provider;
mod refusal;
mod response;
mod server;
mod webhook;
mod wire;

use refusal::ErrorClass;

pub use authorize::{AuthorizationBuilder, AuthorizationRequest, PendingAuthorization};
pub use calls::{PartnerSettings, Profile, Settings};
pub use config::{Builder, ClientAuthentication, DossierFacile};
pub use discovery::discover;
pub use file::{
    AnalysisRule, ApartmentSharing, Document, DocumentAnalysisReport, FileSecret, Guarantor,
    Tenant, TenantProfile,
};
pub use generated::{
    AnalysisStatus, ApplicationType, DocumentCategory, DocumentStatus, FileStatus, GuarantorType,
    PartnerEvent as EventType, PdfStatus, RuleLevel, TenantType,
};
pub use webhook::{Effect, Event, EventKey, EventTenant, WebhookVerifier};
