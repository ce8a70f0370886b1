//! Authentication to DossierFacile Connect: authorization code with PKCE, refresh, client credentials.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod authorize;
mod callback;
mod calls;
mod config;
mod discovery;
mod environment;
mod facts;
mod grant;
mod headers;
mod id_token;
mod provider;
mod response;
mod server;
mod wire;

pub use authorize::{AuthorizationBuilder, AuthorizationRequest, PendingAuthorization};
pub use calls::{PartnerSettings, Profile, Settings, Status, TenantProfile};
pub use config::{Builder, ClientAuthentication, DossierFacile};
pub use discovery::discover;
