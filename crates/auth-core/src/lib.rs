//! Credentials that are right now.

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
pub mod lifecycle;
mod origin;
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
mod transport;
mod verdict;

pub use authenticate::{Authenticate, HeadersFuture, SharedAuthenticator};
pub use authenticator::{Authenticator, AuthenticatorBuilder};
pub use call::Call;
pub use clock::{Clock, Moment, SystemClock};
pub use engine::Status;
pub use error::{Actor, Choice, Delivery, Error, ErrorKind, PersonTask};
pub use expiry::{ExpiresIn, Expiry};
pub use grant::{
    AskPassword, AskPasswordFn, AuthorizationCodeGrant, Grant, PasswordGrant, PasswordSource,
    SignIn,
};
pub use headers::{AuthHeaders, Generation, HeaderSet};
pub use lifecycle::{Decision, Exchange, Granted, Lifecycle, RefreshTerm, Refusal};
pub use origin::{Origin, OriginPolicy};
pub use policy::{Backoff, Jitter, RefreshPolicy, Renewal, Replay};
pub use provider::{Facts, Provider};
pub use request::{Body, Encoding, Field, FieldValue, Request};
pub use response::Response;
pub use secret::{
    AccessToken, ApiKey, AuthorizationCode, ClientSecret, CodeVerifier, ExposeSecret, OneTimeCode,
    PartnerSecret, Password, RefreshToken, Secret, SecretKind,
};
pub use store::{ConnectionId, MemoryStore, TokenStore};
pub use token::TokenSet;
pub use transport::Transport;
pub use verdict::Verdict;

pub use http::{self, HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
