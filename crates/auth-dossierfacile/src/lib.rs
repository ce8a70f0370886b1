//! Headers for DossierFacile Connect that are right now: a service token by client credentials, a person's by
//! authorization code with PKCE, renewed without losing a login.
//!
//! ```
//! use auth_dossierfacile::{AuthorizationRequest, DossierFacile, PendingAuthorizations, Settings};
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
//! // A person: redirect the browser to `url`, keep `pending` for its session.
//! let user = DossierFacile::user(id, secret, redirect_uri)
//!     .issuer(realm.issuer())
//!     .api_url(realm.api_url())
//!     .allow_loopback_http()
//!     .build()?;
//! let store = PendingAuthorizations::new(); // one for the whole server
//! let AuthorizationRequest { url, pending, .. } = user.authorize().build()?;
//! store.keep("session of this browser", pending)?;
//! # let callback_url = realm.answer_consent(&url).await?;
//!
//! // The browser is back: each person has an authenticator of their own.
//! let transport = HttpTransport::builder().allow_loopback_http(true).build()?;
//! let person = Authenticator::new(user.clone(), user.check_id_tokens(transport));
//! let pending = store.take("session of this browser", &callback_url)?; // or begin again
//! let signed_in = pending.sign_in(&person, &callback_url).await?;
//! let connected = signed_in.connect(&Client::new(person)?).await?; // this is what shares the file
//! assert_eq!(connected.tenant_id, realm.connected_tenant_id());
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
//! # From the browser to a connected person
//!
//! 1. [`DossierFacile::authorize`] gives the URL, and a [`PendingAuthorization`] with state, nonce and PKCE verifier.
//!    [`PendingAuthorizations`] keeps it in memory, once, for a day, for the browser session that began it;
//!    [`DossierFacile::seal`] makes it one secret value for a store of yours.
//! 2. A callback that leads nowhere is a [`BeginAgain`]: no code was exchanged, send the person through the browser again.
//! 3. [`PendingAuthorization::sign_in`] exchanges the code and checks the ID token: signature by the realm's keys, issuer,
//!    audience, nonce, times. The person has [`SignedIn`]: there is no link, no webhook, no entry in the partner's list.
//! 4. [`SignedIn::connect`] makes the [`Profile`] call, which creates the link. Only then is there a [`Connected`], with the
//!    id by which webhooks name the person. Nothing here makes that call on its own.
//!
//! Whoever signed in may be another person than [`AuthorizationBuilder::login_hint`] named: [`Connected::login_hint`] says so.
//! [`sign_out`] ends the person's sessions, neither the consent nor the link.
//!
//! # ID tokens
//!
//! [`DossierFacile::check_id_tokens`] wraps the transport: the realm's keys are fetched before a code leaves, so that no code
//! is spent for keys that cannot be had, again when a token names a key that is new, and when they are an hour old. A token
//! that fails ends the sign-in: its tokens are not kept. RS256 is accepted, more by [`Builder::accept_signature`]; `none` and
//! shared secrets cannot be.
//!
//! # Webhooks
//!
//! [`WebhookVerifier`] lets in what carries the partner's key and nothing else; it cannot be built without one. An [`Event`]
//! tells by [`Event::effect`] whether tokens must end at once, and by [`Event::key`] whether it came before. What it says of
//! a file is a hint: read it through the service scheme.
//!
//! [`Inbox`] makes one stream of them and of the partner's list, in which each thing comes once: [`Inbox::receive`] ends the
//! tokens of who revokes the access or deletes the account before it returns, and closes the person's [`Link`], so that no
//! profile call restores what was taken back. What comes before the profile has told of whom it is waits for
//! [`Inbox::connected`]. [`CatchUp`] reads the list for what no webhook told. [`KeyRotation`] changes the key.
//!
//! # The partner's half
//!
//! | | |
//! |---|---|
//! | [`Listing`] | everybody who is linked, or whose file has changed, past every trap of the paging |
//! | [`look_up`] | one person's file; not linked and unknown are outcomes |
//! | [`ReadDocument`] | a PDF of a file, in memory or streamed |
//! | [`Settings`], [`ChangeSettings`] | where webhooks go, and what they carry |
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
//! | an ID token that is forged, or signed in another way than accepted | `Configuration` | the operator; nobody is signed in |
//! | a webhook without the partner's key | `Configuration` | answer 401; the operator if DossierFacile sent it |
//! | one with the key that says not of whom or of what type it is | `InvalidResponse` | answer 204, it would not come again; the authors of this crate |
//! | 429, 5xx, a maintenance page | `RateLimited`, `Unavailable`, `InvalidResponse` | nobody: wait |
//!
//! Sources: DossierFacile Connect integration guide, the published sources of its backend and realm, Keycloak, RFC 6749,
//! RFC 7515, RFC 7517, RFC 7636, RFC 9207, OpenID Connect Core and Discovery.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod authorize;
mod callback;
mod calls;
mod catch_up;
mod checked;
mod config;
mod connection;
mod discovery;
mod environment;
mod file;
mod forbidden;
mod generated;
mod grant;
mod headers;
mod id_token;
mod identity;
mod inbox;
mod keys;
mod listing;
mod pending;
mod provider;
mod refusal;
mod response;
mod rotation;
mod server;
mod webhook;
mod wire;

use refusal::ErrorClass;

pub use authorize::{AuthorizationBuilder, AuthorizationRequest};
pub use calls::{
    ChangeSettings, ListedTenant, Logout, Lookup, PartnerSettings, Pdf, Profile, ReadDocument,
    ReadTenant, Settings, look_up,
};
pub use catch_up::CatchUp;
pub use checked::CheckedTransport;
pub use config::{Builder, ClientAuthentication, DossierFacile};
pub use connection::{Connected, SignedIn, sign_out};
pub use discovery::discover;
pub use file::{
    AnalysisRule, ApartmentSharing, Document, DocumentAnalysisReport, FileSecret, Guarantor,
    Tenant, TenantProfile,
};
pub use generated::{
    AnalysisStatus, ApplicationType, DocumentCategory, DocumentStatus, FileStatus, GuarantorType,
    PartnerEvent as EventType, PdfStatus, RuleLevel, TenantType,
};
pub use id_token::SignatureAlgorithm;
pub use identity::{Identity, LoginHint};
pub use inbox::{Cause, GuardedClient, Inbox, InboxLimits, Link, Notice, Received};
pub use listing::{Cursor, Listing};
pub use pending::{BeginAgain, PendingAuthorization, PendingAuthorizations, SealedAuthorization};
pub use rotation::KeyRotation;
pub use webhook::{Effect, Event, EventKey, EventTenant, WebhookVerifier};
